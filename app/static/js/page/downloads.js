/** Forms that download something leave the screen as it was. This asks for a screen (`data-download`, else the present one) until
 *  what it tells of the download has changed, or is what `data-until` says, and then shows it. What it tells is the attribute
 *  `data-told` of the element that `data-tells` names, else of the first that has one. */

import { all, maybe } from "/client/ground/dom.js";
import { getPage } from "/client/ground/server.js";

const EVERY_MS = 700;
const TRIES = 90;

/**
 * @param {Document} page
 * @param {HTMLElement} form
 */
const told = (page, form) => maybe(page, form.dataset.tells ?? "[data-told]")?.dataset.told;

/** @param {HTMLElement} form */
async function follow(form) {
  const screen = form.dataset.download || location.href;
  const before = told(document, form);
  for (let tries = 0; tries < TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    try {
      const now = told(await getPage(screen), form);
      const isDone = form.dataset.until === undefined ? now !== before : now === form.dataset.until;
      if (isDone) return location.replace(screen);
    } catch {
      // The server could not be reached, or wants a sign-in first: ask again, and say nothing.
    }
  }
}

for (const form of all(document, "form[data-download]")) {
  form.addEventListener("submit", () => follow(form), { once: true });
}
