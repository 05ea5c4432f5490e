/** Moves the letter's code from behind the # of the address into the form's field, so that it does not stay in the address. */

import { maybe } from "/client/ground/dom.js";
import { codeIn } from "./letter.js";

const field = maybe(document, "form[data-enrol-code] input[name=code]", HTMLInputElement);
const code = codeIn(location.hash);
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
