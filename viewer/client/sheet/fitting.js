/** Whether a person reads whole pages or their width, on a screen that stands and on one that lies. Kept on the tablet. */

import { keepChoice, keptChoice } from "../keeping/choice.js";

/** @typedef {import("./placing.js").Fit} Fit */

const PLACE = "gijo-fit";

/** @param {boolean} isWide */
const nameOf = (isWide) => (isWide ? "lying" : "standing");

/**
 * What was chosen for such a screen; else the whole page where it stands, and the width where it lies.
 * @param {boolean} isWide
 * @returns {Fit}
 */
export function keptFit(isWide) {
  const kept = keptChoice(PLACE)[nameOf(isWide)];
  if (kept === "page" || kept === "width") return kept;
  return isWide ? "width" : "page";
}

/**
 * @param {boolean} isWide
 * @param {Fit} fit
 */
export const keepFit = (isWide, fit) => keepChoice(PLACE, { ...keptChoice(PLACE), [nameOf(isWide)]: fit });
