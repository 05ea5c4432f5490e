/** One paper's page: uploads a new file, shows its conversion's progress, and tells what a label means before it is saved. */

import { maybe, need } from "/client/ground/dom.js";
import { getJson } from "/client/ground/server.js";
import { CanPanel } from "./can.js";
import { complain, tell } from "./telling.js";
import { Uploads } from "./uploads.js";
import { progressWords } from "./words.js";

const ASK_EVERY_MS = 1500;

/**
 * Reload the page when the newest file is ready or has failed: the server draws the result.
 * @param {string} here
 */
async function watch(here) {
  try {
    const { state } = /** @type {{state: string}} */ (await getJson(`${here}/state`));
    if (state === "ready" || state === "failed") {
      location.reload();
      return;
    }
  } catch {
    // The server could not be reached: ask again, and say nothing.
  }
  setTimeout(() => watch(here), ASK_EVERY_MS);
}

/**
 * @param {HTMLElement} head with the paper's address in `data-material`
 */
export function preparePaper(head) {
  const here = head.dataset.material ?? "";
  const material = here.slice(here.lastIndexOf("/") + 1);
  const picker = need(head, "[data-replace]", HTMLInputElement);
  const uploads = new Uploads(Number(head.dataset.limitBytes), picker.accept, {
    progress: (_material, sent, total) => tell(progressWords(sent, total)),
    failed: ({ sentence }) => complain(sentence),
    sent: () => location.reload(),
  });
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    picker.value = "";
    complain("");
    if (file) uploads.replace(file, material);
  });
  if ("moving" in head.dataset) watch(here);
  showLabels(material);
}

/** @param {string} material */
function showLabels(material) {
  const panel = need(document, "[data-can]");
  const can = new CanPanel(panel);
  const picked = maybe(document, "[data-preview-label]", HTMLSelectElement);
  picked?.addEventListener("change", () => {
    if (picked.value) can.show(picked.value, [material], "");
  });
}
