/** What a key means to a reader. */

const PAN_STEP = 80;
const ZOOM_STEP = 1.3;

/**
 * - `move`: an enlarged page moves under the arrows; at its edge, and otherwise, they turn.
 * - `turn`: pages on or back. `go`: to this page. `zoom`: by this factor. `home`: back to the usual size.
 * - the others: the panel or the field of that name.
 * @typedef {{kind: "move", dx: number, dy: number, step: number} | {kind: "turn", step: number} | {kind: "go", page: number}
 *   | {kind: "zoom", factor: number} | {kind: "home" | "ask" | "strip" | "contents" | "search" | "words"}} Wish
 */

/** @type {Map<string, Wish>} */
const WISHES = new Map(
  Object.entries({
    ArrowLeft: { kind: "move", dx: PAN_STEP, dy: 0, step: -1 },
    ArrowRight: { kind: "move", dx: -PAN_STEP, dy: 0, step: 1 },
    ArrowUp: { kind: "move", dx: 0, dy: PAN_STEP, step: -1 },
    ArrowDown: { kind: "move", dx: 0, dy: -PAN_STEP, step: 1 },
    PageUp: { kind: "turn", step: -1 },
    PageDown: { kind: "turn", step: 1 },
    Home: { kind: "go", page: 1 },
    End: { kind: "go", page: Number.POSITIVE_INFINITY },
    "+": { kind: "zoom", factor: ZOOM_STEP },
    ";": { kind: "zoom", factor: ZOOM_STEP }, // the key of + on a Japanese keyboard
    "=": { kind: "zoom", factor: ZOOM_STEP },
    "-": { kind: "zoom", factor: 1 / ZOOM_STEP },
    0: { kind: "home" },
    g: { kind: "ask" },
    t: { kind: "strip" },
    c: { kind: "contents" },
    f: { kind: "search" },
    "/": { kind: "search" },
    x: { kind: "words" },
  }),
);

/**
 * What is wished by a key; null where it means nothing here.
 * @param {{key: string, shiftKey: boolean}} pressed
 * @returns {Wish | null}
 */
export function wishOf({ key, shiftKey }) {
  if (key === " ") return { kind: "turn", step: shiftKey ? -1 : 1 };
  return WISHES.get(key) ?? null;
}
