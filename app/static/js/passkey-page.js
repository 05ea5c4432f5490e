/** Buttons that make or show a passkey. Each starts on a press only (Safari asks for one) and can be pressed again. */

import { signInFields } from "./device-key.js";
import { isAble, make, sentenceOf, show } from "./passkey.js";

const KEEP_MS = 4 * 60_000; // the server's challenges live five minutes
const DEVICE_MS = 4000;
const AGAIN = "もう一度ためす";
const OFFLINE = "つながりません。通信を確かめて、もう一度ためしてください。";
const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

class Told extends Error {}

async function sent(path, fields) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
      body: new URLSearchParams(fields),
    });
  } catch {
    throw new Told(OFFLINE);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Told(body.sentence ?? OFFLINE);
  return body;
}

class PasskeyButton {
  #part;
  #button;
  #label;
  #error;
  #prepared = null; // options not used yet, so that the second press goes straight to the browser's sheet
  #isBusy = false;

  constructor(part) {
    this.#part = part;
    this.#button = part.querySelector("button");
    this.#label = part.querySelector("[data-label]");
    this.#error = part.querySelector('[role="alert"]');
    part.hidden = false;
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
    const { begin, finish, next, held, nameField, passkey } = this.#part.dataset;
    if (!this.#prepared || Date.now() - this.#prepared.at > KEEP_MS) {
      this.#prepared = { ...(await sent(begin, {})), at: Date.now() };
    }
    const { ceremony, options, device_nonce: nonce } = this.#prepared;
    const credential = await (passkey === "make" ? make(options) : show(options));
    this.#prepared = null;
    const device = nonce ? await proofOf(nonce) : {};
    const name = nameField ? document.getElementById(nameField)?.value ?? "" : "";
    const body = await sent(finish, { ceremony, credential, next, name, ...device });
    const form = held ? document.getElementById(held) : null;
    if (form) form.submit();
    else goTo(body.next);
  }

  #tell(sentence) {
    this.#error.textContent = sentence;
    this.#error.hidden = sentence === "";
  }
}

async function proofOf(nonce) {
  const patience = new Promise((resolve) => setTimeout(resolve, DEVICE_MS, {}));
  return Promise.race([signInFields(nonce).catch(() => ({})), patience]);
}

function goTo(path) {
  const next = new URL(path ?? "/", location.href);
  location.assign(next.origin === location.origin ? next.href : "/");
}

if (isAble()) for (const part of document.querySelectorAll("[data-passkey]")) new PasskeyButton(part);
