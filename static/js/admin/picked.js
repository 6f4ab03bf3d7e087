// Hands what was saved in this window to the form that opened it, and closes the window.

const { picked: what, key, label } = document.querySelector("[data-picked]").dataset;

if (window.opener && window.name.startsWith("related--")) {
  window.opener.postMessage({ about: "storefront:picked", to: window.name, what, key, label }, location.origin);
  window.close();
}
