/** Dropping: files onto the screen or an agenda item, papers by their grip before another paper or onto an item. */

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

/**
 * Watch `root`. `onFiles(files, item)` with the agenda item's id ("" for none); `onPaper(paper, {item, before})`.
 * Everything here can be done by buttons too.
 */
export class Dropping {
  #root;
  #onFiles;
  #onPaper;
  #paper = "";
  #marked = null;

  constructor(root, { onFiles, onPaper }) {
    this.#root = root;
    this.#onFiles = onFiles;
    this.#onPaper = onPaper;
    root.addEventListener("dragstart", (event) => this.#start(event));
    root.addEventListener("dragend", () => this.#end());
    document.addEventListener("dragover", (event) => this.#over(event));
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.#mark(null);
    });
    document.addEventListener("drop", (event) => this.#drop(event));
  }

  #start(event) {
    const row = event.target.closest?.("[data-grip]")?.closest("[data-paper]");
    if (!row) return;
    this.#paper = row.dataset.paper;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.title);
    event.dataTransfer.setDragImage(row, 20, 20);
  }

  #end() {
    this.#paper = "";
    this.#mark(null);
  }

  #over(event) {
    if (!this.#paper && !hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.#paper ? "move" : "copy";
    const place = event.target.closest?.("[data-drop-item], [data-paper]");
    this.#mark(this.#root.contains(place) ? place : hasFiles(event) ? this.#root.querySelector("[data-drop]") : null);
  }

  #mark(place) {
    if (this.#marked === place) return;
    this.#marked?.classList.remove("is-over");
    this.#marked = place;
    place?.classList.add("is-over");
  }

  #drop(event) {
    const isPaper = Boolean(this.#paper);
    if (!isPaper && !hasFiles(event)) return;
    event.preventDefault();
    const place = this.#marked;
    const paper = this.#paper;
    this.#end();
    const item = place?.dataset.dropItem ?? place?.dataset.item ?? "";
    if (!isPaper) this.#onFiles([...event.dataTransfer.files], item);
    else if (place && place.dataset.paper !== paper) this.#onPaper(paper, { item, before: place.dataset.paper ?? "" });
  }
}
