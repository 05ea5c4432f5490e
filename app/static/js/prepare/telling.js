/** What the preparation screens say: what was done, and what went wrong. */

import { maybe } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { sentenceOf } from "./words.js";

/**
 * Say what was done.
 * @param {string} words
 */
export function tell(words) {
  const line = maybe(document, "[data-announce]");
  if (line) line.textContent = words;
}

/**
 * Say what went wrong, below what went wrong before; "" removes everything. The element has role=alert only while it has words.
 * @param {string} problem
 */
export function complain(problem) {
  const box = maybe(document, "[data-problem]");
  const words = box && maybe(box, "[data-problem-text]");
  if (!box || !words) return;
  words.textContent = problem && words.textContent ? `${words.textContent}\n${problem}` : problem;
  box.hidden = !problem;
  if (problem) {
    box.setAttribute("role", "alert");
    box.scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("role");
}

/**
 * Say what the server refused. An error that is no Refusal is a fault of this script and is thrown on.
 * @param {unknown} error
 */
export function tellRefusal(error) {
  if (!(error instanceof Refusal)) throw error;
  tell("");
  complain(sentenceOf(error));
}
