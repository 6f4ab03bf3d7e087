// Light, dark, or what the system says. It runs before the page is painted, so it is no module.

(() => {
  const stored = () => {
    try {
      return localStorage.getItem("admin-theme");
    } catch {
      return null;
    }
  };

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };

  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector("[data-theme-switch]");
    if (!choice) return;
    const current = document.documentElement.dataset.theme ?? "auto";
    for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === current;
    choice.hidden = false;
    choice.addEventListener("change", ({ target }) => {
      apply(target.value);
      try {
        if (target.value === "auto") localStorage.removeItem("admin-theme");
        else localStorage.setItem("admin-theme", target.value);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    });
  });

  // Another tab, or this page out of the browser's memory.
  addEventListener("storage", () => apply(stored()));
  addEventListener("pageshow", () => apply(stored()));
})();
