/** What is said of words that a machine recognised on a page: they may be wrong. */

import { element } from "./dom.js";

export const BY_MACHINE = "文字は機械で読み取ったものです";

export const PARTLY_LOST =
  "機械で読み取った文字の一部が壊れていて、そこは調べていません（S500）。くり返すときは、議会事務局に連絡してください。";

/** Beside a hit that rests on such words. */
export const byMachine = () => element("small", "sub by-machine", BY_MACHINE);
