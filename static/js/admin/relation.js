// An object that is searched for while typing (a combobox). What is sent is its key, in a hidden input.

let made = 0;

const el = (name, attributes = {}, ...content) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
};

// The list of what was found, in the top layer, so that no table cuts it off.
const combobox = (input, search, choose) => {
  const id = `options-${made += 1}`;
  const list = el("div", { class: "options", id, role: "listbox", popover: "manual", "aria-label": "Found" });
  const status = el("span", { class: "visually-hidden", role: "status" });
  let active = -1;
  let waiting;
  let running = new AbortController();
  const options = () => [...list.querySelectorAll("[role=option]")];

  const close = () => {
    clearTimeout(waiting);
    running.abort();
    if (list.matches(":popover-open")) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };

  const place = () => {
    const { left, top, bottom, width } = input.getBoundingClientRect();
    const isAbove = innerHeight - bottom < 160 && top > innerHeight - bottom;
    list.style.left = `${left}px`;
    list.style.width = `${width}px`;
    list.style.top = isAbove ? "auto" : `${bottom + 2}px`;
    list.style.bottom = isAbove ? `${innerHeight - top + 2}px` : "auto";
  };

  const mark = (index) => {
    const all = options();
    active = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (!all[active]) return;
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };

  const show = ({ results, pagination }, words) => {
    list.replaceChildren(...results.map(({ id: key, text }, at) => el(
      "div",
      { role: "option", id: `${id}-${at}`, "aria-selected": "false", "data-key": key, dir: "auto" },
      text,
    )));
    if (!results.length) list.append(el("p", { class: "options__note" }, "Nothing found"));
    if (pagination?.more) list.append(el("p", { class: "options__note" }, "Type more to see others"));
    if (!list.matches(":popover-open")) list.showPopover();
    place();
    input.setAttribute("aria-expanded", "true");
    status.textContent = results.length === 1 ? "1 found" : `${results.length} found`;
    active = -1;
    // Who only looks at the list has chosen nothing yet.
    if (results.length && words) mark(0);
  };

  const find = async (words) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const address = new URL(search, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (!signal.aborted && document.activeElement === input) show(found, words);
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "The search did not work";
    }
  };

  const take = (option) => {
    if (!option) return;
    close();
    choose(option.dataset.key, option.textContent);
  };

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    placeholder: "Type to search", spellcheck: "false",
  })) input.setAttribute(name, value);
  input.removeAttribute("inputmode");

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => find(input.value.trim()), 150);
  });
  input.addEventListener("click", () => { if (!list.matches(":popover-open")) find(""); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = list.matches(":popover-open");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) find("");
      else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      take(options()[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  });
  // The input keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => take(target.closest("[role=option]")));
  addEventListener("scroll", () => { if (list.matches(":popover-open")) place(); }, { capture: true, passive: true });
  input.after(list, status);
};

const changed = (relation) => relation.dispatchEvent(new Event("change", { bubbles: true }));

const follow = (relation, key) => {
  const link = relation.querySelector("[data-window=change]");
  if (!link) return;
  link.hidden = !key;
  if (key) link.href = link.dataset.href.replace("__key__", encodeURIComponent(key));
};

const single = (relation, input) => {
  const name = relation.querySelector("[data-chosen] > li");
  const hidden = el("input", { type: "hidden", name: input.name, value: input.value });
  // A key that names nothing stays in sight.
  let label = name?.textContent || input.value;
  const set = (key, text) => {
    label = text;
    input.value = text;
    if (hidden.value === key) return;
    hidden.value = key;
    follow(relation, key);
    changed(relation);
  };
  input.removeAttribute("name");
  input.value = label;
  input.dir = "auto";
  name?.parentElement.remove();
  relation.prepend(hidden);
  combobox(input, relation.dataset.search, set);
  // Words that were not chosen from the list name nothing; none at all takes the choice away.
  input.addEventListener("blur", () => (input.value.trim() ? set(hidden.value, label) : set("", "")));
  relation.addEventListener("related:picked", ({ detail: { what, key, label: text } }) => {
    if (what !== "delete") set(key, text);
    else if (hidden.value === key) set("", "");
  });
};

const multiple = (relation, input) => {
  const name = input.name;
  const chosen = relation.querySelector("[data-chosen]") ?? el("ul", { class: "relation__chosen", "data-chosen": "" });
  const add = (key, text) => {
    input.value = "";
    if ([...chosen.children].some((token) => token.dataset.key === key)) return;
    const drop = el("button", { class: "relation__drop", type: "button", "aria-label": `Remove ${text}` }, "×");
    chosen.append(el("li", { "data-key": key, dir: "auto" }, text, el("input", { type: "hidden", name, value: key }), drop));
    changed(relation);
  };
  const stored = [...chosen.children].map((token) => [token.dataset.key, token.textContent]);
  chosen.replaceChildren();
  input.removeAttribute("name");
  stored.forEach(([key, text]) => add(key, text));
  relation.append(chosen);
  chosen.addEventListener("click", ({ target }) => {
    const drop = target.closest("button");
    if (!drop) return;
    drop.parentElement.remove();
    input.focus();
    changed(relation);
  });
  input.addEventListener("blur", () => { input.value = ""; });
  input.value = "";
  combobox(input, relation.dataset.search, add);
  relation.addEventListener("related:picked", ({ detail: { what, key, label } }) => {
    if (what === "delete") [...chosen.children].find((token) => token.dataset.key === key)?.remove();
    else add(key, label);
    changed(relation);
  });
};

// In a filter every choice is a box in the list above.
const filter = (relation, input) => {
  const choices = relation.parentElement.querySelector("[data-choices]");
  const { name } = relation.dataset;
  input.removeAttribute("name");
  input.setAttribute("aria-label", input.dataset.label);
  input.addEventListener("blur", () => { input.value = ""; });
  combobox(input, relation.dataset.search, (key, text) => {
    input.value = "";
    const known = [...choices.querySelectorAll("input")].find((box) => box.value === key);
    if (known) {
      known.checked = true;
      return;
    }
    const box = el("input", { class: "check__input", type: "checkbox", form: "find", name, value: key });
    box.checked = true;
    choices.append(el("li", { class: "filter__choice" }, el("label", { class: "check", dir: "auto" }, box, el("span", {}, text))));
  });
};

// Only a key: what was looked up is put in.
const plain = (relation, input) => {
  relation.addEventListener("related:picked", ({ detail: { what, key, label } }) => {
    if (what === "delete") return;
    const isMultiple = relation.hasAttribute("data-multiple");
    input.value = isMultiple && input.value ? `${input.value},${key}` : key;
    if (!isMultiple) {
      relation.querySelector("[data-chosen]")?.remove();
      relation.append(el("ul", { class: "relation__chosen", "data-chosen": "" }, el("li", { dir: "auto" }, label)));
    }
    follow(relation, key);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

const attach = (relation) => {
  const input = relation.querySelector(".relation__input");
  if (!relation.dataset.search) plain(relation, input);
  else if (relation.hasAttribute("data-filter-search")) filter(relation, input);
  else if (relation.hasAttribute("data-multiple")) multiple(relation, input);
  else single(relation, input);
};

const attachAll = (root) => root.querySelectorAll("[data-relation]").forEach(attach);
attachAll(document);
document.addEventListener("row:added", ({ target }) => attachAll(target));
