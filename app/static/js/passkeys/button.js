/** A button that makes a passkey or signs with one. It starts on a press (Safari demands one), and can be pressed again. */

import { need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { act } from "/client/ground/server.js";
import { signInFields } from "../devices/key.js";
import { isAble, make, sentenceOf, show } from "./webauthn.js";

/** @typedef {import("./webauthn.js").MakingOptions & import("./webauthn.js").ShowingOptions} Options */
/** @typedef {{ceremony: string, options: Options, device_nonce?: string}} Begun what the server gives for one press */
/** @typedef {(body: {next?: string}, part: HTMLElement) => void} OnDone */

const KEEP_MS = 4 * 60_000; // the server's challenges live five minutes
const AGAIN = "もう一度ためす";
const OFFLINE = "つながりません。通信を確かめて、もう一度ためしてください。";

/**
 * Makes a button work, or removes it where this browser has no passkeys.
 * @param {HTMLElement} part
 * @param {OnDone} onDone what comes after the server has taken the passkey
 */
export function enliven(part, onDone) {
  if (isAble()) new PasskeyButton(part, onDone);
  else part.remove();
}

class PasskeyButton {
  #part;
  #button;
  #label;
  #error;
  #onDone;
  /** @type {(Begun & {at: number}) | null} not used yet, so that the second press goes straight to the browser's sheet */
  #prepared = null;
  #isBusy = false;

  /**
   * @param {HTMLElement} part
   * @param {OnDone} onDone
   */
  constructor(part, onDone) {
    this.#part = part;
    this.#onDone = onDone;
    this.#button = need(part, "button");
    this.#label = need(part, "[data-label]");
    this.#error = need(part, '[role="alert"]');
    part.classList.remove("is-coming");
    this.#button.addEventListener("click", () => this.#press());
  }

  async #press() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#button.setAttribute("aria-disabled", "true");
    this.#tell("");
    try {
      await this.#run();
    } catch (error) {
      this.#tell(error instanceof Refusal ? error.sentence || OFFLINE : sentenceOf(error));
      this.#label.textContent = AGAIN;
    } finally {
      this.#isBusy = false;
      this.#button.removeAttribute("aria-disabled");
    }
  }

  async #run() {
    const { begin = "", finish = "", next = "", nameField, passkey } = this.#part.dataset;
    if (!this.#prepared || Date.now() - this.#prepared.at > KEEP_MS) {
      this.#prepared = { .../** @type {Begun} */ (await act(begin, {})), at: Date.now() };
    }
    const { ceremony, options, device_nonce: nonce } = this.#prepared;
    const credential = await (passkey === "make" ? make(options) : show(options));
    this.#prepared = null;
    const device = nonce ? await signInFields(nonce) : {};
    const named = nameField ? document.getElementById(nameField) : null;
    const name = named instanceof HTMLInputElement ? named.value : "";
    const body = /** @type {{next?: string} | null} */ (
      await act(finish, { ceremony, credential, next, name, ...device })
    );
    this.#onDone(body ?? {}, this.#part);
  }

  /** @param {string} sentence */
  #tell(sentence) {
    this.#error.textContent = sentence;
    this.#error.hidden = sentence === "";
  }
}
