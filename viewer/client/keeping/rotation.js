/** Holds the screen as it lies, however the tablet is turned: on tablets whose browser can do that, which ask that the app stands on the home
 *  screen. Elsewhere the button is not there. What is held is kept on the tablet. */

import { keepChoice, keptChoice } from "./choice.js";

const PLACE = "gijo-rotation";
const HELD = "rotation-held"; // said on the document: of two readers on a screen both buttons say so
const REFUSED = "この端末では、画面の向きを固定できませんでした。タブレットの設定で固定してください。";

export class Rotation {
  #button;
  #told;
  /** @type {ScreenOrientation | undefined} */
  #screen = window.screen.orientation;

  /** @param {{button: HTMLElement, told: HTMLElement, signal: AbortSignal}} parts `told`: where it is said that it did not go */
  constructor({ button, told, signal }) {
    this.#button = button;
    this.#told = told;
    button.hidden = !this.#canHold();
    if (button.hidden) return;
    button.addEventListener("click", () => this.#press(), { signal });
    document.addEventListener(HELD, () => this.#show(), { signal });
    const { held } = keptChoice(PLACE);
    if (typeof held === "string" && held) this.#hold(held);
  }

  #canHold() {
    const stands = ["standalone", "fullscreen"].some((mode) => matchMedia(`(display-mode: ${mode})`).matches);
    return stands && typeof this.#screen?.lock === "function";
  }

  async #press() {
    if (keptChoice(PLACE).held) {
      this.#screen?.unlock();
      keep("");
    } else await this.#hold(this.#screen?.type ?? "any");
  }

  /** @param {string} type a way the screen can lie, as the browser names it */
  async #hold(type) {
    this.#told.textContent = "";
    try {
      await this.#screen?.lock(/** @type {OrientationLockType} */ (type));
      keep(type);
    } catch {
      keep("");
      this.#told.textContent = REFUSED;
    }
  }

  #show() {
    this.#button.setAttribute("aria-pressed", String(Boolean(keptChoice(PLACE).held)));
  }
}

/** @param {string} held "" where nothing is */
function keep(held) {
  keepChoice(PLACE, { held });
  document.dispatchEvent(new CustomEvent(HELD));
}
