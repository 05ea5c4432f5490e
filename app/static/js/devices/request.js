/** The waiting screen: looks whether the request was decided, and whether the number has changed. */

import { need } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { getJson } from "/client/ground/server.js";

const EVERY_MS = 3000;
const number = need(document, "#match-number");

async function look() {
  let now;
  try {
    now = /** @type {{counts_as: string, state: string, number: string}} */ (await getJson("/devices/request/state"));
  } catch {
    return; // no line: the next look may find one
  }
  if (now.counts_as !== "unknown") {
    location.replace(ownAddress(number.dataset.next) || "/");
  } else if (now.state !== number.dataset.state) {
    location.reload();
  } else if (now.number !== number.textContent) {
    number.textContent = now.number;
    number.setAttribute("aria-label", `番号 ${now.number}`);
  }
}

setInterval(look, EVERY_MS);
