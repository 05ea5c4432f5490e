/** News between the parts of the reader: who says something does not know who listens. */

export class Bus {
  #target = new EventTarget();
  #signal;

  /** @param {AbortSignal} signal ends every subscription at once */
  constructor(signal) {
    this.#signal = signal;
  }

  on(name, listener) {
    this.#target.addEventListener(name, (event) => listener(event.detail), { signal: this.#signal });
  }

  say(name, detail) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
