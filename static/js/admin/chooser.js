// A multiple select as two panes: what may be chosen and what is, each with a filter. The select itself is what is sent.

const el = (name, attributes = {}, ...content) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
};

const attach = (chooser) => {
  const select = chooser.querySelector("select");
  const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.firstChild.textContent.trim() ?? "Choices";

  const pane = (title, isChosen) => {
    const filter = el("input", { class: "input", type: "search", placeholder: "Filter", autocomplete: "off", "aria-label": `Filter ${title.toLowerCase()}` });
    const list = el("select", { class: "input", multiple: "", size: "8", "aria-label": `${title} ${name}` });
    const heading = el("p", { class: "chooser__title" });
    const show = () => {
      const words = filter.value.trim().toLowerCase();
      const mine = [...select.options].filter((option) => option.selected === isChosen);
      const shown = mine.filter((option) => option.text.toLowerCase().includes(words));
      list.replaceChildren(...shown.map((option) => new Option(option.text, option.value)));
      heading.textContent = `${title} (${mine.length})`;
    };
    filter.addEventListener("input", show);
    filter.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (list.options.length === 1) move(list.options, !isChosen);
    });
    list.addEventListener("dblclick", () => move(list.selectedOptions, !isChosen));
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      move(list.selectedOptions, !isChosen);
    });
    return { box: el("div", { class: "chooser__pane" }, heading, filter, list), list, show };
  };

  const move = (options, isChosen) => {
    const values = new Set([...options].map((option) => option.value));
    for (const option of select.options) if (values.has(option.value)) option.selected = isChosen;
    free.show();
    chosen.show();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const free = pane("Available", false);
  const chosen = pane("Chosen", true);
  const button = (text, act) => {
    const one = el("button", { class: "button button--small", type: "button" }, text);
    one.addEventListener("click", act);
    return one;
  };
  const moves = el(
    "div",
    { class: "chooser__moves" },
    button("Choose", () => move(free.list.selectedOptions, true)),
    button("Remove", () => move(chosen.list.selectedOptions, false)),
    button("Choose all", () => move(free.list.options, true)),
    button("Remove all", () => move(chosen.list.options, false)),
  );
  select.before(el("div", { class: "chooser__panes" }, free.box, moves, chosen.box));
  free.list.id = select.id;
  for (const attribute of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(attribute)) free.list.setAttribute(attribute, select.getAttribute(attribute));
  }
  select.removeAttribute("id");
  select.hidden = true;

  chooser.addEventListener("related:picked", ({ detail: { what, key, label } }) => {
    const known = [...select.options].find((option) => option.value === key);
    if (what === "delete") known?.remove();
    else if (known) known.text = label;
    else select.add(new Option(label, key));
    const option = [...select.options].find((one) => one.value === key);
    if (option && what !== "change") option.selected = true;
    free.show();
    chosen.show();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });

  free.show();
  chosen.show();
};

const attachAll = (root) => root.querySelectorAll("[data-chooser]").forEach(attach);
attachAll(document);
document.addEventListener("row:added", ({ target }) => attachAll(target));
