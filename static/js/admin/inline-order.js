// Rows are put in order by dragging them, or by buttons; their `position` says the same to the server.

const attach = (inline) => {
  const list = inline.querySelector("[data-rows]");
  const status = inline.querySelector("[data-inline-status]");
  const rows = () => [...list.children];
  const position = (row) => row.querySelector("[name$='-position']");
  const isNew = (row) => row.hasAttribute("data-new");
  let isMoved = false;

  // An empty row stays empty: it is not to be saved.
  const isFilled = (row) => [...row.querySelectorAll("input, select, textarea")].some((input) => {
    if (!input.name || input.type === "hidden" || input === position(row)) return false;
    if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
    if (input.matches("select")) return [...input.options].some((option) => option.selected && option.value !== "" && !option.defaultSelected);
    return input.value !== input.defaultValue;
  });

  // The numbers that there are, dealt out anew, so that rows that did not move stay as they were.
  const number = () => {
    const placed = rows().filter((row) => position(row) && (!isNew(row) || isFilled(row)));
    const known = placed.filter((row) => !isNew(row)).map((row) => Number.parseInt(position(row).value, 10));
    const isUsable = known.every(Number.isInteger) && new Set(known).size === known.length;
    const numbers = isUsable ? known.sort((one, other) => one - other) : [];
    while (numbers.length < placed.length) numbers.push(numbers.length ? numbers.at(-1) + 1 : 0);
    placed.forEach((row, index) => { position(row).value = numbers[index]; });
  };

  const mark = () => rows().forEach((row, index, all) => {
    const [up, down] = row.querySelectorAll("[data-move]");
    if (!up) return;
    up.disabled = index === 0;
    down.disabled = index === all.length - 1;
  });

  const moved = (row) => {
    isMoved = true;
    number();
    mark();
    status.textContent = `Moved to place ${rows().indexOf(row) + 1}`;
    inline.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true }));
  };

  inline.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("[data-row]");
    if (button.dataset.move === "-1") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    moved(row);
    (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
  });

  inline.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    const row = grip.closest("[data-row]");
    const before = rows().indexOf(row);
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");

    const drag = ({ clientY }) => {
      const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
      const others = rows().filter((other) => other !== row);
      const next = others.find((other) => clientY < middle(other));
      if (next && next !== row.nextElementSibling) next.before(row);
      if (!next && row.nextElementSibling) list.append(row);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", drag);
      row.classList.remove("is-dragged");
      if (rows().indexOf(row) !== before) moved(row);
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  });

  const reveal = (root) => {
    for (const order of root.querySelectorAll("[data-order]")) order.hidden = false;
    mark();
  };

  inline.addEventListener("row:added", ({ target }) => reveal(target));
  inline.addEventListener("rows:changed", mark);
  inline.closest("form").addEventListener("submit", () => {
    if (isMoved || rows().some((row) => isNew(row) && isFilled(row))) number();
  });
  reveal(inline);
};

document.querySelectorAll("[data-inline][data-sorts]").forEach(attach);
