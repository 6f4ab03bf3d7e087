// Keys: `/` search, `?` help, `g` and a letter to go, `j` and `k` for rows, `x` select, `e` open, Ctrl+S save.
// Single letters can be switched off in the help, for those whose voice or hand presses them by accident.

const help = document.querySelector("[data-help]");
const single = help.querySelector("[data-help-single]");
const goal = help.querySelector("[data-help-go]");
const links = new Map([...document.querySelectorAll("[data-go]")].map((link) => [link.dataset.go, link]));
let going = 0;
let current = -1;

const remember = (off) => {
  try {
    if (off === undefined) return localStorage.getItem("admin-keys") === "off";
    if (off) localStorage.setItem("admin-keys", "off");
    else localStorage.removeItem("admin-keys");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  return Boolean(off);
};

const isTyping = (target) => target.isContentEditable
  || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

const rows = () => [...document.querySelectorAll("[data-list-form] [data-row]")];

const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  const from = focused >= 0 ? focused : current;
  current = Math.max(0, Math.min(all.length - 1, from + step));
  all.forEach((row, index) => row.classList.toggle("is-current", index === current));
  const row = all[current];
  (row.querySelector("[data-select-row]") ?? row.querySelector("a, button, input"))?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

const row = () => document.activeElement.closest?.("[data-row]") ?? rows()[current];

const search = () => {
  const field = document.querySelector("[data-search-field]") ?? document.querySelector("#model-filter");
  if (!field) return;
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
  field.select();
};

const act = {
  "/": search,
  "?": () => help.showModal(),
  g: () => { going = Date.now(); },
  j: () => move(1),
  k: () => move(-1),
  x: () => row()?.querySelector("[data-select-row]")?.click(),
  e: () => row()?.querySelector("[data-open]")?.click(),
};

const save = () => document.querySelector("[data-save]")?.click();

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const { key, target } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "s") {
    event.preventDefault();
    save();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || help.open) return;
  if (!single.checked) return;
  if (going && Date.now() - going < 1500 && links.has(key)) {
    going = 0;
    event.preventDefault();
    links.get(key).click();
    return;
  }
  going = 0;
  if (!Object.hasOwn(act, key)) return;
  event.preventDefault();
  act[key]();
});

for (const [letter, link] of links) {
  const entry = document.createElement("div");
  const name = document.createElement("dt");
  const first = document.createElement("kbd");
  const second = document.createElement("kbd");
  const where = document.createElement("dd");
  first.textContent = "g";
  second.textContent = letter;
  where.textContent = link.textContent;
  name.append(first, " ", second);
  entry.append(name, where);
  goal.querySelector("dl").append(entry);
}
goal.hidden = links.size === 0;

single.checked = !remember();
single.addEventListener("change", () => remember(!single.checked));
for (const button of document.querySelectorAll("[data-help-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}
