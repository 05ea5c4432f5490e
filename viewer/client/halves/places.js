/** Which papers stand side by side, and at which pages, as the address of the screen says it: `/papers/a?p=3&beside=b&q=5`. The second one
 *  may be one version of its paper, whichever readers get: `…&edition=v`. */

/**
 * A paper and a page of it; page 0 is where the person left off. `edition`: the version, "" for the one that readers get.
 * @typedef {{material: string, page: number, edition: string}} Place
 */

/** The field of the address in which each half, the first and the second, has its page. */
export const FIELDS = /** @type {const} */ (["p", "q"]);

const READER = /^\/papers\/([\w-]{1,64})$/u;
const ID = /^[\w-]{1,64}$/u;
const PAGE = /^\d{1,5}$/u;

/**
 * The places that an address names: none, where it is not a reader's; one, or two.
 * @param {{pathname: string, search: string}} address
 * @returns {Place[]}
 */
export function placesOf({ pathname, search }) {
  const material = READER.exec(pathname)?.[1];
  if (!material) return [];
  const asked = new URLSearchParams(search);
  const page = (/** @type {string} */ field) => (PAGE.test(asked.get(field) ?? "") ? Number(asked.get(field)) : 0);
  const beside = asked.get("beside") ?? "";
  const edition = asked.get("edition") ?? "";
  const first = { material, page: page("p"), edition: "" };
  const second = { material: beside, page: page("q"), edition: ID.test(edition) ? edition : "" };
  return ID.test(beside) ? [first, second] : [first];
}

/**
 * The address of a screen with these places.
 * @param {readonly Place[]} places one or two
 */
export function addressOf([first, second]) {
  const asked = new URLSearchParams();
  if (first?.page) asked.set("p", String(first.page));
  if (second) asked.set("beside", second.material);
  if (second?.page) asked.set("q", String(second.page));
  if (second?.edition) asked.set("edition", second.edition);
  const query = asked.toString();
  return `/papers/${first?.material}${query ? `?${query}` : ""}`;
}

/**
 * What stands at a place, whatever its page.
 * @param {Place} place
 */
export const nameOf = ({ material, edition }) => `${material}/${edition}`;

/**
 * Which of the halves that stand goes on at each wanted place: the one that stands there already if it has that paper, else another
 * one that has it; -1 where none has, so that it has to be opened.
 * @param {readonly string[]} standing what the halves have that stand, by name, in order
 * @param {readonly string[]} wanted
 * @returns {number[]}
 */
export function kept(standing, wanted) {
  const left = new Set(standing.keys());
  const inPlace = wanted.map((name, at) => (standing[at] === name && left.delete(at) ? at : -1));
  return inPlace.map((at, place) => {
    if (at >= 0) return at;
    const found = [...left].find((each) => standing[each] === wanted[place]) ?? -1;
    left.delete(found);
    return found;
  });
}
