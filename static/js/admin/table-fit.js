// A table that fits needs no region that scrolls: its head then sticks to the window.

for (const region of document.querySelectorAll("[data-table-scroll]")) {
  const table = region.querySelector("table");
  const look = () => {
    const fits = table.scrollWidth <= region.clientWidth;
    region.classList.toggle("is-fitting", fits);
    // What cannot scroll is no stop for the keyboard.
    if (fits) region.removeAttribute("tabindex");
    else region.tabIndex = 0;
  };
  new ResizeObserver(look).observe(region);
}
