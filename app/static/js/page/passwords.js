/** Every password field: a button that shows what was typed, a counter where one is chosen, and a word before sending when the
 *  two differ. What was typed stays in the field; it is hidden again when the form is sent or the page left. */

import { all, element } from "/client/ground/dom.js";

const FIELD = 'input[type="password"]:not([data-eyed])';
const SHOW = "入力した文字を見る";
const HIDE = "入力した文字を隠す";
const DIFFERENT = "1 回目と違います。「入力した文字を見る」で確かめてください。";

/** @param {HTMLInputElement} field */
function addEye(field) {
  const eye = element("button", "btn btn-quiet btn-sm", SHOW);
  eye.type = "button";
  eye.setAttribute("aria-controls", field.id);
  /** @param {boolean} isShown */
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    eye.textContent = isShown ? HIDE : SHOW;
  };
  eye.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  window.addEventListener("pagehide", () => show(false));
  field.after(eye);
}

/** @param {HTMLInputElement} field where a password is chosen; characters are counted as the server counts them */
function addCounter(field) {
  const line = element("p", "small sub");
  line.setAttribute("role", "status");
  const count = () => {
    const typed = [...field.value.normalize("NFC")].length;
    const missing = field.minLength - typed;
    line.textContent =
      missing > 0 ? `いま ${typed} 文字（あと ${missing} 文字）` : `いま ${typed} 文字（足りています）`;
  };
  field.addEventListener("input", count);
  count();
  field.after(line);
}

/**
 * @param {HTMLInputElement} field
 * @param {HTMLInputElement} first
 */
function addComparison(field, first) {
  const compare = () => field.setCustomValidity(field.value === first.value ? "" : DIFFERENT);
  for (const each of [field, first]) each.addEventListener("input", compare);
  compare();
}

/** @param {ParentNode} root */
function enliven(root) {
  for (const field of all(root, FIELD, HTMLInputElement)) {
    field.dataset.eyed = "";
    field.spellcheck = false;
    field.autocapitalize = "none";
    if (field.minLength > 0) addCounter(field);
    const first = document.getElementById(field.dataset.sameAs ?? "");
    if (first instanceof HTMLInputElement) addComparison(field, first);
    addEye(field);
  }
}

enliven(document);
document.addEventListener("focusin", () => enliven(document)); // a dialog that came later
