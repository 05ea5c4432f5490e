/** The address of the page follows the reader, so that a way back leads to where one was. A page that was jumped to is a new step of the
 *  browser's history, one that was turned to is not; steps through several papers are the browser's own. */

export class Address {
  #bus;
  #back;
  #forward;
  #place = placeOf(history.state) ?? lastPlace() + 1;

  /**
   * `back`, `forward`: the buttons for who has none of a browser's.
   * @param {{bus: import("../ground/bus.js").Bus, back: HTMLButtonElement, forward: HTMLButtonElement, signal: AbortSignal}} parts
   */
  constructor({ bus, back, forward, signal }) {
    this.#bus = bus;
    this.#back = back;
    this.#forward = forward;
    this.#enter();
    bus.on("page-chosen", ({ number, isJump }) => this.#follow(number, isJump));
    window.addEventListener("popstate", () => this.#return(), { signal });
    window.addEventListener("pageshow", () => this.#enter(), { signal }); // the browser had kept it
    back.addEventListener("click", () => history.back(), { signal });
    forward.addEventListener("click", () => history.forward(), { signal });
  }

  /**
   * @param {number} number
   * @param {boolean} isJump
   */
  #follow(number, isJump) {
    if (isJump) {
      this.#place += 1;
      history.pushState({ place: this.#place }, "", `?p=${number}`);
      keep({ last: this.#place, furthest: this.#place });
      this.#show();
    } else {
      history.replaceState({ place: this.#place }, "", `?p=${number}`);
    }
  }

  #return() {
    const number = Number(new URLSearchParams(location.search).get("p"));
    this.#place = placeOf(history.state) ?? this.#place;
    this.#enter();
    if (number) this.#bus.say("go-again", number);
  }

  #enter() {
    keep({ last: this.#place, furthest: Math.max(this.#place, placeOf(history.state) === null ? 0 : kept().furthest) });
    this.#show();
  }

  #show() {
    this.#back.disabled = this.#place <= 1;
    this.#forward.disabled = this.#place >= kept().furthest;
  }
}

const KEY = "gijo-steps";

/**
 * How many steps of the readers in this tab lie before this one; null for a page that has just been opened.
 * @param {unknown} state
 * @returns {number | null}
 */
function placeOf(state) {
  const place = /** @type {{place?: unknown} | null} */ (state)?.place;
  return typeof place === "number" ? place : null;
}

const lastPlace = () => kept().last;

/** Numbers alone: nothing of what was read stays in the browser. */
function kept() {
  try {
    const steps = /** @type {{last?: number, furthest?: number}} */ (JSON.parse(sessionStorage.getItem(KEY) ?? "{}"));
    return { last: steps.last ?? 0, furthest: steps.furthest ?? 0 };
  } catch {
    return { last: 0, furthest: 0 };
  }
}

/** @param {{last: number, furthest: number}} steps */
function keep(steps) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(steps));
  } catch {
    // A browser that keeps nothing has its own way back.
  }
}
