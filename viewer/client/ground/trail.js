/** A search through several papers: asked for piece by piece, and carried along from one paper to the next. Draws nothing. */

import { PARTLY_LOST } from "./recognised.js";

/** @typedef {{before: string, word: string, after: string}} Quote */

/**
 * A paper that has the words, with its first pages that do.
 * @typedef {{material: string, title: string, level: string, is_released: boolean, meeting: string, item: string, pages: number,
 *   places: number, found: {page: number, times: number, quote: Quote | null, recognised: boolean}[]}} FoundPaper
 */

/**
 * An answer as `app/search/views.py` gives it. `next`: what to send to go on, "" at the end.
 * @typedef {{papers: FoundPaper[], looked: number, of: number, next: string, unready: number,
 *   partly_lost: number, left_out: {count: number, why: string}[]}} Piece
 */

/** @typedef {(fields: Record<string, string>) => Promise<unknown>} Send */

/**
 * What is carried: `address` is where the papers are searched, `papers` are those that are known to have the words, each with its
 * first page.
 * @typedef {{typed: string, address: string, papers: [material: string, page: number][], next: string}} Carried
 */

const AT_ONCE = 10;
const PLACE = "gijo-search";
const LOOKED = "gijo-looked";

/**
 * Asks on until there is a screenful of papers, or the end. Each piece of work is a request: others have their turn between.
 * @param {Send} send
 * @param {string} typed
 * @param {string} after
 * @returns {Promise<Piece>}
 */
export async function lookOn(send, typed, after) {
  let piece = await asked(send, typed, after);
  const whole = { ...piece };
  while (piece.next && whole.papers.length < AT_ONCE) {
    piece = await asked(send, typed, piece.next);
    whole.papers = [...whole.papers, ...piece.papers];
    whole.unready += piece.unready;
    whole.partly_lost += piece.partly_lost;
    Object.assign(whole, { looked: piece.looked, next: piece.next });
  }
  return whole;
}

/**
 * @param {Send} send
 * @param {string} typed
 * @param {string} after
 */
async function asked(send, typed, after) {
  return /** @type {Piece} */ (await send({ q: typed, after }));
}

/**
 * What was found, in words.
 * @param {Piece} piece the newest one
 * @param {string} typed
 * @param {number} papers found by now
 * @param {{unready: number, lost: number}} apart those that cannot be searched yet, and those of which recognised words are lacking
 */
export function outcome({ looked, of, next, left_out: leftOut }, typed, papers, { unready, lost }) {
  const far = next ? `（${of} 件のうち ${looked} 件まで調べました）` : "";
  const first =
    papers > 0 ? `「${typed}」は ${papers} 件の資料にあります${far}。` : `「${typed}」は見つかりませんでした${far}。`;
  const waiting = unready > 0 ? [`ほかに ${unready} 件は、検索の準備ができていないので調べていません。`] : [];
  const others = leftOut.map(({ count, why }) => `ほかに ${count} 件は調べていません（${why}）。`);
  const lacking = lost > 0 ? [`${lost} 件の資料では、${PARTLY_LOST}`] : [];
  return [first, ...waiting, ...others, ...lacking].join("");
}

/** The papers that have the words, in order, from the open one to its neighbours. */
export class Trail {
  #carried;

  /** @param {Carried} carried */
  constructor(carried) {
    this.#carried = carried;
  }

  get typed() {
    return this.#carried.typed;
  }

  get address() {
    return this.#carried.address;
  }

  /**
   * The paper before (-1) or after (1) one, and its first page with the words; null for none that is known.
   * @param {string} material
   * @param {number} step
   */
  beside(material, step) {
    const at = this.#at(material);
    return at < 0 ? null : (this.#carried.papers[at + step] ?? null);
  }

  /**
   * Whether there may be one.
   * @param {string} material
   * @param {number} step
   */
  mayGoOn(material, step) {
    return this.beside(material, step) !== null || (step > 0 && this.#at(material) >= 0 && this.#carried.next !== "");
  }

  /**
   * 「資料 2 / 4」, "" for a paper that the trail does not lead over.
   * @param {string} material
   */
  standing(material) {
    const { papers, next } = this.#carried;
    const at = this.#at(material);
    return at < 0 ? "" : `資料 ${at + 1} / ${papers.length}${next ? "〜" : ""}`;
  }

  /**
   * Asks for the papers after those that are known.
   * @param {Send} send
   */
  async further(send) {
    const { typed, papers, next } = this.#carried;
    const found = await lookOn(send, typed, next);
    this.#carried = { ...this.#carried, papers: [...papers, ...firstPages(found.papers)], next: found.next };
  }

  /** Leaves itself for the page that is opened next in this tab. */
  carry() {
    carry(this.#carried);
  }

  /** @param {string} material */
  #at(material) {
    return this.#carried.papers.findIndex(([each]) => each === material);
  }
}

/**
 * @param {FoundPaper[]} papers
 * @returns {[material: string, page: number][]}
 */
export const firstPages = (papers) => papers.map(({ material, found }) => [material, found[0]?.page ?? 1]);

/**
 * Leaves a search for the page that is opened next in this tab: what was typed may stand in no address.
 * @param {Carried} carried
 */
export function carry(carried) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(carried));
  } catch {
    // A browser that keeps nothing: the paper opens without its marks.
  }
}

/**
 * The search that the page before has left, which is then left no more; null for none.
 * @returns {Carried | null}
 */
export function taken() {
  try {
    const left = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    return left ? /** @type {Carried} */ (JSON.parse(left)) : null;
  } catch {
    return null;
  }
}

/** Nothing of what was looked for stays in this tab once nobody is signed in. */
export function forgetSearch() {
  try {
    for (const place of [PLACE, LOOKED]) sessionStorage.removeItem(place);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/**
 * Keeps for a way back to a screen what was looked for there; not in the browser's history, which may outlive the session.
 * @param {string} typed
 */
export function keepLooked(typed) {
  try {
    sessionStorage.setItem(LOOKED, JSON.stringify({ screen: location.pathname, typed }));
  } catch {
    // Whoever comes back types it again.
  }
}

/** What was looked for on this screen before, "" for nothing. */
export function lookedBefore() {
  try {
    const { screen, typed } = JSON.parse(sessionStorage.getItem(LOOKED) ?? "{}");
    return screen === location.pathname && typeof typed === "string" ? typed : "";
  } catch {
    return "";
  }
}
