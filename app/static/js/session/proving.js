/** The page between: proves the device, then goes on to where the person was going. */

import { isFinished, renew } from "./renewal.js";

const AGAIN_MS = 5_000;

const part = document.getElementById("renewal");

async function goOn() {
  const next = new URL(part.dataset.next, location.href);
  if (next.origin !== location.origin) return;
  if (await renew()) location.replace(next.href);
  else if (!isFinished()) setTimeout(goOn, AGAIN_MS); // nobody answered just now
}

goOn();
