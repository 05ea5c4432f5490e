/** What a person chose of how papers are shown, kept on the tablet. It says nothing of who reads what. */

/**
 * What was kept at a place; an empty choice where nothing was, or the browser keeps nothing.
 * @param {string} place
 * @returns {Record<string, unknown>}
 */
export function keptChoice(place) {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/**
 * @param {string} place
 * @param {Record<string, unknown>} chosen
 */
export function keepChoice(place, chosen) {
  try {
    localStorage.setItem(place, JSON.stringify(chosen));
  } catch {
    // A browser that keeps nothing: it lasts while the paper is open.
  }
}
