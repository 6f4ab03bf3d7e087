// The quick filter of the menu; Enter opens the first that is left.

const box = document.querySelector("[data-model-filter]");
const field = box.querySelector("input");
const count = box.querySelector("[data-model-count]");
const apps = [...document.querySelectorAll("[data-app]")];

const filter = () => {
  const words = field.value.trim().toLowerCase();
  let left = 0;
  for (const app of apps) {
    const models = [...app.querySelectorAll("[data-model]")];
    for (const model of models) {
      model.hidden = !model.querySelector("a").textContent.toLowerCase().includes(words);
    }
    const shown = models.filter((model) => !model.hidden).length;
    app.hidden = shown === 0;
    left += shown;
  }
  count.textContent = words ? `${left} found` : "";
};

field.addEventListener("input", filter);

field.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && field.value) {
    field.value = "";
    filter();
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  document.querySelector("[data-model]:not([hidden]) a")?.click();
});

box.hidden = false;

// The way to this page is in sight in a menu that is longer than the window.
document.querySelector(".side__link[aria-current]")?.scrollIntoView({ block: "nearest" });
