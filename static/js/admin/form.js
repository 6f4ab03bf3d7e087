// A form that is sent once, with whole dates, and shows first what was wrong with it.

const form = document.querySelector("[data-form]");
const errors = document.querySelector("[data-errors]");
let isSent = false;

form?.addEventListener("submit", (event) => {
  // A half-typed date would be sent as none at all.
  const half = [...form.elements].find((input) => input.validity?.badInput);
  if (half) {
    event.preventDefault();
    half.reportValidity();
    return;
  }
  // Twice pressed is once meant.
  if (isSent) event.preventDefault();
  isSent = true;
});

addEventListener("pageshow", () => { isSent = false; });

errors?.focus();
errors?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place) return;
  event.preventDefault();
  const fold = place.closest("details");
  if (fold) fold.open = true;
  const input = place.matches("input, select, textarea") ? place : place.querySelector("input, select, textarea, a");
  (input ?? place).focus();
  place.scrollIntoView({ block: "center" });
});
