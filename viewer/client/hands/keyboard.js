/** Everything a finger can do, by key. */

const PAN_STEP = 80;
const ZOOM_STEP = 1.3;

export class Keyboard {
  #bus;
  #view;
  #acts;

  /** @param {{ask: Function, strip: Function, contents: Function, words: Function, close: () => boolean}} acts */
  constructor({ bus, view, acts, signal }) {
    this.#bus = bus;
    this.#view = view;
    this.#acts = acts;
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  #press(event) {
    if (document.querySelector("dialog[open], dialog[data-open]")) return; // the keys are meant for what lies over the page
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.#escape(event);
      return;
    }
    if (event.target.closest?.("input, textarea, select")) return;
    if (event.target.closest?.(".drawer") && event.key !== "PageDown" && event.key !== "PageUp") return;
    const isOnControl = Boolean(event.target.closest?.("a, button"));
    if (isOnControl && (event.key === " " || event.key === "Enter")) return;
    const act = this.#actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #actOf(event) {
    switch (event.key) {
      case "ArrowLeft": return () => this.#arrow(PAN_STEP, 0, -1);
      case "ArrowRight": return () => this.#arrow(-PAN_STEP, 0, 1);
      case "ArrowUp": return () => this.#arrow(0, PAN_STEP, -1);
      case "ArrowDown": return () => this.#arrow(0, -PAN_STEP, 1);
      case "PageUp": return () => this.#bus.say("turn", -1);
      case "PageDown": return () => this.#bus.say("turn", 1);
      case " ": return () => this.#bus.say("turn", event.shiftKey ? -1 : 1);
      case "Home": return () => this.#bus.say("go", 1);
      case "End": return () => this.#bus.say("go", Infinity);
      case "+": case ";": case "=": return () => this.#zoom(ZOOM_STEP);
      case "-": return () => this.#zoom(1 / ZOOM_STEP);
      case "0": return () => this.#view.home();
      case "g": return this.#acts.ask;
      case "t": return this.#acts.strip;
      case "c": return this.#acts.contents;
      case "x": return this.#acts.words;
      default: return null;
    }
  }

  /** An enlarged page moves under the arrows; at its edge, and otherwise, they turn. */
  #arrow(dx, dy, step) {
    const free = this.#view.canPan(dx, dy);
    if (free.x || free.y) {
      this.#view.panBy(dx, dy);
      this.#view.settle();
    } else if (this.#view.isHome) {
      this.#bus.say("turn", step);
    }
  }

  #zoom(factor) {
    this.#view.zoomTo(this.#view.scale * factor);
    this.#view.settle();
  }

  #escape(event) {
    if (this.#acts.close()) {
      event.preventDefault();
      return;
    }
    if (event.target.closest?.("input")) event.target.blur();
    else if (!this.#view.isHome) this.#view.home();
  }
}
