/** The second step of signing in: adds this browser's device key and its proof to the form before it is sent. */

import { signInFields } from "./device-key.js";

const PATIENCE_MS = 4000;
const form = document.querySelector("form[data-device-nonce]");

function add(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}

const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
const ready = Promise.race([signInFields(form.dataset.deviceNonce), patience])
  .catch(() => ({}))
  .then(add);

let isReady = false;
ready.then(() => {
  isReady = true;
});

form.addEventListener("submit", async (event) => {
  if (isReady) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the frame would lock the form
  await ready;
  if (typeof form.requestSubmit === "function") form.requestSubmit();
  else form.submit();
});
