/** The link that a finger just missed: printed lines are lower than a finger is thick. */

import { all } from "../ground/dom.js";
import { meantBox } from "./motions.js";

/**
 * @param {HTMLElement} leaf
 * @param {import("./motions.js").Point} point in the leaf
 */
export function linkBeside(leaf, { x, y }) {
  const links = all(leaf, ".sheet-links a").filter((link) => link.checkVisibility());
  const { left, top } = leaf.getBoundingClientRect();
  const boxes = links.map((link) => link.getBoundingClientRect());
  return links[meantBox({ x: x + left, y: y + top }, boxes)];
}
