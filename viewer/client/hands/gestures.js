/** Turns movements of fingers, pen and mouse into turning, panning and zooming. Knows the view, no page. */

import { around } from "../ground/dom.js";
import { Coasting } from "./coasting.js";
import { linkBeside } from "./missed.js";
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
import { Pointers } from "./pointers.js";

/** @typedef {import("./motions.js").Point} Point */
/** @typedef {{start: Point, last: Point, since: number, kind: "" | "swipe" | "pan", over: Point}} Drag */

const DOUBLE_TAP_ZOOM = 2.2;
const LEAN = 0.6; // of the finger's way: the sheet follows a swipe a little, so that the swipe is seen
const STILL = "a, button, .sheet:not(.is-unrolled) ~ .page-fault"; // of pages beneath each other one that is refused can be scrolled past
const NO_TAP = { at: 0, x: 0, y: 0 };

export class Gestures {
  #bus;
  #leaf;
  #view;
  #following;
  #onwards; // 1 where the next page lies on the right
  #coasting;
  #pointers = new Pointers();
  /** @type {Drag | null} */
  #drag = null;
  /** @type {{apart: number, middle: Point, scale: number} | null} */
  #pinch = null;
  #lastTap = NO_TAP;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, view: import("../sheet/view.js").View,
   *   following: import("../following/following.js").Following, isRightBound: boolean, signal: AbortSignal}} parts
   */
  constructor({ bus, leaf, view, following, isRightBound, signal }) {
    this.#onwards = isRightBound ? -1 : 1;
    this.#bus = bus;
    this.#leaf = leaf;
    this.#view = view;
    this.#following = following;
    this.#coasting = new Coasting({ bus, view, signal });
    leaf.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    leaf.addEventListener("pointermove", (event) => this.#move(event), { signal });
    leaf.addEventListener("pointerup", (event) => this.#up(event), { signal });
    for (const name of ["pointercancel", "lostpointercapture"]) {
      leaf.addEventListener(name, (event) => this.#lose(/** @type {PointerEvent} */ (event)), { signal });
    }
    bus.on("writing-began", () => this.#loseAll());
    window.addEventListener("blur", () => this.#loseAll(), { signal });
    document.addEventListener("visibilitychange", () => this.#loseAll(), { signal });
    const refuse = /** @param {Event} event */ (event) =>
      around(event.target, "a, .page-fault") ?? event.preventDefault();
    for (const name of ["gesturestart", "gesturechange", "dragstart", "contextmenu"])
      leaf.addEventListener(name, refuse, { signal });
  }

  /** @param {MouseEvent} event */
  #place(event) {
    const box = this.#leaf.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || around(event.target, STILL) || !this.#pointers.press(event, this.#place(event))) return;
    try {
      this.#leaf.setPointerCapture(event.pointerId);
    } catch {
      // The pointer may already be gone; the gesture then ends by itself.
    }
    this.#begin(event.timeStamp);
  }

  /**
   * Starts a new gesture with the pointers that are down now.
   * @param {number} since
   */
  #begin(since) {
    const [a, b] = this.#pointers.places();
    if (this.#pointers.size > 2 || !a) return;
    this.#drop();
    this.#coasting.stop();
    this.#drag = b ? null : { start: a, last: a, since, kind: "", over: { x: 0, y: 0 } };
    this.#pinch = b ? { apart: Math.max(distance(a, b), 1), middle: midpoint(a, b), scale: this.#view.scale } : null;
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.#pointers.hover(event);
    if (!this.#pointers.has(event)) return;
    if (event.buttons === 0) {
      this.#lose(event); // it hovers without a button: the event of its end was lost
      return;
    }
    const at = this.#place(event);
    this.#pointers.move(event, at);
    const [a, b] = this.#pointers.places();
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
      this.#coasting.follow(at.y - drag.last.y);
      drag.over = { x: pulledOver(drag.over.x, beyond.x), y: pulledOver(drag.over.y, beyond.y) };
    }
    drag.last = at;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#pointers.lift(event)) return;
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
      this.#turn(this.#onwards * turnOfSwipe(drag.last.x - drag.start.x, milliseconds));
    } else {
      this.#coasting.release();
      this.#pullOver(drag.over);
    }
  }

  /**
   * Beyond the side of an enlarged page is the next one; beyond a column that is followed, the next; beyond the last page below, a paper.
   * @param {Point} over
   */
  #pullOver({ x, y }) {
    const [aside, down] = [this.#onwards * turnOfPull(x), turnOfPull(y)];
    if (this.#view.isHeld) this.#turn(this.#view.isUpright ? aside : down);
    else if (this.#view.isUnrolled && down !== 0) this.#bus.say("turn-over", down);
    else if (aside !== 0 && !this.#view.isHome) this.#bus.say("turn-over", aside);
  }

  #endPinch() {
    if (this.#pointers.size >= 2) return;
    this.#pinch = null;
    this.#view.settle();
    const [rest] = this.#pointers.places();
    if (rest) this.#drag = { start: rest, last: rest, since: 0, kind: "pan", over: { x: 0, y: 0 } };
  }

  /**
   * Ends the gesture without effect: the system took the pointer away, or the event of its end was lost.
   * @param {PointerEvent} event
   */
  #lose(event) {
    if (!this.#pointers.lift(event)) return; // its end was handled before
    this.#drop();
    this.#view.settle();
  }

  #loseAll() {
    if (this.#pointers.size === 0) return;
    this.#pointers.forget();
    this.#drop();
    this.#view.settle();
  }

  /** Ends the gesture without effect. */
  #drop() {
    this.#drag = null;
    this.#pinch = null;
    this.#leaf.classList.remove("is-dragging");
    this.#view.lean(0);
  }

  /**
   * @param {Point} point
   * @param {number} at
   */
  #tap(point, at) {
    const link = linkBeside(this.#leaf, point);
    if (link) {
      link.click();
      return;
    }
    const tap = { at, ...point };
    const isAgain = isSecond(tap, this.#lastTap);
    this.#lastTap = isAgain ? NO_TAP : tap;
    const across = point.x / this.#leaf.clientWidth;
    const meaning = meaningOfTap({ across, isHome: this.#view.isHome, isAgain });
    if (meaning === "left") this.#turn(-this.#onwards);
    else if (meaning === "right") this.#turn(this.#onwards);
    else if (meaning === "zoom") this.#toggleZoom(point);
  }

  /** @param {Point} at */
  #toggleZoom(at) {
    if (!this.#view.isHome) {
      this.#view.home();
      return;
    }
    const { left, top } = this.#leaf.getBoundingClientRect();
    if (!this.#following.enter({ x: at.x + left, y: at.y + top })) {
      this.#view.zoomTo(this.#view.homeScale * DOUBLE_TAP_ZOOM, at);
      this.#view.settle();
    }
  }

  /** @param {number} step 0 for no turn */
  #turn(step) {
    if (step !== 0) this.#bus.say("turn", step);
  }
}
