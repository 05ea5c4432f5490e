/** Asks before a label that takes papers away from their readers, and from whoever sets it. */

import { maybe, need } from "/client/ground/dom.js";

const ASKED_OF = "3A";

/**
 * True when the label may be sent: it is one that needs no question, or the person said yes.
 * @param {string} label
 * @returns {Promise<boolean>}
 */
export function isSure(label) {
  const dialog = maybe(document, "[data-sure]", HTMLDialogElement);
  if (label !== ASKED_OF || !dialog) return Promise.resolve(true);
  const yes = need(dialog, "[data-sure-yes]");
  return new Promise((resolve) => {
    let isMeant = false;
    const mean = () => {
      isMeant = true;
      dialog.close();
    };
    yes.addEventListener("click", mean);
    dialog.addEventListener(
      "close",
      () => {
        yes.removeEventListener("click", mean);
        resolve(isMeant);
      },
      { once: true },
    );
    dialog.showModal();
  });
}
