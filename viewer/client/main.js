/** Opens every reader that the server laid on the page. */

import { all } from "./ground/dom.js";
import { Reader } from "./reader.js";

for (const root of all(document, "[data-reader]")) new Reader(root).open();
