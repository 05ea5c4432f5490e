/** Which finer pictures a page needs. At scale s a page is cut into s × s cells; a cell's name is scale/column/row. */

const ENOUGH = 1.2; // device pixels per page pixel up to which a picture looks sharp

/**
 * The coarsest scale that still gives every device pixel its own; 0 where the page's own picture is enough.
 * @param {number} needed device pixels per pixel of the page image
 * @param {number[]} zooms the scales there are
 */
export function scaleFor(needed, zooms) {
  if (needed <= ENOUGH || zooms.length === 0) return 0;
  const fine = zooms.filter((zoom) => zoom * ENOUGH >= needed);
  return fine.length > 0 ? Math.min(...fine) : Math.max(...zooms);
}

/**
 * The first and last of `scale` slices that a stretch from `start` to `end`, as fractions, touches.
 * @param {number} start
 * @param {number} end
 * @param {number} scale
 */
function slices(start, end, scale) {
  return { first: Math.floor(start * scale), last: Math.min(scale, Math.ceil(end * scale)) - 1 };
}

/**
 * The cells that a part of the page touches, row by row.
 * @param {import("../ground/bus.js").Part} part
 * @param {number} scale
 * @returns {{name: string, column: number, row: number}[]}
 */
export function cellsOf(part, scale) {
  const rows = slices(part.top, part.bottom, scale);
  const columns = slices(part.left, part.right, scale);
  const found = [];
  for (let row = rows.first; row <= rows.last; row += 1) {
    for (let column = columns.first; column <= columns.last; column += 1) {
      found.push({ name: `${scale}/${column}/${row}`, column, row });
    }
  }
  return found;
}

/**
 * The cells to let go, so that no more than `kept` stay: those of other scales first, then those not seen for longest.
 * @param {string[]} names the cells there are, the last seen at the end
 * @param {number} scale
 * @param {number} kept
 */
export function cellsToForget(names, scale, kept) {
  const isOfScale = /** @param {string} name */ (name) => name.startsWith(`${scale}/`);
  const inOrder = [...names.filter((name) => !isOfScale(name)), ...names.filter(isOfScale)];
  return inOrder.slice(0, Math.max(0, names.length - kept));
}
