/** Which touches are the hand that holds the pen: those beside it, and those shortly after it. Times are milliseconds. */

const PEN_NEAR_MS = 1000;

export class Palm {
  #penSeenAt = Number.NEGATIVE_INFINITY;

  /**
   * Notes a pen, also one that only hovers.
   * @param {Pick<PointerEvent, "pointerType" | "timeStamp">} event
   */
  hover({ pointerType, timeStamp }) {
    if (pointerType === "pen") this.#penSeenAt = timeStamp;
  }

  /** @param {Pick<PointerEvent, "pointerType" | "timeStamp">} event of a pointer that comes down */
  isPalm(event) {
    this.hover(event);
    return event.pointerType === "touch" && event.timeStamp - this.#penSeenAt < PEN_NEAR_MS;
  }
}
