// Rows of what belongs to an object: added from a template and, while they are not stored, removed again.

const NAMES = ["id", "name", "for", "value", "aria-labelledby", "aria-describedby", "aria-controls",
  "data-name", "data-related", "data-now", "data-today", "data-filled-from"];

// `value` only carries a number in the names of the template, never what somebody typed.
const rename = (root, from, to, names) => {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const name of names) {
      const value = element.getAttribute(name);
      if (value?.includes(from)) element.setAttribute(name, value.replaceAll(from, to));
    }
    if (element.dataset.row === from) element.dataset.row = to;
  }
};

const attach = (inline) => {
  const { inline: prefix, noun } = inline.dataset;
  const list = inline.querySelector("[data-rows]");
  const template = inline.querySelector("[data-row-template]");
  const add = inline.querySelector("[data-add-row]");
  const total = inline.querySelector(`[name="${CSS.escape(prefix)}-TOTAL_FORMS"]`);
  const status = inline.querySelector("[data-inline-status]");
  const rows = () => [...list.children];

  const changed = (words) => {
    const isFull = inline.dataset.max !== undefined && rows().length >= Number(inline.dataset.max);
    if (add) add.hidden = isFull;
    const spare = rows().length > Number(inline.dataset.min);
    for (const button of list.querySelectorAll("[data-remove-row]")) button.hidden = !spare;
    if (words === undefined) return;
    status.textContent = words;
    inline.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true }));
  };

  add?.addEventListener("click", (event) => {
    event.preventDefault();
    const row = template.content.firstElementChild.cloneNode(true);
    rename(row, "__prefix__", total.value, NAMES);
    row.dataset.row = total.value;
    total.value = Number(total.value) + 1;
    list.append(row);
    row.dispatchEvent(new CustomEvent("row:added", { bubbles: true }));
    changed(`${noun} added`);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  const remove = (row) => {
    const number = Number(row.dataset.row);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    for (const later of rows().filter((other) => Number(other.dataset.row) > number)) {
      const old = Number(later.dataset.row);
      rename(later, `${prefix}-${old}-`, `${prefix}-${old - 1}-`, NAMES.filter((name) => name !== "value"));
      later.dataset.row = old - 1;
    }
    total.value = Number(total.value) - 1;
    changed(`${noun} removed`);
    (next?.querySelector("input:not([type=hidden]), select, textarea, button") ?? add)?.focus();
  };

  inline.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-remove-row]");
    if (button) remove(button.closest("[data-row]"));
  });

  const fade = (box) => box.closest("[data-row]").classList.toggle("is-leaving", box.checked);
  inline.addEventListener("change", ({ target }) => { if (target.matches("[data-delete-row]")) fade(target); });
  inline.querySelectorAll("[data-delete-row]").forEach(fade);
  changed();
};

document.querySelectorAll("[data-inline]").forEach(attach);
