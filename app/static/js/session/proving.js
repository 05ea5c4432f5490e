/** The page between: proves the device, then goes on to where the person was going. */

import { renew } from "./renewal.js";

const part = document.getElementById("renewal");

async function goOn() {
  const next = new URL(part.dataset.next, location.href);
  if (next.origin !== location.origin) return;
  if (await renew()) location.replace(next.href);
}

goOn();
