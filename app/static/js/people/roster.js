/** Reads the chosen CSV file as it is and puts it into the form; without it the list is pasted. */

import { maybe, need } from "/client/ground/dom.js";
import { base64 } from "../text/base64.js";

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} place of the file
 */
function takeFiles(form, place) {
  const chosen = need(place, "input[type=file]", HTMLInputElement);
  const encoded = need(form, "[name=file_base64]", HTMLInputElement);
  const read = async () => {
    const file = chosen.files?.[0];
    encoded.value = file ? base64(new Uint8Array(await file.arrayBuffer())) : "";
  };
  const forget = () => {
    chosen.value = "";
    encoded.value = "";
  };
  place.hidden = false;
  chosen.addEventListener("change", read);
  need(form, "[name=pasted]").addEventListener("input", forget);
}

const roster = maybe(document, "[data-roster]", HTMLFormElement);
const filePlace = roster && maybe(roster, "[data-roster-file]");
if (roster && filePlace) takeFiles(roster, filePlace);
