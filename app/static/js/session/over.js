/** Clears the whole screen when the session has ended, and shows a sentence that says why. */

import { element } from "/client/ground/dom.js";
import { ownAddress } from "/client/ground/refusal.js";
import { forgetSearch } from "/client/ground/trail.js";

let isDark = false;

/**
 * Only an address of this site becomes a link; it leads back to where the person was.
 * @param {string} href
 */
function signInAddress(href) {
  const address = new URL(ownAddress(href) || "/signin", location.href);
  if (address.pathname === "/signin")
    address.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  return address.pathname + address.search;
}

/** @param {import("/client/ground/refusal.js").Refusal} end what the server said */
export function goDark(end) {
  if (isDark) return;
  isDark = true;
  document.dispatchEvent(new CustomEvent("session-over", { detail: end })); // the reader lets its pages go
  forgetSearch();
  const main = element("main");
  const told = element("div", "session-over");
  const link = element("a", "btn btn-primary", end.actionLabel || "サインインする");
  const row = element("p", "row");
  main.id = "main";
  main.tabIndex = -1;
  link.href = signInAddress(end.actionHref);
  row.append(link);
  told.setAttribute("role", "alert"); // not on the main part, which would lose its own role
  told.append(element("h1", "", "この画面は閉じられました"), element("p", "", end.sentence), row);
  main.append(told);
  document.title = "議場";
  document.body.className = "member";
  document.body.replaceChildren(main);
  main.focus();
}
