/** What is said of words that a machine recognised on a page: they may be wrong. */

import { element } from "./dom.js";

export const BY_MACHINE = "文字は機械で読み取ったものです";

/** Beside a hit that rests on such words. */
export const byMachine = () => element("small", "sub by-machine", BY_MACHINE);
