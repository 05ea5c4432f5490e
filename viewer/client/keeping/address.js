/** The address of the page follows the reader, so that a way back leads to where one was. A page that was jumped to is a new step of the
 *  browser's history, one that was turned to is not; steps through several papers are the browser's own. Of two readers each has a field
 *  of the address (`data-field`), and the steps are both readers'. */

export class Address {
  #bus;
  #root;
  #back;
  #forward;
  #place = placeOf(history.state) ?? lastPlace() + 1;

  /**
   * `back`, `forward`: the buttons for who has none of a browser's.
   * @param {{bus: import("../ground/bus.js").Bus, root: HTMLElement, back: HTMLButtonElement, forward: HTMLButtonElement,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, root, back, forward, signal }) {
    this.#bus = bus;
    this.#root = root;
    this.#back = back;
    this.#forward = forward;
    this.#enter();
    bus.on("page-chosen", ({ number, isJump }) => this.#follow(number, isJump));
    window.addEventListener("popstate", () => this.#return(), { signal });
    window.addEventListener("pageshow", () => this.#enter(), { signal }); // the browser had kept it
    document.addEventListener(STEPPED, () => this.#stepped(), { signal });
    back.addEventListener("click", () => history.back(), { signal });
    forward.addEventListener("click", () => history.forward(), { signal });
  }

  /**
   * @param {number} number
   * @param {boolean} isJump
   */
  #follow(number, isJump) {
    const asked = new URLSearchParams(location.search);
    asked.set(this.#field, String(number));
    if (isJump) step(`?${asked}`);
    else history.replaceState({ place: this.#place }, "", `?${asked}`);
  }

  get #field() {
    return this.#root.dataset.field ?? "p";
  }

  /** One of the readers of the screen, or the screen itself, has gone a step on. */
  #stepped() {
    this.#place = placeOf(history.state) ?? this.#place;
    this.#show();
  }

  #return() {
    const number = Number(new URLSearchParams(location.search).get(this.#field));
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
const STEPPED = "gijo-stepped";

/**
 * A new step of the browser's history.
 * @param {string} address
 */
export function step(address) {
  const place = (placeOf(history.state) ?? lastPlace()) + 1;
  history.pushState({ place }, "", address);
  keep({ last: place, furthest: place });
  document.dispatchEvent(new CustomEvent(STEPPED));
}

/**
 * The same step, at another address.
 * @param {string} address
 */
export function restate(address) {
  history.replaceState(history.state, "", address);
}

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
