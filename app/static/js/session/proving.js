/** The page shown while the device's proof is overdue: proves the device, then opens the page that was asked for, or sends the form that was held up. */

import { maybe, need } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { isFinished, renew } from "./renewal.js";

const AGAIN_MS = 5000;

async function goOn() {
  const next = ownAddress(need(document, "#renewal").dataset.next);
  if (!next) return;
  if (!(await renew())) {
    if (!isFinished()) setTimeout(goOn, AGAIN_MS); // the server did not answer
    return;
  }
  const form = maybe(document, "form[data-held-up]", HTMLFormElement);
  if (form) form.submit();
  else location.replace(next);
}

goOn();
