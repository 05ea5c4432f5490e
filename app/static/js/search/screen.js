/** The screen for searching several papers. What was looked for is looked for again when somebody comes back to the screen. */

import { Across } from "/client/ground/across.js";
import { need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { post, prepared } from "/client/ground/server.js";
import { keepLooked, lookedBefore } from "/client/ground/trail.js";

const FAILED = "検索できませんでした。もう一度お試しください。";

const root = need(document, "[data-search]");
const form = need(root, "form", HTMLFormElement);
const field = need(form, "input[type=search]", HTMLInputElement);
const { signal } = new AbortController();

const across = new Across({
  ask: async (address, fields) => {
    await prepared(); // papers of level 3 ask for a young proof of the tablet's key
    return post(address, fields);
  },
  explain: (error) => (error instanceof Refusal && error.sentence ? error.sentence : FAILED),
  told: need(root, "[data-told]"),
  list: need(root, "[data-found]"),
  more: need(root, "[data-more]", HTMLButtonElement),
  signal,
});

/** @param {string} typed */
function look(typed) {
  field.value = typed;
  keepLooked(typed);
  history.replaceState({ isLooked: true }, "");
  across.look(need(form, "input[name=scope]:checked", HTMLInputElement).value, typed);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look(field.value.trim());
});
need(form, "button", HTMLButtonElement).disabled = false; // before, the browser would send the form itself and lose what was typed
document.addEventListener("session-over", () => {
  field.value = "";
  history.replaceState(null, "");
  across.clear();
});
const former = history.state?.isLooked ? lookedBefore() : ""; // who comes anew begins anew
if (former) look(former);
