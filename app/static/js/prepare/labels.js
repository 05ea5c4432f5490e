/** The labels of papers, the highest first. */

const ORDER = ["3A", "3B", "3C", "2", "1"];
const WITHOUT_LABEL = "3C"; // what a paper is handled as until somebody labels it

/**
 * The highest of some labels; "" is a paper without one.
 * @param {string[]} labels
 */
export function highest(labels) {
  const known = labels.map((label) => label || WITHOUT_LABEL);
  return ORDER.find((label) => known.includes(label)) ?? WITHOUT_LABEL;
}
