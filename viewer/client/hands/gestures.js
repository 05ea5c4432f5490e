/** Fingers, mouse and wheel become: turn, pan, zoom. Knows the view, no page. */

import { around } from "../ground/dom.js";
import {
  distance,
  isSecond,
  isTap,
  kindOfPull,
  meaningOfTap,
  midpoint,
  pulledOver,
  turnOfPull,
  turnOfSwipe,
} from "./motions.js";

/** @typedef {import("./motions.js").Point} Point */
/** @typedef {{start: Point, last: Point, since: number, kind: "" | "swipe" | "pan", over: number}} Drag */

const DOUBLE_TAP_ZOOM = 2.2;
const LEAN = 0.6; // of the finger's way: the sheet shows that it hangs on
const WHEEL_PAUSE_MS = 260;
const WHEEL_REST_MS = 140;
const WHEEL_LINE = 24;
const NO_TAP = { at: 0, x: 0, y: 0 };

export class Gestures {
  #bus;
  #leaf;
  #view;
  /** @type {Map<number, Point>} pointer id → where it is in the leaf */
  #points = new Map();
  /** @type {Drag | null} */
  #drag = null;
  /** @type {{apart: number, middle: Point, scale: number} | null} */
  #pinch = null;
  #lastTap = NO_TAP;
  #lastWheelTurn = 0;
  #settleTimer = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, view: import("../sheet/view.js").View,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, leaf, view, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#view = view;
    leaf.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    leaf.addEventListener("pointermove", (event) => this.#move(event), { signal });
    leaf.addEventListener("pointerup", (event) => this.#up(event), { signal });
    leaf.addEventListener("pointercancel", (event) => this.#cancel(event), { signal });
    leaf.addEventListener("wheel", (event) => this.#wheel(event), { passive: false, signal });
    for (const name of ["gesturestart", "gesturechange", "dragstart", "contextmenu"]) {
      leaf.addEventListener(name, (event) => around(event.target, "a, .page-fault") ?? event.preventDefault(), {
        signal,
      });
    }
    signal.addEventListener("abort", () => clearTimeout(this.#settleTimer));
  }

  /** @param {MouseEvent} event */
  #place(event) {
    const box = this.#leaf.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || around(event.target, "a, button, .page-fault")) return;
    const at = this.#place(event);
    this.#points.set(event.pointerId, at);
    try {
      this.#leaf.setPointerCapture(event.pointerId);
    } catch {
      // The pointer may already be gone; the gesture then ends by itself.
    }
    const [a, b] = this.#points.values();
    if (this.#points.size === 1) {
      this.#drag = { start: at, last: at, since: event.timeStamp, kind: "", over: 0 };
    } else if (this.#points.size === 2 && a && b) {
      this.#view.lean(0);
      this.#drag = null;
      this.#pinch = { apart: Math.max(distance(a, b), 1), middle: midpoint(a, b), scale: this.#view.scale };
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#points.has(event.pointerId)) return;
    const at = this.#place(event);
    this.#points.set(event.pointerId, at);
    const [a, b] = this.#points.values();
    if (this.#pinch && a && b) this.#spread(this.#pinch, a, b);
    else if (this.#drag) this.#pull(this.#drag, at);
  }

  /**
   * @param {{apart: number, middle: Point, scale: number}} pinch
   * @param {Point} a
   * @param {Point} b
   */
  #spread(pinch, a, b) {
    const middle = midpoint(a, b);
    this.#view.panBy(middle.x - pinch.middle.x, middle.y - pinch.middle.y);
    this.#view.zoomTo((pinch.scale * distance(a, b)) / pinch.apart, middle);
    pinch.middle = middle;
  }

  /**
   * @param {Drag} drag
   * @param {Point} at
   */
  #pull(drag, at) {
    const whole = { x: at.x - drag.start.x, y: at.y - drag.start.y };
    if (!drag.kind) {
      drag.kind = kindOfPull(whole, (dx) => this.#view.canPan(dx, 0).x);
      if (!drag.kind) return;
      this.#leaf.classList.add("is-dragging");
    }
    if (drag.kind === "swipe") {
      this.#view.lean(whole.x * LEAN);
    } else {
      const beyond = this.#view.panBy(at.x - drag.last.x, at.y - drag.last.y);
      drag.over = pulledOver(drag.over, beyond.x);
    }
    drag.last = at;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#points.delete(event.pointerId)) return;
    if (this.#pinch) {
      this.#endPinch();
      return;
    }
    const drag = this.#drag;
    this.#drag = null;
    this.#leaf.classList.remove("is-dragging");
    if (!drag) return;
    const milliseconds = Math.max(event.timeStamp - drag.since, 1);
    if (!drag.kind) {
      if (isTap(milliseconds)) this.#tap(drag.start, event.timeStamp);
    } else if (drag.kind === "swipe") {
      this.#view.lean(0);
      this.#turn(turnOfSwipe(drag.last.x - drag.start.x, milliseconds));
    } else {
      this.#view.settle();
      if (!this.#view.isHome) this.#turn(turnOfPull(drag.over));
    }
  }

  #endPinch() {
    if (this.#points.size >= 2) return;
    this.#pinch = null;
    this.#view.settle();
    const [rest] = this.#points.values();
    if (rest) this.#drag = { start: rest, last: rest, since: 0, kind: "pan", over: 0 };
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    this.#points.delete(event.pointerId);
    this.#drag = null;
    this.#leaf.classList.remove("is-dragging");
    if (this.#points.size < 2) this.#pinch = null;
    this.#view.lean(0);
    this.#view.settle();
  }

  /**
   * @param {Point} point
   * @param {number} at
   */
  #tap(point, at) {
    const tap = { at, ...point };
    const isAgain = isSecond(tap, this.#lastTap);
    this.#lastTap = isAgain ? NO_TAP : tap;
    const across = point.x / this.#leaf.clientWidth;
    const meaning = meaningOfTap({ across, isHome: this.#view.isHome, isAgain });
    if (meaning === "back") this.#turn(-1);
    else if (meaning === "on") this.#turn(1);
    else if (meaning === "zoom") this.#toggleZoom(point);
  }

  /** @param {Point} at */
  #toggleZoom(at) {
    if (this.#view.isHome) {
      this.#view.zoomTo(this.#view.homeScale * DOUBLE_TAP_ZOOM, at);
      this.#view.settle();
    } else {
      this.#view.home();
    }
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (around(event.target, ".page-fault")) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.#view.zoomTo(this.#view.scale * Math.exp(-event.deltaY / 300), this.#place(event));
      this.#settleSoon();
      return;
    }
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1;
    const beyond = this.#view.panBy(-event.deltaX * unit, -event.deltaY * unit);
    this.#settleSoon();
    const moved = Math.abs(event.deltaY * unit) - Math.abs(beyond.y);
    const hasPaused = event.timeStamp - this.#lastWheelTurn > WHEEL_PAUSE_MS;
    if (moved < 1 && event.deltaY !== 0 && hasPaused && this.#view.isHome) this.#turn(event.deltaY > 0 ? 1 : -1);
    this.#lastWheelTurn = event.timeStamp;
  }

  #settleSoon() {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => this.#view.settle(), WHEEL_REST_MS);
  }

  /** @param {number} step 0 for no turn */
  #turn(step) {
    if (step !== 0) this.#bus.say("turn", step);
  }
}
