/** Shows and hides the parts of a page that differ with and without scripts. */

import { all } from "/client/ground/dom.js";

/**
 * Show what only works with script, hide what is only for working without.
 * @param {ParentNode} root
 */
export function enliven(root) {
  for (const part of all(root, "[data-script], [data-add-to], [data-grip]")) part.hidden = false;
  for (const part of all(root, "[data-noscript]")) part.hidden = true;
}
