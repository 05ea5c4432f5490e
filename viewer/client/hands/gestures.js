/** Fingers, mouse and wheel become: turn, pan, zoom. Knows the view, no page. */

const SLOP = 8;
const TAP_MS = 350;
const DOUBLE_TAP_MS = 300;
const SWIPE_LEAST = 56;
const OVER_THE_EDGE = 96;
const FLICK_PER_MS = 0.45;
const WHEEL_PAUSE_MS = 260;

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const midpoint = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

export class Gestures {
  #bus;
  #leaf;
  #view;
  #points = new Map(); // pointer id → where it is in the leaf
  #drag = null;
  #pinch = null;
  #lastTap = { at: 0, x: 0, y: 0 };
  #lastWheelTurn = 0;
  #settleTimer = 0;

  constructor({ bus, leaf, view, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#view = view;
    const listen = (name, act, options = {}) => leaf.addEventListener(name, act, { signal, ...options });
    listen("pointerdown", (event) => this.#down(event));
    listen("pointermove", (event) => this.#move(event));
    listen("pointerup", (event) => this.#up(event));
    listen("pointercancel", (event) => this.#cancel(event));
    listen("wheel", (event) => this.#wheel(event), { passive: false });
    for (const name of ["gesturestart", "gesturechange", "dragstart", "contextmenu"]) {
      listen(name, (event) => event.target.closest("a, .page-fault") ?? event.preventDefault());
    }
  }

  #place(event) {
    const box = this.#leaf.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest("a, button, .page-fault")) return;
    const at = this.#place(event);
    this.#points.set(event.pointerId, at);
    try {
      this.#leaf.setPointerCapture(event.pointerId);
    } catch {
      // The pointer may already be gone; the gesture then ends by itself.
    }
    if (this.#points.size === 1) {
      this.#drag = { start: at, last: at, since: event.timeStamp, kind: "", over: 0 };
    } else if (this.#points.size === 2) {
      this.#view.lean(0);
      this.#drag = null;
      const [a, b] = this.#points.values();
      this.#pinch = { apart: Math.max(distance(a, b), 1), middle: midpoint(a, b), scale: this.#view.scale };
    }
  }

  #move(event) {
    if (!this.#points.has(event.pointerId)) return;
    const at = this.#place(event);
    this.#points.set(event.pointerId, at);
    if (this.#pinch && this.#points.size >= 2) this.#spread();
    else if (this.#drag) this.#pull(at);
  }

  #spread() {
    const [a, b] = this.#points.values();
    const middle = midpoint(a, b);
    this.#view.panBy(middle.x - this.#pinch.middle.x, middle.y - this.#pinch.middle.y);
    this.#view.zoomTo((this.#pinch.scale * distance(a, b)) / this.#pinch.apart, middle);
    this.#pinch.middle = middle;
  }

  #pull(at) {
    const drag = this.#drag;
    const whole = { x: at.x - drag.start.x, y: at.y - drag.start.y };
    if (!drag.kind) {
      if (Math.hypot(whole.x, whole.y) < SLOP) return;
      drag.kind = this.#kindOf(whole);
      this.#leaf.classList.add("is-dragging");
    }
    if (drag.kind === "swipe") {
      this.#view.lean(whole.x * 0.6);
    } else {
      const beyond = this.#view.panBy(at.x - drag.last.x, at.y - drag.last.y);
      drag.over = Math.sign(beyond.x) === Math.sign(drag.over) ? drag.over + beyond.x : beyond.x;
    }
    drag.last = at;
  }

  /** A sideways pull turns the page unless the page is wider than the screen in that direction. */
  #kindOf(whole) {
    const isSideways = Math.abs(whole.x) > Math.abs(whole.y) * 1.2;
    return isSideways && !this.#view.canPan(whole.x, 0).x ? "swipe" : "pan";
  }

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
    const dx = drag.last.x - drag.start.x;
    const duration = Math.max(event.timeStamp - drag.since, 1);
    if (!drag.kind) {
      if (duration < TAP_MS) this.#tap(drag.start, event.timeStamp);
    } else if (drag.kind === "swipe") {
      this.#view.lean(0);
      if (Math.abs(dx) >= SWIPE_LEAST || Math.abs(dx) / duration > FLICK_PER_MS) this.#turn(dx < 0 ? 1 : -1);
    } else {
      this.#view.settle();
      if (!this.#view.isHome && Math.abs(drag.over) > OVER_THE_EDGE) this.#turn(drag.over < 0 ? 1 : -1);
    }
  }

  #endPinch() {
    if (this.#points.size >= 2) return;
    this.#pinch = null;
    this.#view.settle();
    const [rest] = this.#points.values();
    if (rest) this.#drag = { start: rest, last: rest, since: 0, kind: "pan", over: 0 };
  }

  #cancel(event) {
    this.#points.delete(event.pointerId);
    this.#drag = null;
    this.#leaf.classList.remove("is-dragging");
    if (this.#points.size < 2) this.#pinch = null;
    this.#view.lean(0);
    this.#view.settle();
  }

  /** Outer thirds turn at once; the middle third, and a page that is enlarged, wait for a second tap and zoom. */
  #tap(at, now) {
    const third = at.x / this.#leaf.clientWidth;
    const isAgain = now - this.#lastTap.at < DOUBLE_TAP_MS && distance(at, this.#lastTap) < 40;
    this.#lastTap = isAgain ? { at: 0, x: 0, y: 0 } : { at: now, ...at };
    if (this.#view.isHome && third < 1 / 3) this.#turn(-1);
    else if (this.#view.isHome && third > 2 / 3) this.#turn(1);
    else if (isAgain) this.#toggleZoom(at);
  }

  #toggleZoom(at) {
    if (this.#view.isHome) {
      this.#view.zoomTo(this.#view.homeScale * 2.2, at);
      this.#view.settle();
    } else {
      this.#view.home();
    }
  }

  #wheel(event) {
    if (event.target.closest(".page-fault")) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.#view.zoomTo(this.#view.scale * Math.exp(-event.deltaY / 300), this.#place(event));
      this.#settleSoon();
      return;
    }
    const unit = event.deltaMode === 1 ? 24 : 1;
    const beyond = this.#view.panBy(-event.deltaX * unit, -event.deltaY * unit);
    this.#settleSoon();
    const moved = Math.abs(event.deltaY * unit) - Math.abs(beyond.y);
    if (moved < 1 && event.deltaY !== 0 && event.timeStamp - this.#lastWheelTurn > WHEEL_PAUSE_MS && this.#view.isHome) {
      this.#turn(event.deltaY > 0 ? 1 : -1);
    }
    this.#lastWheelTurn = event.timeStamp;
  }

  #settleSoon() {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => this.#view.settle(), 140);
  }

  #turn(step) {
    this.#bus.say("turn", step);
  }
}
