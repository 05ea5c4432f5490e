/** What a reader is told of its paper by the element that it takes over. */

import { meetingSearchAddress, SEARCH_ADDRESS } from "./addresses.js";

/**
 * What the root says of its paper. `edition`: the version, where it is read whether readers get it or not; `is-current`: they get it now. `keeps-place`: the server is told of the last page. `keeps-address`: the address of the
 * page follows the reader.
 * @param {HTMLElement} root
 */
export function paperOf({ dataset }) {
  const { material = "", version = "", edition = "", title = "", person = "" } = dataset;
  const [count, page] = [Number(dataset.pages), Number(dataset.page)];
  return {
    material,
    version,
    edition,
    isCurrent: edition === "" || "isCurrent" in dataset,
    title,
    person,
    count,
    page,
    isRightBound: dataset.binding === "right",
    book: bookOf(dataset),
    scopes: scopesOf(dataset),
    keepsPlace: "keepsPlace" in dataset,
    keepsAddress: "keepsAddress" in dataset,
  };
}

/**
 * The papers before and after it in its meeting. `isBook`: false for a paper of no meeting, and for a resident. `first`: the running
 * number of its first page, 0 where it has none; `total`: how many pages have one.
 * @param {DOMStringMap} dataset
 * @returns {import("./choosing/leaves.js").Book & {isBook: boolean, first: number, total: number}}
 */
function bookOf(dataset) {
  const { former, formerTitle = "", formerMaterial = "", next, nextTitle = "", nextMaterial = "" } = dataset;
  return {
    isBook: "inBook" in dataset,
    first: Number(dataset.first ?? 0),
    total: Number(dataset.total ?? 0),
    former: former ? { material: formerMaterial, title: formerTitle, href: former } : null,
    next: next ? { material: nextMaterial, title: nextTitle, href: next } : null,
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
