// A field that is filled from others until somebody edits it: the part of an address that names an object.

const slug = (text) => text
  .normalize("NFKD")
  .replace(/\p{M}/gu, "")
  .toLowerCase()
  .replace(/ß/g, "ss")
  .replace(/[^a-z0-9]+/g, "-")
  .slice(0, 50)
  .replace(/^-+|-+$/g, "");

for (const target of document.querySelectorAll("[data-filled-from]")) {
  const sources = target.dataset.filledFrom.split(" ").map((name) => document.getElementById(name)).filter(Boolean);
  let isEdited = target.value !== "";
  target.addEventListener("input", (event) => { if (event.isTrusted) isEdited = target.value !== ""; });
  for (const source of sources) {
    source.addEventListener("input", () => {
      if (isEdited) return;
      target.value = slug(sources.map((one) => one.value).join(" "));
      target.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
