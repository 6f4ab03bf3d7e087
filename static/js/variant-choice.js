// Choosing a variant shows its price, stock and picture and puts it into the address.
// With several options (colour, size) the one list of variants becomes one group of buttons per option.

const form = document.querySelector("[data-variants]");
const radios = [...form.querySelectorAll("input[name=variant]")];
const quantity = form.querySelector("input[name=quantity]");
const most = quantity.max;

const choose = (radio) => {
  const label = radio.closest("label");
  copy(label.querySelector(".price"), "[data-price]");
  copy(label.querySelector(".stock"), "[data-stock]");
  quantity.max = radio.dataset.left ?? most;
  if (quantity.max && Number(quantity.value) > Number(quantity.max)) quantity.value = quantity.max;
  if (radio.dataset.picture) {
    document.querySelector("[data-gallery]")
      ?.dispatchEvent(new CustomEvent("gallery:show", { detail: Number(radio.dataset.picture) }));
  }
  history.replaceState(history.state, "", radio.dataset.href);
};

// What the label says is what the page says: nothing is formatted here.
const copy = (source, target) => {
  document.querySelector(target).replaceChildren(source.cloneNode(true));
};

form.addEventListener("change", (event) => {
  if (event.target.name === "variant") choose(event.target);
});

const options = document.querySelector("[data-options]");
if (options) {
  const groups = [...options.querySelectorAll("[data-option]")]
    .map((group) => [...group.querySelectorAll("input")]);
  const error = options.querySelector("[data-options-error]");
  const value = (radio, index) => radio.getAttribute(`data-value-${index + 1}`);
  const chosen = () => groups.map((group) => group.find((input) => input.checked)?.value);

  // Earlier options lead: what can be bought with the values chosen up to this option.
  const able = (index, wanted) => radios.filter((radio) => !radio.disabled
    && wanted.slice(0, index + 1).every((word, at) => !word || word === value(radio, at)));

  const mark = () => {
    const now = chosen();
    groups.forEach((group, index) => group.forEach((input) => {
      input.disabled = able(index, now.with(index, input.value)).length === 0;
    }));
  };

  const follow = (radio) => {
    groups.forEach((group, index) => group.forEach((input) => {
      input.checked = input.value === value(radio, index);
    }));
    error.hidden = true;
    mark();
  };

  options.addEventListener("change", (event) => {
    const fixed = groups.findIndex((group) => group.includes(event.target));
    const wanted = chosen();
    const same = (radio) => wanted.filter((word, at) => word === value(radio, at)).length;
    const [radio] = able(fixed, wanted).sort((one, other) => same(other) - same(one));
    if (!radio) return;
    radio.checked = true;
    choose(radio);
    follow(radio);
  });

  // The list is out of sight now, so that the browser cannot point at it.
  radios.forEach((radio) => { radio.required = false; });
  form.addEventListener("submit", (event) => {
    if (radios.some((radio) => radio.checked)) return;
    event.preventDefault();
    error.hidden = false;
    groups[0].find((input) => !input.disabled)?.focus();
  });

  // A browser that goes back remembers buttons of which the form knows nothing.
  groups.flat().forEach((input) => { input.checked = false; });
  form.querySelector("[data-variant-list]").hidden = true;
  options.hidden = false;
  const first = radios.find((radio) => radio.checked);
  if (first) follow(first);
  else mark();
}
