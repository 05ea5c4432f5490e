/** The server's addresses of a paper's reader, pages, thumbnails, words and contents. */

/**
 * The reader of a paper, opened at a page: what a link to that page leads to.
 * @param {string} material
 * @param {number} [number]
 */
export const paperAddress = (material, number) => `/papers/${material}${number ? `?p=${number}` : ""}`;

/**
 * The reader of a paper, or of one version of it (`edition`), for laying beside another. `key`: a number that no other reader of this
 * screen has.
 * @param {{material: string, page: number, edition: string}} place
 * @param {number} key
 */
export function halfAddress({ material, page, edition }, key) {
  const half = edition ? `/papers/${edition}/edition` : `/papers/${material}/half`;
  return `${half}?n=${key}${page ? `&p=${page}` : ""}`;
}

/**
 * @param {string} material
 * @param {string} [edition] a version that is read whether readers get it or not
 */
export const contentsAddress = (material, edition) =>
  edition ? `/papers/${edition}/edition/contents` : `/papers/${material}/contents`;

/** @param {string} material */
export const besideAddress = (material) => `/papers/${material}/beside`;

/**
 * @param {string} material
 * @param {string} [edition] a version that readers do not get
 */
export const standingAddress = (material, edition) =>
  edition ? `/papers/${edition}/edition/standing` : `/papers/${material}/standing`;

/**
 * The screen with a page of a former version beside the paper.
 * @param {string} material
 * @param {string} edition
 * @param {number} page
 */
export const formerAddress = (material, edition, page) =>
  `/papers/${material}?beside=${material}&q=${page}&edition=${edition}`;

/**
 * @param {string} version
 * @param {number} number
 */
export const pageAddress = (version, number) => `/papers/${version}/pages/${number}`;

/**
 * The same page, when nobody looks at it yet: the server lets other pages pass such a one.
 * @param {string} address of a page or a thumbnail
 */
export const ahead = (address) => `${address}?ahead=1`;

/**
 * @param {string} version
 * @param {number} number
 */
export const thumbAddress = (version, number) => `/papers/${version}/thumbs/${number}`;

/**
 * @param {string} version
 * @param {number} number
 */
export const textAddress = (version, number) => `/papers/${version}/pages/${number}/text`;

/**
 * @param {string} version
 * @param {number} number
 * @param {string} cell scale/column/row
 */
export const cellAddress = (version, number, cell) => `/papers/${version}/pages/${number}/zoom/${cell}`;

/**
 * Whether the page's cells are there at a scale; asking lets them be made.
 * @param {string} version
 * @param {number} number
 * @param {number} scale
 */
export const sharpnessAddress = (version, number, scale) => `/papers/${version}/pages/${number}/sharpness/${scale}`;

/**
 * Where words are looked for in a version: what is looked for is posted, so that it stands in no address.
 * @param {string} version
 */
export const searchAddress = (version) => `/papers/${version}/search`;

/**
 * Where words are looked for in all papers of a meeting.
 * @param {string} meeting
 */
export const meetingSearchAddress = (meeting) => `/meetings/${meeting}/search/hits`;

/** Where words are looked for in all papers that the person may read. */
export const SEARCH_ADDRESS = "/search/hits";

/** @param {string} version */
export const positionAddress = (version) => `/papers/${version}/position`;

/**
 * Which pages of a version the person has noted.
 * @param {string} version
 */
export const notedAddress = (version) => `/papers/${version}/notes`;

/**
 * Where the notes on former versions are taken along from.
 * @param {string} version
 */
export const carriedAddress = (version) => `/papers/${version}/notes/carried`;

/**
 * What of the person's notes on a version can be read in a list.
 * @param {string} version
 */
export const allNotesAddress = (version) => `/papers/${version}/notes/all`;

/**
 * The person's own notes on all pages after this one.
 * @param {string} version
 * @param {number} after
 */
export const notedPagesAddress = (version, after) => `/papers/${version}/notes/pages?after=${after}`;

/**
 * What others share with the person on the pages after this one.
 * @param {string} version
 * @param {number} after
 */
export const shownAddress = (version, after) => `/papers/${version}/notes/shown?after=${after}`;

/**
 * The person's own notes on a page: asked for, and posted.
 * @param {string} version
 * @param {number} number
 */
export const notesAddress = (version, number) => `/papers/${version}/notes/${number}`;
