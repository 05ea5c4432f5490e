/** The page between: proves the device, then goes on to where the person was going. */

import { need } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { isFinished, renew } from "./renewal.js";

const AGAIN_MS = 5000;

async function goOn() {
  const next = ownAddress(need(document, "#renewal").dataset.next);
  if (!next) return;
  if (await renew()) location.replace(next);
  else if (!isFinished()) setTimeout(goOn, AGAIN_MS); // nobody answered just now
}

goOn();
