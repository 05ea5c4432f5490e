/** Dropping: files onto the screen or an agenda item, papers by their grip before another paper or onto an item. */

import { around, maybe } from "/client/ground/dom.js";

/** @typedef {{item: string, before: string}} Place under an agenda item, before a paper; each "" for none */
/** @typedef {{onFiles: (files: File[], item: string) => void, onPaper: (paper: string, place: Place) => void}} Acts */

/** @param {DragEvent} event */
function hasFiles({ dataTransfer }) {
  return [...(dataTransfer?.types ?? [])].includes("Files");
}

/** Dropping files and papers. Buttons of the page do the same, for whoever cannot drag. */
export class Dropping {
  #root;
  #acts;
  #paper = "";
  /** @type {HTMLElement | null} */
  #marked = null;

  /**
   * @param {HTMLElement} root
   * @param {Acts} acts
   */
  constructor(root, acts) {
    this.#root = root;
    this.#acts = acts;
    root.addEventListener("dragstart", (event) => this.#start(event));
    root.addEventListener("dragend", () => this.#end());
    document.addEventListener("dragover", (event) => this.#over(event));
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.#mark(null);
    });
    document.addEventListener("drop", (event) => this.#drop(event));
  }

  /** @param {DragEvent} event */
  #start({ target, dataTransfer }) {
    this.#paper = ""; // a row that was drawn anew while it was dragged never says that its dragging ended
    const grip = around(target, "[data-grip]");
    const row = grip && around(grip, "[data-paper]");
    if (!row || !dataTransfer) return;
    this.#paper = row.dataset.paper ?? "";
    dataTransfer.effectAllowed = "move";
    dataTransfer.setData("text/plain", row.dataset.title ?? "");
    dataTransfer.setDragImage(row, 20, 20);
  }

  #end() {
    this.#paper = "";
    this.#mark(null);
  }

  /** @param {DragEvent} event */
  #over(event) {
    if (!this.#paper && !hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = this.#paper ? "move" : "copy";
    const place = around(event.target, "[data-drop-item], [data-paper]");
    const anywhere = hasFiles(event) ? maybe(this.#root, "[data-drop]") : null;
    this.#mark(place && this.#root.contains(place) ? place : anywhere);
  }

  /** @param {HTMLElement | null} place */
  #mark(place) {
    if (this.#marked === place) return;
    this.#marked?.classList.remove("is-over");
    this.#marked = place;
    place?.classList.add("is-over");
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const paper = hasFiles(event) ? "" : this.#paper;
    if (!paper && !hasFiles(event)) return;
    event.preventDefault();
    const place = this.#marked;
    this.#end();
    const item = place?.dataset.dropItem ?? place?.dataset.item ?? "";
    if (!paper) this.#acts.onFiles([...(event.dataTransfer?.files ?? [])], item);
    else if (place && place.dataset.paper !== paper)
      this.#acts.onPaper(paper, { item, before: place.dataset.paper ?? "" });
  }
}
