// Selecting rows: all of the page, ranges with Shift, and then everything found.

const form = document.querySelector("[data-list-form]");
const boxes = [...(form?.querySelectorAll("[data-select-row]") ?? [])];
const all = form?.querySelector("[data-select-page]");
const across = form?.querySelector("[data-select-across]");
const everything = across?.querySelector("input");
const said = form?.querySelector("[data-selected]");
const bar = form?.querySelector("[data-bar]");
let last = -1;

const show = () => {
  const count = boxes.filter((box) => box.checked).length;
  const isAll = count === boxes.length;
  all.checked = isAll;
  all.indeterminate = count > 0 && !isAll;
  if (across) {
    across.hidden = !isAll;
    if (!isAll) everything.checked = false;
  }
  bar.classList.toggle("is-on", count > 0);
  said.textContent = everything?.checked ? "All found are selected" : `${count} of ${boxes.length} selected`;
};

if (boxes.length && bar && said) {
  boxes.forEach((box, index) => box.addEventListener("click", ({ shiftKey }) => {
    if (shiftKey && last >= 0) {
      const [from, to] = [Math.min(last, index), Math.max(last, index)];
      for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
    }
    last = index;
    show();
  }));
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  everything?.addEventListener("change", show);
  all.hidden = false;
  // A browser that goes back remembers boxes after the page is there.
  addEventListener("pageshow", show);
  show();
}
