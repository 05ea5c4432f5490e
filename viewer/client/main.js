/** Opens every reader that the server laid on the page. The one that is the page has room for another paper beside it. */

import { all, around } from "./ground/dom.js";
import { Halves } from "./halves/halves.js";
import { Reader } from "./reader.js";

for (const root of all(document, "[data-reader]")) {
  const main = around(root, "main");
  if (main && "keepsAddress" in root.dataset) new Halves(main, root, new AbortController().signal);
  else new Reader(root).open();
}
