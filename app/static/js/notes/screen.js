/** The screen with one's own notes on all papers: asked for piece by piece, and searched. Words that were typed stay on the screen alone. */

import { need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { post, prepared } from "/client/ground/server.js";
import { paperItem } from "./item.js";

/**
 * An answer as `app/notes/across.py` gives it. `next`: what to send to go on, "" at the end.
 * @typedef {{papers: import("./item.js").NotedPaper[], of: number, next: string, left_out: {count: number, why: string}[]}} Piece
 */

const FAILED = "メモを表示できませんでした。もう一度お試しください。";
const AT_ONCE = 10;

const root = need(document, "[data-notes]");
const form = need(root, "form", HTMLFormElement);
const field = need(form, "input[type=search]", HTMLInputElement);
const told = need(root, "[data-told]");
const list = need(root, "[data-found]");
const more = need(root, "[data-more]", HTMLButtonElement);

let asked = 0; // the newest question; answers to former ones are not shown
let next = "";
let shown = 0;

/**
 * Asks on until there is a screenful, or the end.
 * @param {string} typed
 * @param {string} after
 */
async function ask(typed, after) {
  asked += 1;
  const question = asked;
  more.hidden = true;
  told.textContent = "メモを集めています。";
  try {
    await prepared(); // papers of level 3 ask for a young proof of the tablet's key
    let from = after;
    let papers = 0;
    do {
      const piece = /** @type {Piece} */ (await post("/notes/listed", { q: typed, after: from }));
      if (question !== asked) return;
      papers += piece.papers.length;
      show(piece, typed);
      from = piece.next;
    } while (from && papers < AT_ONCE);
  } catch (error) {
    if (question === asked) told.textContent = error instanceof Refusal && error.sentence ? error.sentence : FAILED;
  }
}

/**
 * @param {Piece} piece
 * @param {string} typed
 */
function show(piece, typed) {
  shown += piece.papers.length;
  next = piece.next;
  list.append(...piece.papers.map(paperItem));
  more.hidden = !next;
  told.textContent = outcome(piece, typed);
}

/**
 * @param {Piece} piece
 * @param {string} typed
 */
function outcome({ of, next: isMore, left_out: leftOut }, typed) {
  const others = leftOut.map(({ count, why }) => `ほかに ${count} 件の資料のメモは、いま表示していません（${why}）。`);
  const nothing = typed ? `「${typed}」のあるメモとしおりは、ありません。` : "まだ、どの資料にも書いていません。";
  const some = typed ? `「${typed}」のあるメモは ${shown} 件の資料にあります。` : `${of} 件の資料に書いています。`;
  const first = shown > 0 ? some : nothing;
  const isSilent = shown === 0 && !typed && others.length > 0;
  return [isMore || isSilent ? "" : first, ...others].join("");
}

function clear() {
  asked += 1;
  next = "";
  shown = 0;
  list.replaceChildren();
  told.textContent = "";
  more.hidden = true;
}

let looked = "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear();
  looked = field.value.trim();
  ask(looked, "");
});
more.addEventListener("click", () => ask(looked, next));
need(form, "button", HTMLButtonElement).disabled = false; // before, the browser would send the form itself and lose what was typed
document.addEventListener("session-over", () => {
  field.value = "";
  looked = "";
  clear();
});
ask("", "");
