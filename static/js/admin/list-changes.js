// Cells that are edited in place: marked when changed, counted on the button, and not lost by leaving.

const form = document.querySelector("[data-list-form]");
const save = form?.querySelector("[data-save]");
const words = save?.textContent;
let leaving = false;

const isChanged = (input) => {
  if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
  if (input.matches("select")) return [...input.options].some((option) => option.selected !== option.defaultSelected);
  return input.value !== input.defaultValue;
};

// A select without a chosen option shows its first one, which counts as chosen.
for (const select of form?.querySelectorAll(".table__edit select:not([multiple])") ?? []) {
  if (![...select.options].some((option) => option.defaultSelected) && select.options[0]) {
    select.options[0].defaultSelected = true;
  }
}

const changedRows = () => [...form.querySelectorAll("[data-row]")].filter((row) => row.querySelector(".is-changed"));

const show = () => {
  for (const input of form.querySelectorAll(".table__edit :is(input, select, textarea)[name]")) {
    input.classList.toggle("is-changed", isChanged(input));
  }
  const count = changedRows().length;
  save.textContent = count === 0 ? words : `Save ${count} ${count === 1 ? "change" : "changes"}`;
  form.dataset.changed = count;
};

if (form && save) {
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => {
    leaving = false;
    show();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && changedRows().length > 0) event.preventDefault();
  });
  show();
}
