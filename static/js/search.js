// Search as you type: on the list of all products the results follow the words in the header's search field.
// The first letter makes a new step in the history, the rest of the word the same one. Elsewhere the form is a form.

const form = document.querySelector("[data-search]");
const field = form.querySelector("input[type=search]");
let shown = field.value.trim();
let typing = false;
let waiting;

const search = () => {
  const words = field.value.trim();
  if (words === shown) return;
  shown = words;
  const address = new URL(form.action);
  if (words) address.searchParams.set("q", words);
  history[typing ? "replaceState" : "pushState"](null, "", address);
  typing = true;
  document.dispatchEvent(new CustomEvent("list:show", { detail: address.href }));
};

if (new URL(form.action).pathname === location.pathname) {
  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(search, 250);
  });

  field.addEventListener("change", () => { typing = false; });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
    document.getElementById("results").focus();
  });

  addEventListener("popstate", () => {
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    shown = field.value.trim();
  });
}
