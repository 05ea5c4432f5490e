/** Puts the sheet, and what takes a part of it, where it was reckoned to lie. */

/** @typedef {import("./placing.js").Part} Part */

export class Drawn {
  #sheet;
  #scale = 1; // at which its width and height were set

  /** @param {HTMLElement} sheet */
  constructor(sheet) {
    this.#sheet = sheet;
  }

  /**
   * At its real size, so that the browser does not stretch a small picture.
   * @param {import("./placing.js").Size} page
   * @param {import("./placing.js").Placing} placing
   */
  lay({ width, height }, placing) {
    this.#scale = placing.scale;
    this.#sheet.style.width = `${width * placing.scale}px`;
    this.#sheet.style.height = `${height * placing.scale}px`;
    this.move(placing);
  }

  /**
   * @param {import("./placing.js").Placing} placing
   * @param {number} [lean] how far it follows a finger that swipes
   */
  move({ x, y, scale }, lean = 0) {
    const stretch = scale / this.#scale;
    this.#sheet.classList.remove("is-gliding");
    const stretching = Math.abs(stretch - 1) > 0.0001 ? ` scale(${stretch})` : "";
    this.#sheet.style.transform = `translate(${x + lean}px, ${y}px)${stretching}`;
  }

  /** @param {boolean} isGliding whether it glides to where it was moved last */
  glide(isGliding) {
    this.#sheet.classList.toggle("is-gliding", isGliding);
  }
}

/**
 * Tells the style sheet which part of the sheet an element takes.
 * @param {HTMLElement} element
 * @param {Part} part
 */
export function place(element, { left, top, right, bottom }) {
  const places = { left, top, width: right - left, height: bottom - top };
  for (const [name, share] of Object.entries(places)) element.style.setProperty(`--${name}`, `${share * 100}%`);
}
