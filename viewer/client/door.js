/** The door for other scripts of the same page (live meeting, notes): they speak to the leaf by events and import nothing.
 *  They dispatch  reader-go {page}            the reader goes there, as if it had been tapped
 *  They hear      reader-page {page}          a page is on the screen
 *                 reader-view {left, top, right, bottom, scale}  the part in sight, as fractions of the page
 *  What is laid into #sheet with percentages moves and grows with the page. */

export function openDoor({ bus, leaf, signal }) {
  const tell = (name, detail) => leaf.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  bus.on("page-shown", ({ number }) => tell("reader-page", { page: number }));
  bus.on("view-settled", (view) => tell("reader-view", { ...view.visible(), scale: view.scale }));
  leaf.addEventListener("reader-go", (event) => bus.say("go", event.detail.page), { signal });
}
