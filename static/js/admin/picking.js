// A list that was opened to pick a row for a form in another window.

const pick = (row) => {
  const { row: key, label } = row.dataset;
  window.opener.postMessage(
    { about: "storefront:picked", to: window.name, what: "pick", key, label },
    location.origin,
  );
  window.close();
};

if (window.opener && window.name.startsWith("related--")) {
  for (const button of document.querySelectorAll("[data-pick]")) {
    button.hidden = false;
    button.addEventListener("click", () => pick(button.closest("[data-row]")));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-row] [data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pick(link.closest("[data-row]"));
  });
}
