// Related objects are looked up, added and changed in a window of their own, which answers with what became of it.

let opened = 0;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-window]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tools = link.closest("[data-related]");
  tools.dataset.opened ??= `related--${Date.now()}-${opened += 1}`;
  const address = new URL(link.href);
  address.searchParams.set("_popup", "1");
  const child = window.open(address, tools.dataset.opened, "popup,width=960,height=760");
  if (!child) return;
  child.focus();
  event.preventDefault();
});

addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin || data?.about !== "storefront:picked") return;
  const tools = [...document.querySelectorAll("[data-related]")].find((one) => one.dataset.opened === data.to);
  tools?.closest("[data-relation], [data-chooser]")
    ?.dispatchEvent(new CustomEvent("related:picked", { detail: data }));
});
