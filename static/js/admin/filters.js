// The address of a filtered list says only what is filtered by: empty inputs are not sent.

const form = document.querySelector("[data-find]");
const emptied = [];

form?.addEventListener("submit", () => {
  for (const input of form.elements) {
    if (!input.name || input.disabled || input.value !== "") continue;
    input.disabled = true;
    emptied.push(input);
  }
});

addEventListener("pageshow", () => {
  for (const input of emptied.splice(0)) input.disabled = false;
});
