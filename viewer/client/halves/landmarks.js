/** The parts of two readers have the same names: who moves from landmark to landmark is told of which paper each is. */

import { all } from "../ground/dom.js";

const LANDMARKS = "nav, section[aria-label], aside, [role=search], [role=toolbar]";

/**
 * @param {HTMLElement} root of one of the readers
 * @param {string} which of the two it is; "" when it is alone
 */
export function tellApart(root, which) {
  for (const part of all(root, LANDMARKS)) {
    part.dataset.name ??= nameOf(part);
    const { name } = part.dataset;
    const label = [name, which && `（${which}）`].join("");
    if (!label) continue;
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", label);
  }
}

/** @param {HTMLElement} part */
function nameOf(part) {
  const heading = document.getElementById(part.getAttribute("aria-labelledby") ?? "");
  return heading?.textContent ?? part.getAttribute("aria-label") ?? "";
}
