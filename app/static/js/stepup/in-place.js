/** Opens 「本人確認」 over the present screen when a fresh sign-in is needed. An act that was refused for that reason is
 *  repeated after it. A link to 「本人確認」 opens it in the same way. A screen that can go on without being left prevents
 *  the default of "session-confirmed" (the reader asks for its page again); else the link's address is opened. */

import { around } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { remedy } from "/client/ground/server.js";
import { confirmInPlace } from "./confirm.js";

const PATH = "/signin/again";
const FRESH_SIGN_IN = "P413";
const FRESH_PASSKEY = "P423";

/** @param {MouseEvent} event */
function linkOf(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const link = around(event.target, "a[href]", HTMLAnchorElement);
  return link && link.origin === location.origin && link.pathname === PATH ? link : null;
}

/** @param {HTMLAnchorElement} link */
function goOn(link) {
  location.assign(ownAddress(new URL(link.href).searchParams.get("next")) || "/");
}

/** @param {MouseEvent} event */
async function onClick(event) {
  const link = linkOf(event);
  if (!link) return;
  event.preventDefault();
  const isConfirmed = await confirmInPlace(link.dataset.code ?? FRESH_SIGN_IN);
  if (isConfirmed === null) location.assign(link.href);
  if (!isConfirmed) return;
  const news = new CustomEvent("session-confirmed", { cancelable: true });
  if (document.dispatchEvent(news)) goOn(link);
}

const confirmed = /** @param {{code: string}} refusal */ async ({ code }) => (await confirmInPlace(code)) === true;
remedy([FRESH_SIGN_IN, FRESH_PASSKEY], confirmed, { isForActsOnly: true });
document.addEventListener("click", onClick);
