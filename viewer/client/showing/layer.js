/** One page with what others share on it, and whose that is. */

import { element } from "../ground/dom.js";
import { Paint } from "../noting/paint.js";
import { lead, named } from "./whose.js";

export class Layer {
  #paint;
  #tags = element("div", "note-cards");
  number = 0;

  /** @param {HTMLElement} layer */
  constructor(layer) {
    this.#paint = new Paint(layer);
    layer.append(this.#tags);
  }

  /** @param {{name: string, marks: import("../noting/marks.js").Mark[]}[]} shown */
  show(shown) {
    this.#paint.show(shown.flatMap(({ name, marks }) => marks.map((mark) => named(mark, name))));
    this.#tags.replaceChildren(
      ...shown.flatMap(({ name, marks }) => {
        const place = lead(marks);
        if (!place) return [];
        const tag = element("span", "note-whose", name);
        Object.assign(tag.style, { left: `${place.x / 100}%`, top: `${place.y / 100}%` });
        return [tag];
      }),
    );
  }
}
