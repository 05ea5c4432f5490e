/** A button that makes or shows a passkey. It starts on a press only (Safari asks for one) and can be pressed again. */

import { signInFields } from "../devices/key.js";
import { isAble, make, sentenceOf, show } from "./webauthn.js";
import { confirmed } from "../stepup/confirm.js";

const KEEP_MS = 4 * 60_000; // the server's challenges live five minutes
const AGAIN = "もう一度ためす";
const OFFLINE = "つながりません。通信を確かめて、もう一度ためしてください。";
const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

class Told extends Error {}

async function sent(path, fields) {
  let answer;
  try {
    answer = await confirmed(() =>
      fetch(path, {
        method: "POST",
        credentials: "same-origin",
        cache: "no-store",
        headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
        body: new URLSearchParams(fields),
      }),
    );
  } catch {
    throw new Told(OFFLINE);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Told(body.sentence ?? OFFLINE);
  return body;
}

/** Gives a button its life, or takes it away where this browser cannot do it.
 *  @param {(body: object, part: HTMLElement) => void} onDone what comes after the server has taken the passkey */
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
  #prepared = null; // options not used yet, so that the second press goes straight to the browser's sheet
  #isBusy = false;

  constructor(part, onDone) {
    this.#part = part;
    this.#onDone = onDone;
    this.#button = part.querySelector("button");
    this.#label = part.querySelector("[data-label]");
    this.#error = part.querySelector('[role="alert"]');
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
      this.#tell(error instanceof Told ? error.message : sentenceOf(error));
      this.#label.textContent = AGAIN;
    } finally {
      this.#isBusy = false;
      this.#button.removeAttribute("aria-disabled");
    }
  }

  async #run() {
    const { begin, finish, next, nameField, passkey } = this.#part.dataset;
    if (!this.#prepared || Date.now() - this.#prepared.at > KEEP_MS) {
      this.#prepared = { ...(await sent(begin, {})), at: Date.now() };
    }
    const { ceremony, options, device_nonce: nonce } = this.#prepared;
    const credential = await (passkey === "make" ? make(options) : show(options));
    this.#prepared = null;
    const device = nonce ? await signInFields(nonce) : {};
    const name = nameField ? document.getElementById(nameField)?.value ?? "" : "";
    this.#onDone(await sent(finish, { ceremony, credential, next, name, ...device }), this.#part);
  }

  #tell(sentence) {
    this.#error.textContent = sentence;
    this.#error.hidden = sentence === "";
  }
}
