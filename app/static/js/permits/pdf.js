/** The screen of a permit's PDF: shows how far it is, and downloads it when it is ready, if the person has just asked for it. */

import { maybe, need } from "/client/ground/dom.js";
import { getJson } from "/client/ground/server.js";

const EVERY_MS = 700;
const screen = need(document, "[data-pdf]");
const unit = screen.dataset.unit ?? "ページ";

async function look() {
  try {
    const now = /** @type {{state: string, done: number, of: number | null}} */ (
      await getJson(screen.dataset.look ?? "")
    );
    if (now.state !== "asked") {
      location.reload();
      return;
    }
    const meter = maybe(document, "#pdf-progress", HTMLProgressElement);
    if (meter && now.of) {
      meter.max = now.of;
      meter.value = now.done;
      if (meter.previousElementSibling) meter.previousElementSibling.textContent = `${now.done} / ${now.of} ${unit}`;
    }
  } catch {
    // The server could not be reached: ask again, and say nothing.
  }
  setTimeout(look, EVERY_MS);
}

function receive() {
  history.replaceState(null, "", screen.dataset.pdf); // a reload of this screen must not download again
  need(document, `form[action$="/download"]`, HTMLFormElement).requestSubmit();
}

if (screen.dataset.state === "asked") setTimeout(look, EVERY_MS);
else if (screen.dataset.state === "ready" && "go" in screen.dataset) receive();
