/** Sharpening: when the page is drawn larger than its pixels, finer cells are laid over the visible part. */

const ENOUGH = 1.2; // device pixels per page pixel up to which the page image looks sharp
const CELLS_KEPT = 8; // each is about as large as a page in memory
const PATIENCE_MS = [3000, 6000, 12000, 24000];

export class Zoom {
  #bus;
  #api;
  #layer;
  #version;
  #number = 0;
  #zooms = [];
  #cells = new Map(); // "scale/column/row" → image
  #waits = 0;
  #timer = 0;
  #view = null;

  constructor({ bus, api, layer, version, signal }) {
    this.#bus = bus;
    this.#api = api;
    this.#layer = layer;
    this.#version = version;
    bus.on("view-settled", (view) => this.#sharpen(view));
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** @param {number[]} zooms the finer scales the server can give of this page */
  showPage(number, zooms) {
    this.#clear();
    this.#number = number;
    this.#zooms = [...zooms].sort((a, b) => a - b);
    this.#waits = 0;
  }

  #clear() {
    clearTimeout(this.#timer);
    for (const image of this.#cells.values()) image.remove();
    this.#cells.clear();
  }

  /** The coarsest scale that still gives every device pixel its own. */
  #scaleFor(view) {
    const needed = view.scale * (window.devicePixelRatio || 1);
    if (needed <= ENOUGH || this.#zooms.length === 0) return 0;
    return this.#zooms.find((zoom) => zoom * ENOUGH >= needed) ?? this.#zooms[this.#zooms.length - 1];
  }

  #sharpen(view) {
    this.#view = view;
    if (this.#number === 0) return;
    const scale = this.#scaleFor(view);
    if (scale === 0) {
      this.#clear();
      return;
    }
    for (const [column, row] of this.#visibleCells(view, scale)) {
      const key = `${scale}/${column}/${row}`;
      const cell = this.#cells.get(key) ?? this.#begin(key, scale, column, row);
      this.#cells.delete(key);
      this.#cells.set(key, cell);
    }
    this.#forgetOldest(scale);
  }

  *#visibleCells(view, scale) {
    const part = view.visible();
    const last = scale - 1;
    for (let row = Math.floor(part.top * scale); row <= Math.min(last, Math.ceil(part.bottom * scale) - 1); row += 1) {
      for (let column = Math.floor(part.left * scale); column <= Math.min(last, Math.ceil(part.right * scale) - 1); column += 1) {
        yield [column, row];
      }
    }
  }

  #begin(key, scale, column, row) {
    const image = new Image();
    const share = 100 / scale;
    image.alt = "";
    image.draggable = false;
    Object.assign(image.style, {
      left: `${column * share}%`,
      top: `${row * share}%`,
      width: `${share}%`,
      height: `${share}%`,
      zIndex: String(scale),
    });
    image.src = `/papers/${this.#version}/pages/${this.#number}/zoom/${key}`;
    image.addEventListener("load", () => this.#lay(key, image), { once: true });
    image.addEventListener("error", () => this.#explain(key, image), { once: true });
    return image;
  }

  #lay(key, image) {
    if (this.#cells.get(key) !== image) return;
    this.#layer.append(image);
    this.#waits = 0;
    this.#bus.say("sharpened", key);
  }

  /** A finer picture that is still being made is asked for again; anything else leaves the present sharpness. */
  async #explain(key, image) {
    if (this.#cells.get(key) !== image) return;
    const refusal = await this.#api.reason(image.src);
    if (this.#cells.get(key) !== image) return;
    const isComing = refusal === null || refusal.code === "zoom_not_ready" || refusal.code === "unreachable";
    if (!isComing || this.#waits >= PATIENCE_MS.length) return;
    this.#cells.delete(key);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#waits += 1;
      if (this.#view) this.#sharpen(this.#view);
    }, PATIENCE_MS[this.#waits]);
  }

  #forgetOldest(scale) {
    const others = [...this.#cells.keys()].sort((a, b) => Number(a.startsWith(`${scale}/`)) - Number(b.startsWith(`${scale}/`)));
    for (const key of others) {
      if (this.#cells.size <= CELLS_KEPT) return;
      this.#cells.get(key).remove();
      this.#cells.delete(key);
    }
  }
}
