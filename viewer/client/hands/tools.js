/** The tools that are pressed: larger, smaller, fitted, and on low screens the bars themselves. Knows the view, no page. */

import { need } from "../ground/dom.js";

const ZOOM_STEP = 1.5;
const FITS = /** @type {const} */ (["page", "width"]);

/**
 * @param {{bus: import("../ground/bus.js").Bus, root: HTMLElement, view: import("../sheet/view.js").View,
 *   signal: AbortSignal}} parts
 */
export function wireTools({ bus, root, view, signal }) {
  const tool = /** @param {string} name */ (name) => need(root, `[data-part="${name}"]`);
  const zoomBy = /** @param {number} factor */ (factor) => {
    view.zoomTo(view.scale * factor);
    view.settle();
  };
  tool("zoom-in").addEventListener("click", () => zoomBy(ZOOM_STEP), { signal });
  tool("zoom-out").addEventListener("click", () => zoomBy(1 / ZOOM_STEP), { signal });
  for (const fit of FITS) {
    const button = tool(`fit-${fit}`);
    button.addEventListener("click", () => view.fitTo(fit), { signal });
    bus.on("view-settled", () => button.setAttribute("aria-pressed", String(view.isHome && view.fit === fit)));
  }
  const fold = tool("fold"); // the bars are folded away until they are wanted
  const unfold = () => fold.setAttribute("aria-expanded", String(root.classList.toggle("is-unfolded")));
  fold.addEventListener("click", unfold, { signal });
}
