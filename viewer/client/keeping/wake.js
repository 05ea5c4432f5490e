/** Keeps the screen lit while a paper is read. A browser may refuse or take it back; reading goes on all the same. */

export class Wake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;

  /** @param {{signal: AbortSignal}} parts */
  constructor({ signal }) {
    if (!("wakeLock" in navigator)) return;
    const renew = () => this.#renew();
    document.addEventListener("visibilitychange", renew, { signal });
    document.addEventListener("pointerup", renew, { signal });
    signal.addEventListener("abort", () => this.#lock?.release());
    renew();
  }

  async #renew() {
    if (document.visibilityState !== "visible" || (this.#lock && !this.#lock.released)) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = null; // low battery, or not asked by a touch yet: the next touch tries again
    }
  }
}
