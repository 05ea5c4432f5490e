/** Says on an open page that the council was stopped at once, and takes that back when it is lifted. */

import { all, maybe } from "/client/ground/dom.js";
import { listen } from "../session/live.js";

/** @param {string} sentence "" for nothing */
function tell(sentence) {
  for (const other of all(document, "[data-no-halt]")) other.hidden = sentence !== "";
  const note = maybe(document, "[data-halt]");
  const said = note && maybe(note, "[data-said], .banner-title");
  if (!note || !said) return;
  note.hidden = sentence === "";
  if (said.textContent !== sentence) said.textContent = sentence;
}

listen("halt", (told) => tell(/** @type {{sentence: string}} */ (told).sentence));
