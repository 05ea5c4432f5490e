/** Which fingers, pens and mice are down now. The event of a pointer's end may be lost (a system gesture, a menu, another
 *  window), so each later event also removes the pointers that cannot be down any more. Times are milliseconds. */

/** @typedef {import("./motions.js").Point} Point */
/** @typedef {Pick<PointerEvent, "pointerId" | "pointerType" | "isPrimary" | "buttons" | "timeStamp">} Told */

const PEN_NEAR_MS = 1000; // a hand that writes rests its palm on the glass before, beside and after the pen

export class Pointers {
  /** @type {Map<number, {type: string, at: Point}>} by pointer id, the first that came down first */
  #down = new Map();
  #penSeenAt = Number.NEGATIVE_INFINITY;

  get size() {
    return this.#down.size;
  }

  /** The places of the pointers that are down; the first two make a gesture. */
  places() {
    return [...this.#down.values()].map(({ at }) => at);
  }

  /** @param {Told} told */
  has({ pointerId }) {
    return this.#down.has(pointerId);
  }

  /**
   * Notes a pointer that comes down; false for a palm beside a pen, which makes no gesture. A gesture has pointers of one type,
   * and the primary one is the first of its type. So when a primary one comes, or one of another type, those noted before are gone.
   * @param {Told} told
   * @param {Point} at
   */
  press(told, at) {
    this.hover(told);
    if (told.pointerType === "touch" && told.timeStamp - this.#penSeenAt < PEN_NEAR_MS) return false;
    for (const [id, { type }] of this.#down) {
      if (told.isPrimary || type !== told.pointerType) this.#down.delete(id);
    }
    this.#down.set(told.pointerId, { type: told.pointerType, at });
    return true;
  }

  /**
   * Notes the new place of a pointer that is down.
   * @param {Told} told
   * @param {Point} at
   */
  move(told, at) {
    this.hover(told);
    this.#down.set(told.pointerId, { type: told.pointerType, at });
  }

  /**
   * Notes a pen that hovers: palms are ignored from then on, before it touches.
   * @param {Told} told
   */
  hover({ pointerType, timeStamp }) {
    if (pointerType === "pen") this.#penSeenAt = timeStamp;
  }

  /**
   * Notes that a pointer is up. Returns whether it was down.
   * @param {Told} told
   */
  lift(told) {
    this.hover(told);
    return this.#down.delete(told.pointerId);
  }

  /** Forgets all pointers, when it cannot be known which are still down. */
  forget() {
    this.#down.clear();
  }
}
