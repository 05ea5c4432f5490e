/** The pages on which passkeys are made or used: makes their buttons work, and leads on afterwards. */

import { all } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { enliven } from "./button.js";

/** @type {import("./button.js").OnDone} */
function goOn(body, part) {
  const form = part.dataset.held ? document.getElementById(part.dataset.held) : null;
  if (form instanceof HTMLFormElement) form.submit();
  else location.assign(ownAddress(body.next) || "/");
}

for (const part of all(document, "[data-passkey]")) enliven(part, goOn);
