/** One paper's page: a new file in its place, progress while it converts, the label told before it is saved. */

import { getJson } from "./api.js";
import { CanPanel } from "./can.js";
import { Uploads, amountWords } from "./uploads.js";

const ASK_EVERY_MS = 1500;

/** Reload when the newest file has settled; the page itself is the server's. */
async function watch(here) {
  try {
    const told = await getJson(`${here}/state`);
    if (told.state === "ready" || told.state === "failed") {
      location.reload();
      return;
    }
  } catch {
    /* Ask again: a short loss of the line is no news. */
  }
  setTimeout(() => watch(here), ASK_EVERY_MS);
}

export function preparePaper(head, { tell, complain }) {
  const here = head.dataset.material;
  const material = here.split("/").pop();
  const uploads = new Uploads(Number(head.dataset.limitBytes));
  const picker = head.querySelector("[data-replace]");
  picker.addEventListener("change", () => {
    const [file] = picker.files;
    picker.value = "";
    complain("");
    if (file) uploads.replace(file, material);
  });
  uploads.addEventListener("progress", ({ detail: { sent, total } }) => {
    tell(`送信しています ${Math.floor((100 * sent) / total)}%（${amountWords(sent, total)}）`);
  });
  uploads.addEventListener("failed", ({ detail }) => complain(detail.sentence));
  uploads.addEventListener("sent", () => location.reload());
  if ("moving" in head.dataset) watch(here);

  const panel = document.querySelector("[data-can]");
  const picked = document.querySelector("[data-preview-label]");
  const can = new CanPanel(panel);
  picked?.addEventListener("change", () => {
    if (picked.value) can.show(picked.value, panel.dataset.readersWords, "");
  });
}
