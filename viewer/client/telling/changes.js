/** Says which pages of a paper are others than in the version that the person read before, with a link to each. */

import { paperAddress } from "../addresses.js";
import { element } from "../ground/dom.js";
import { changesOf, stretchWords } from "./since.js";

/** @typedef {import("./since.js").Stretch} Stretch */

/**
 * The sentence, with a link to each stretch of pages.
 * @param {import("./since.js").Since} since
 * @param {string} material
 * @param {(number: number) => void} [go] turns to a page of this very reader; without it the links open the paper
 */
export function changesSentence(since, material, go) {
  const parts = changesOf(since);
  const sentence = element(
    "span",
    "reader-changes",
    parts.length > 0 ? "" : "どのページも、見た目は変わっていません。",
  );
  for (const [place, { before, stretches, more, isFormer }] of parts.entries()) {
    sentence.append(`${place > 0 ? "、" : ""}${before} `);
    for (const [nth, stretch] of stretches.entries()) {
      if (nth > 0) sentence.append("、");
      sentence.append(isFormer ? stretchWords(stretch) : linkTo(stretch, material, go));
    }
    sentence.append(`\u00a0ページ${more > 0 ? `ほか ${more} か所` : ""}`);
  }
  if (parts.length > 0) sentence.append("です。");
  return sentence;
}

/**
 * @param {Stretch} stretch
 * @param {string} material
 * @param {((number: number) => void) | undefined} go
 */
function linkTo(stretch, material, go) {
  const link = element("a", "reader-change", stretchWords(stretch));
  link.href = paperAddress(material, stretch[0]);
  if (go) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(stretch[0]);
    });
  }
  return link;
}
