/** How paper and frame look to a person's eyes: white, sepia or dimmed paper, a light or a dark frame, one page or two, turned or
 *  beneath each other. What is chosen is kept on the
 *  tablet, and says nothing of who reads what. The page itself is the same image, with its mark. */

import { all, need } from "../ground/dom.js";
import { keepChoice, keptChoice } from "../keeping/choice.js";
import { Rotation } from "../keeping/rotation.js";

const PLACE = "gijo-eyes";
const CHOSEN = "eyes-chosen"; // said on the document: of two readers on a screen both look so

/** @type {Readonly<Record<string, readonly string[]>>} what can be chosen, the usual first */
const CHOICES = {
  paper: ["white", "sepia", "dimmed"],
  frame: ["light", "dark"],
  way: ["turned", "unrolled"],
  leaves: ["single", "spread"],
};

export class Eyes {
  #bus;
  #root;
  #fields;

  /** @param {{bus: import("../ground/bus.js").Bus, root: HTMLElement, panel: HTMLElement, signal: AbortSignal}} parts */
  constructor({ bus, root, panel, signal }) {
    this.#bus = bus;
    this.#root = root;
    this.#fields = all(panel, "input[type=radio]", HTMLInputElement);
    new Rotation({
      button: need(panel, "[data-part=rotation]"),
      told: need(panel, "[data-part=rotation-told]"),
      signal,
    });
    panel.addEventListener("change", () => this.#choose(), { signal });
    window.addEventListener("storage", ({ key }) => key === PLACE && this.#wear(kept()), { signal });
    document.addEventListener(CHOSEN, (event) => this.#wear(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#wear(kept());
  }

  #choose() {
    const chosen = this.#fields.filter(({ checked }) => checked).map((field) => [field.dataset.eyes, field.value]);
    const looks = looksOf(Object.fromEntries(chosen));
    keepChoice(PLACE, looks);
    document.dispatchEvent(new CustomEvent(CHOSEN, { detail: looks }));
  }

  /** @param {Record<string, string>} looks */
  #wear(looks) {
    this.#root.dataset.paper = looks.paper;
    this.#root.classList.toggle("by-night", looks.frame === "dark");
    this.#bus.say("leaves-chosen", (looks.way === "unrolled" ? looks.way : looks.leaves) ?? "");
    for (const field of this.#fields) field.checked = looks[field.dataset.eyes ?? ""] === field.value;
  }
}

const kept = () => looksOf(keptChoice(PLACE));

/**
 * Only what can be chosen, and the usual for all else.
 * @param {Record<string, unknown>} wished
 * @returns {Record<string, string>}
 */
function looksOf(wished) {
  const looks = Object.entries(CHOICES).map(([name, [usual = "", ...others]]) => {
    const wish = wished[name];
    return [name, typeof wish === "string" && others.includes(wish) ? wish : usual];
  });
  return Object.fromEntries(looks);
}
