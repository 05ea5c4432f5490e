/** Links to pages of the same paper, as they stand in the strip, in the contents and on a page itself. */

import { paperAddress } from "../addresses.js";
import { around, element } from "../ground/dom.js";

/**
 * A link to a page. It has the page's real address, so that it also works in a new tab.
 * @param {string} material
 * @param {number} number
 */
export function pageLink(material, number) {
  const link = element("a");
  link.href = paperAddress(material, number);
  link.dataset.page = String(number);
  return link;
}

/**
 * The link that was pressed to go to a page of the open reader, its default prevented; null for any other press.
 * @param {MouseEvent} event
 */
export function chosenLink(event) {
  const link = around(event.target, "a[data-page]");
  if (!link || event.ctrlKey || event.metaKey) return null;
  event.preventDefault();
  return link;
}

/**
 * A button that opens a paper beside the one that is read, where the screen has room for two.
 * @param {string} title
 * @param {string} href
 * @param {string} look its class
 */
export function besideButton(title, href, look) {
  const made = element("button", `btn btn-quiet ${look}`, "並べる");
  made.type = "button";
  made.dataset.beside = href;
  made.setAttribute("aria-label", `「${title}」を並べる`);
  return made;
}
