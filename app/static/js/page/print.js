/** The button that prints the page, where the browser can. */

import { all, maybe } from "/client/ground/dom.js";

for (const place of all(document, "[data-print]")) {
  place.hidden = typeof window.print !== "function";
  maybe(place, "button")?.addEventListener("click", () => window.print());
}
