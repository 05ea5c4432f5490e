/** The code in a letter's address. */

const CODE = /^[A-Za-z0-9-]{20,30}$/u;
const GROUP = /(.{4})(?=.)/gu;

/**
 * The code behind the #, in groups of four as the letter shows it; "" where there is none.
 * @param {string} hash of an address
 */
export function codeIn(hash) {
  const code = decoded(hash.slice(1));
  if (!CODE.test(code)) return "";
  return code.replace(/-/gu, "").replace(GROUP, "$1-").toUpperCase();
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // percent-encoding that we never write
  }
}
