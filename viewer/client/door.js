/** The events by which other scripts of the same page (live meeting, notes) talk to a reader; they import nothing of it.
 *  They dispatch  reader-go {page}            the reader goes there, as if it had been tapped
 *                 reader-close               the reader lets its pages go and does nothing more
 *  They hear      reader-page {page}          a page is on the screen
 *                 reader-view {left, top, right, bottom, scale}  the part in sight, as fractions of the page
 *                 reader-leave {href}        it would lead to another screen; who opens that elsewhere prevents the default
 *  What is laid into the sheet with percentages moves and grows with the page. */

/** @param {{bus: import("./ground/bus.js").Bus, leaf: HTMLElement, close: () => void, signal: AbortSignal}} parts */
export function openDoor({ bus, leaf, close, signal }) {
  const tell = /** @type {(name: string, detail: object) => void} */ (
    (name, detail) => leaf.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }))
  );
  bus.on("page-shown", ({ number }) => tell("reader-page", { page: number }));
  bus.on("view-settled", (view) => tell("reader-view", { ...view.visible(), scale: view.scale }));
  const go = /** @param {Event} event */ (event) =>
    bus.say("go", /** @type {CustomEvent<{page: number}>} */ (event).detail.page);
  leaf.addEventListener("reader-go", go, { signal });
  leaf.addEventListener("reader-close", close, { signal });
}

/**
 * Leaves the reader for another screen, unless what holds the reader opens that in its own way.
 * @param {HTMLElement} from the reader's root, or any part of it
 * @param {string} href
 * @returns {boolean} whether the screen is left
 */
export function leaveFor(from, href) {
  const wish = new CustomEvent("reader-leave", { detail: { href }, bubbles: true, cancelable: true });
  const isLeft = from.dispatchEvent(wish);
  if (isLeft) location.assign(href);
  return isLeft;
}
