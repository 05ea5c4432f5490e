/** The second step of signing in: adds this browser's device key and its proof to the form. `hold.js` keeps the form
 *  until then. */

import { hiddenField, need } from "/client/ground/dom.js";
import { signInFields } from "./key.js";

const form = need(document, "form[data-device-nonce]", HTMLFormElement);

/** @param {Record<string, string>} fields */
function add(fields) {
  for (const [name, value] of Object.entries(fields)) form.append(hiddenField(name, value));
  form.dataset.deviceReady = "";
  form.dispatchEvent(new Event("device-ready"));
}

signInFields(form.dataset.deviceNonce ?? "").then(add);
