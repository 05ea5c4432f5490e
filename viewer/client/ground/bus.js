/** Passes events between the parts of one reader, so that no part needs to know which others listen. */

/** @typedef {import("./refusal.js").Refusal} Refusal */

/**
 * The part of a page that is on the screen, as fractions of the page.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Part
 */

/**
 * How the page lies: CSS pixels per pixel of the page image, and what is in sight of it, and of any page that lies there, null for another.
 * @typedef {{readonly scale: number, visible: () => Part, part: (number: number) => Part | null}} Sight
 */

/**
 * The events of a reader, each with what it carries.
 * - `turn`: go on (1) or back (-1), by a screenful when the page has more in that direction, else by a page.
 * - `turn-over`: go on (1) or back (-1) by a page. `turn-within`: as `turn`, but never past an end of the paper.
 * - `go`: show this page, which was chosen. `go-again`: show it, on the way back. `end-reached`: the paper has no more pages that way. `beside-known`: the papers of its meeting as they are now.
 * - `contents-known`: the paper's own chapters.
 * - `page-chosen`: this page is being fetched; `open`: the pages that will be seen. `frame-laid`: this other page lies in a frame of its own, 0 for none any more.
 * - `leaves-chosen`: how pages are to be laid, `single`, `spread` or `unrolled`. `leaves-changed`: they have to be laid anew. `leaves-grown`: one has another size
 *   than was thought. `rolled-to`: this one of the pages that lie beneath each other is read now. `page-shown`: it is on the screen. `view-settled`: the view has changed.
 * - `leafed-to`: somebody turns on before pages have come, and wants this one now; 0 when they rest.
 * - `announce`: words for a screen reader. `sharper-comes`: whether finer pictures of this page are waited for.
 * - `drawer-opened`: the name of a panel. `drawer-done`: something was chosen in the open panel, which may close.
 * - `numbered`: the numbers that are printed on the pages are known.
 * - `answered`: the server answered, perhaps with a refusal. `reached`: it gave what was asked.
 * - `noted`: the marks of this page have changed. `notes-kept`: whether what was written is kept. `writing-began`: the pen is down.
 * - `notes-indexed`: what the person shares, and whether others share something with them. `shown-known`: what that is, for the list.
 * - `line-lost`: the server does not answer. `leave-doubted`: the person wants to leave the page while it does not.
 * - `signin-needed`: nobody is signed in. `signin-renewed`: somebody is again, so ask again for what was refused.
 * - `session-over`, `paper-over`: the session has ended, or this reader may not read the paper any more. Remove every page.
 * - `paper-back`: this reader may read the paper again after all. `paper-replaced`: readers get another version now.
 * - `replaced-known`: what became of the pages of this reader's version in that one. `paper-changed`: what became of those that the
 *   person read before.
 * @typedef {{
 *   turn: number,
  noted: number,
  "notes-kept": import("../noting/marks.js").Standing,
  "notes-refused": Refusal,
  "notes-indexed": {sharing: number[] | null, shown: string},
  "shown-known": import("../showing/whose.js").ShownLine[],
  "writing-began": undefined,
  "turn-over": number,
  "turn-within": number,
  "beside-known": import("../choosing/leaves.js").WholeBook,
  "contents-known": {outline: import("../choosing/outline.js").Chapter[], numbers: import("../choosing/numbers.js").Numbers},
  "end-reached": number,
 *   go: number,
 *   "go-again": number,
 *   "page-chosen": {number: number, isJump: boolean, open: number[]},
 *   "frame-laid": {frame: HTMLElement, number: number},
 *   "leaves-chosen": string,
 *   "leaves-changed": undefined,
 *   "leaves-grown": undefined,
 *   "rolled-to": number,
 *   "page-shown": {number: number},
 *   "leafed-to": number,
 *   "view-settled": Sight,
 *   announce: string,
 *   "sharper-comes": boolean,
 *   "drawer-opened": string,
 *   "drawer-done": undefined,
 *   answered: undefined,
  reached: undefined,
 *   "signin-needed": Refusal,
 *   "signin-renewed": undefined,
 *   "line-lost": undefined,
  "leave-doubted": {go: () => void},
  "session-over": Refusal,
  "paper-replaced": undefined,
  "replaced-known": import("../telling/since.js").Since,
  "paper-changed": import("../telling/since.js").Since,
  "paper-over": Refusal,
  "paper-back": undefined,
  numbered: import("../choosing/numbers.js").Numbers,
 * }} News
 */

export class Bus {
  #target = new EventTarget();
  #signal;

  /** @param {AbortSignal} signal ends every subscription at once */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * @template {keyof News} K
   * @param {K} name
   * @param {(detail: News[K]) => void} listener
   */
  on(name, listener) {
    const hear = /** @param {Event} event */ (event) => listener(/** @type {CustomEvent<News[K]>} */ (event).detail);
    this.#target.addEventListener(name, hear, { signal: this.#signal });
  }

  /**
   * @template {keyof News} K
   * @param {K} name
   * @param {News[K] extends undefined ? [] : [News[K]]} told
   */
  say(name, ...told) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail: told[0] }));
  }
}
