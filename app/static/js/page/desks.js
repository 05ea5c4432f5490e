/** Keeps the counts of what waits for a decision up to date, in the menu and above the screens of the same place. */

import { all, maybe } from "/client/ground/dom.js";
import { listen } from "../session/live.js";

/** @typedef {{name: string, place: string, count: number}} Desk */

/**
 * @param {HTMLElement} shown
 * @param {number} count
 */
function show(shown, count) {
  shown.hidden = count === 0;
  const number = maybe(shown, "[data-count]");
  if (number) number.textContent = String(count);
  const said = maybe(shown, "[data-said]");
  if (said) said.textContent = `（確認を待つもの ${count} 件）`;
}

/** @param {Desk[]} desks */
function tell(desks) {
  for (const place of all(document, "[data-desk-place]")) {
    const own = desks.filter((desk) => desk.place === place.dataset.deskPlace);
    show(
      place,
      own.reduce((sum, desk) => sum + desk.count, 0),
    );
  }
  for (const line of all(document, "[data-desk]")) {
    show(line, desks.find((desk) => desk.name === line.dataset.desk)?.count ?? 0);
  }
  for (const list of all(document, "[data-desk-line]")) {
    list.hidden = all(list, "[data-desk]").every((line) => line.hidden);
  }
}

listen("desks", (told) => tell(/** @type {Desk[]} */ (told)));
