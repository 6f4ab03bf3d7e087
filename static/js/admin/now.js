// "Now" and "Today" beside times and days, in UTC like everything here.

const fill = (button, read) => {
  const input = button.closest(".line").querySelector("input");
  input.value = read(new Date().toISOString(), input);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
};

document.addEventListener("click", ({ target }) => {
  const now = target.closest("[data-now]");
  const today = target.closest("[data-today]");
  if (now) fill(now, (time, input) => time.slice(0, Number(input.step) < 60 && input.step ? 19 : 16));
  if (today) fill(today, (time) => time.slice(0, 10));
});

const reveal = (root) => {
  for (const button of root.querySelectorAll("[data-now], [data-today]")) button.hidden = false;
};

reveal(document);
document.addEventListener("row:added", ({ target }) => reveal(target));
