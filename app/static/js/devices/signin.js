/** The second step of signing in: adds this browser's device key and its proof to the form. `hold.js` keeps the form
 *  until then. */

import { signInFields } from "./key.js";

const form = document.querySelector("form[data-device-nonce]");

function add(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.dataset.deviceReady = "";
  form.dispatchEvent(new Event("device-ready"));
}

signInFields(form.dataset.deviceNonce).then(add);
