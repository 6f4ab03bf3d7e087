// A list that follows its filters: a change fetches the page and replaces its `data-results` parts.
// Whatever goes wrong, the form or the link does what it does without this script.

const form = document.querySelector("[data-filter-list]");
const status = document.querySelector("[data-results-status]");
let running = new AbortController();

const addressOf = (source) => {
  const address = new URL(source.action);
  for (const [name, value] of new FormData(source)) {
    if (value !== "") address.searchParams.append(name, value);
  }
  return address;
};

const show = async (address, { push = true, otherwise }) => {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("results")) throw new Error("not a list");
    if (signal.aborted) return;
    replace(page);
    if (push) history.pushState(null, "", answer.url);
  } catch (error) {
    if (error.name !== "AbortError") otherwise();
  }
};

// Puts the new parts in, with the focus where it was: in the same field, with the caret where it stood,
// else on the results.
const replace = (page) => {
  const focused = document.activeElement;
  const { selectionStart, selectionEnd } = focused;
  const wasInside = focused.closest?.("[data-results]");
  for (const fresh of page.querySelectorAll("[data-results]")) {
    document.getElementById(fresh.id)?.replaceWith(document.adoptNode(fresh));
  }
  const words = page.querySelector("[data-filter-list] [name=q]");
  form.querySelector("[name=q]")?.remove();
  if (words) form.prepend(words);
  document.title = page.title;
  const heading = document.querySelector("h1");
  heading.textContent = page.querySelector("h1").textContent;
  if (wasInside) {
    const place = (focused.id && document.getElementById(focused.id)) || document.getElementById("results");
    if (focused.inputMode === "decimal") place.value = focused.value;
    place.focus({ preventScroll: true });
    // A new field has it at the start: what is typed next would go before what was typed first.
    if (focused.inputMode === "decimal") place.setSelectionRange(selectionStart, selectionEnd);
  }
  status.textContent = document.getElementById("results-heading").textContent;
};

form.addEventListener("change", () => {
  show(addressOf(form), { otherwise: () => form.submit() });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(addressOf(form), { otherwise: () => form.submit() });
  form.querySelector("details").open = false;
});

// Search as you type asks for an address that it has put into the history itself.
document.addEventListener("list:show", ({ detail: address }) => {
  show(address, { push: false, otherwise: () => location.reload() });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-filter-link]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.href, { otherwise: () => { location.href = link.href; } });
});

addEventListener("popstate", () => {
  if (location.hash) return;
  show(location.href, { push: false, otherwise: () => location.reload() });
});
