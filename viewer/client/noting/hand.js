/** The pen on the page: it draws, a finger turns the page, unless fingers are to draw. What it takes, no gesture gets. Knows no
 *  server, and no colour. */

import { around } from "../ground/dom.js";
import { Palm } from "../hands/palm.js";
import { WHOLE } from "./marks.js";

/** @typedef {import("./strokes.js").Dot} Dot */
/** @typedef {{begin: (dot: Dot, isEraser: boolean) => void, move: (dots: Dot[]) => void, end: () => void, drop: () => void}} Writer */

const ERASER_BUTTONS = 32; // Pointer Events 3, 4.1.1: the other end of the pen
const NO_PRESSURE = 0.5; // what browsers say of what cannot tell
const FULL_PRESSURE = 255;

export class Hand {
  #leaf;
  #layer;
  #writer;
  #bus;
  #palm = new Palm();
  #pointer = -1;
  #page = 0;
  /** @type {PointerEvent | null} the event by which the finger came that draws */
  #first = null;
  /** @type {WeakSet<Event>} */
  #passed = new WeakSet();
  isOn = false;
  drawsByFinger = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, layer: HTMLElement, writer: Writer, signal: AbortSignal}} parts
   */
  constructor({ bus, leaf, layer, writer, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#layer = layer;
    this.#writer = writer;
    const hear = { capture: true, signal };
    leaf.addEventListener("pointerdown", (event) => this.#down(event), hear);
    leaf.addEventListener("pointermove", (event) => this.#move(event), hear);
    leaf.addEventListener("pointerup", (event) => this.#up(event), hear);
    for (const name of ["pointercancel", "lostpointercapture"]) {
      leaf.addEventListener(name, (event) => this.#lose(/** @type {PointerEvent} */ (event)), hear);
    }
    window.addEventListener("blur", () => this.#drop(), { signal });
    bus.on("page-chosen", ({ number }) => this.#turnTo(number));
  }

  /**
   * A line ends on the page on which it was begun.
   * @param {number} number
   */
  #turnTo(number) {
    if (number !== this.#page) this.#drop();
    this.#page = number;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.isOn || this.#passed.has(event) || around(this.#layer, ".is-empty")) return;
    if (this.#palm.isPalm(event)) {
      event.stopImmediatePropagation();
      return;
    }
    if (this.#pointer >= 0 && event.pointerType === "touch") {
      this.#letGesture(event);
      return;
    }
    if (event.button > 0 && event.button !== 5) return;
    if (!this.#draws(event) || around(event.target, "button, a, .note-edit, .page-fault")) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    this.#drop();
    this.#pointer = event.pointerId;
    this.#first = event;
    this.#bus.say("writing-began");
    this.#capture(event.pointerId);
    this.#writer.begin(this.#dot(event), event.buttons === ERASER_BUTTONS);
  }

  /** @param {PointerEvent} event */
  #draws({ pointerType }) {
    return pointerType !== "touch" || this.drawsByFinger;
  }

  /** @param {number} pointerId */
  #capture(pointerId) {
    try {
      this.#leaf.setPointerCapture(pointerId);
    } catch {
      // It may be gone already; the stroke then ends by itself.
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.isOn) this.#palm.hover(event);
    if (event.pointerId !== this.#pointer) return;
    event.stopImmediatePropagation();
    const all = typeof event.getCoalescedEvents === "function" ? event.getCoalescedEvents() : [];
    this.#writer.move((all.length > 0 ? all : [event]).map((each) => this.#dot(each)));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    event.stopImmediatePropagation();
    this.#palm.hover(event);
    this.#pointer = -1;
    this.#writer.end();
  }

  /**
   * The system takes the pointer away: what was drawn so far stays, as it stands on the page.
   * @param {PointerEvent} event
   */
  #lose(event) {
    if (event.pointerId !== this.#pointer) return;
    event.stopImmediatePropagation();
    this.#pointer = -1;
    this.#writer.end();
  }

  #drop() {
    if (this.#pointer < 0) return;
    this.#pointer = -1;
    this.#writer.end();
  }

  /**
   * A second finger while one draws: both move the page, and the line that was begun is no line.
   * @param {PointerEvent} second
   */
  #letGesture(second) {
    const first = this.#first;
    if (first?.pointerType !== "touch") {
      second.stopImmediatePropagation(); // a palm beside the pen
      return;
    }
    this.#pointer = -1;
    this.#writer.drop();
    const again = new PointerEvent("pointerdown", first);
    this.#passed.add(again);
    this.#leaf.dispatchEvent(again);
  }

  /**
   * Where the pen is on the page; beyond its edges, on the edge.
   * @param {PointerEvent} event
   * @returns {Dot}
   */
  #dot({ clientX, clientY, pressure, pointerType }) {
    const box = this.#layer.getBoundingClientRect();
    const part = /** @param {number} share */ (share) => Math.round(Math.min(1, Math.max(0, share)) * WHOLE);
    const press = pointerType === "pen" && pressure > 0 ? pressure : NO_PRESSURE;
    return {
      x: part((clientX - box.left) / (box.width || 1)),
      y: part((clientY - box.top) / (box.height || 1)),
      pressure: Math.round(press * FULL_PRESSURE),
    };
  }
}
