/** What a reader is told of its paper by the element that it takes over. */

/**
 * What the root says of its paper. `keeps-place`: the server is told of the last page. `keeps-address`: the address of the
 * page follows the reader.
 * @param {HTMLElement} root
 */
export function paperOf({ dataset }) {
  const { material = "", version = "", title = "", former, formerTitle = "", next, nextTitle = "" } = dataset;
  const [count, page] = [Number(dataset.pages), Number(dataset.page)];
  return {
    material,
    version,
    title,
    count,
    page,
    book: {
      former: former ? { href: former, title: formerTitle } : null,
      next: next ? { href: next, title: nextTitle } : null,
    },
    keepsPlace: "keepsPlace" in dataset,
    keepsAddress: "keepsAddress" in dataset,
  };
}
