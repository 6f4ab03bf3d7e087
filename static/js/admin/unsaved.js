// A form that was changed says so, and is not left by accident.

const form = document.querySelector("[data-guard]");
const state = form?.querySelector("[data-unsaved]");
// What was sent and came back with errors is not saved either.
const isReturned = Boolean(document.querySelector("[data-errors], [data-conflicts]"));
let leaving = false;

const snapshot = () => JSON.stringify(
  [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]),
);

const isChanged = () => isReturned || snapshot() !== first;
const show = () => { if (state) state.textContent = isChanged() ? "Not saved yet" : ""; };
let first;

if (form && form.querySelector("[data-save]")) {
  // After the other scripts have put the form into its first shape.
  addEventListener("load", () => {
    first = snapshot();
    show();
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    form.addEventListener("rows:changed", show);
    addEventListener("beforeunload", (event) => {
      if (!leaving && isChanged()) event.preventDefault();
    });
  });
  form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
  addEventListener("pageshow", () => { leaving = false; });
}
