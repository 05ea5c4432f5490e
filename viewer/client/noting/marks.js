/** What a mark on a page is. Places are ten-thousandths of the page's width (x) and height (y), widths of its width. */

/**
 * @typedef {"ink" | "light" | "text" | "bookmark"} MarkKind
 * @typedef {"black" | "blue" | "red" | "green" | "yellow" | "pink" | "orange"} Colour
 */

/**
 * `since`: after which change of the page the server has it so; 0 while it does not know it. `points`: "x y pressure" again and
 * again, pressure from 0 to 255. `words`: of a text, or the name of a bookmark.
 * @typedef {{id: string, kind: MarkKind, since: number, colour?: Colour, width?: number, points?: string, words?: string,
 *   x?: number, y?: number}} Mark
 */

/**
 * One step of what a person does: marks as they were and as they are; null where there was none, or is none any more.
 * @typedef {{before: Mark | null, after: Mark | null}} Change
 */

/** Whether what was written is with the server. @typedef {"kept" | "keeping" | "waiting"} Standing */

export const WHOLE = 10_000;
const ID_BYTES = 16;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A new mark's id: chosen at random, so that no two tablets choose the same one. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES + 6));
  return [...bytes].map((byte) => DIGITS[byte % DIGITS.length]).join("");
}

/**
 * The mark as it is sent: what it has not is left out.
 * @param {Mark} mark
 */
export const written = (mark) => JSON.stringify(mark);
