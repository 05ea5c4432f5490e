/** The way to a page of a former version of a paper: beside the reader; where there is no room for two, by itself. */

import { formerAddress, pageAddress } from "../addresses.js";
import { element } from "../ground/dom.js";

/** @param {string} words */
export function formerPage(words = "前のページを見る") {
  const link = element("a", "btn btn-line", words);
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string} material
 * @param {string} version
 * @param {number} page
 */
export function leadToFormer(link, material, version, page) {
  link.href = pageAddress(version, page);
  link.dataset.beside = formerAddress(material, version, page);
}
