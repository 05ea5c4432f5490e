/** What a reader is told of its paper by the element that it takes over. */

import { meetingSearchAddress, SEARCH_ADDRESS } from "./addresses.js";

/**
 * What the root says of its paper. `keeps-place`: the server is told of the last page. `keeps-address`: the address of the
 * page follows the reader.
 * @param {HTMLElement} root
 */
export function paperOf({ dataset }) {
  const { material = "", version = "", title = "", former, formerTitle = "", next, nextTitle = "" } = dataset;
  const [count, page] = [Number(dataset.pages), Number(dataset.page)];
  return {
    material,
    version,
    title,
    count,
    page,
    book: {
      former: former ? { href: former, title: formerTitle } : null,
      next: next ? { href: next, title: nextTitle } : null,
    },
    scopes: scopesOf(dataset),
    keepsPlace: "keepsPlace" in dataset,
    keepsAddress: "keepsAddress" in dataset,
  };
}

/**
 * Where words may be looked for beside the paper itself: what the person reads, and the address to ask.
 * @param {DOMStringMap} dataset
 * @returns {{words: string, address: string}[]}
 */
function scopesOf(dataset) {
  const scopes = [];
  if (dataset.meeting) scopes.push({ words: "この会議", address: meetingSearchAddress(dataset.meeting) });
  if ("searchesAll" in dataset) scopes.push({ words: "すべて", address: SEARCH_ADDRESS });
  return scopes;
}
