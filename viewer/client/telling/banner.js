/** What stands where something was refused: the server's sentence, what the person can do about it, and a way to ask again. */

import { element, icon } from "../ground/dom.js";
import { numberWords, sentenceOf } from "./sentences.js";

/**
 * @param {string} title what is not shown
 * @param {import("../ground/refusal.js").Refusal} refusal
 * @param {() => void} onAgain
 */
export function refusalBanner(title, refusal, onAgain) {
  const banner = element("div", "banner banner-stop");
  const row = element("p", "row");
  const again = element("button", "btn btn-line", "もう一度");
  again.type = "button";
  again.addEventListener("click", onAgain, { once: true });
  if (refusal.actionHref && refusal.actionLabel) {
    const link = element("a", "btn btn-primary", refusal.actionLabel);
    link.href = refusal.actionHref;
    link.dataset.code = refusal.code;
    row.append(link);
  }
  row.append(again);
  banner.setAttribute("role", "alert");
  const sentence = element("p", "", sentenceOf(refusal) + numberWords(refusal.code));
  banner.append(icon("stop"), element("p", "banner-title", title), sentence, row);
  return banner;
}
