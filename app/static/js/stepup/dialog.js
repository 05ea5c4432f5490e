/** 「本人確認」 over the screen that is open: password and code, or a passkey. Nothing under it is touched. */

import { all, maybe, need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { getPage, post } from "/client/ground/server.js";
import { enliven } from "../passkeys/button.js";

const ADDRESS = "/signin/again/dialog";
const OFFLINE = "つながりません。通信を確かめて、もう一度ためしてください。";
const FOCUSABLE = "button, input:not([type=hidden]):not([hidden]), a[href]";
const PRESSES = ["pointerdown", "mousedown", "touchstart", "click"];

/** @param {string} code */
async function fetched(code) {
  const page = await getPage(`${ADDRESS}?code=${encodeURIComponent(code)}`);
  // An old browser has no class for a dialog: it takes it for a plain element, and lacks its methods.
  return /** @type {HTMLDialogElement} */ (document.importNode(need(page, "dialog"), true));
}

export class StepUp {
  #dialog;
  /** @type {Element | null} */
  #before = null;
  /** @type {((isConfirmed: boolean) => void) | null} */
  #settle = null;
  /** @type {Element[]} */
  #below = [];
  #isSending = false;

  /** @param {HTMLDialogElement} dialog as the server drew it */
  constructor(dialog) {
    this.#dialog = dialog;
  }

  /**
   * Resolves to true when the person confirmed who they are, false when they cancelled. Rejects when it cannot be opened.
   * @param {string} code
   * @returns {Promise<boolean>}
   */
  static async ask(code) {
    const before = document.activeElement;
    const made = new StepUp(await fetched(code));
    made.#before = before;
    return made.#outcome();
  }

  #outcome() {
    document.body.append(this.#dialog);
    /** @type {Promise<boolean>} */
    const outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#listen();
    this.#open();
    return outcome;
  }

  #listen() {
    const dialog = this.#dialog;
    const form = maybe(dialog, "form", HTMLFormElement);
    const key = maybe(dialog, "[data-passkey]");
    if (key) enliven(key, () => this.#close(true));
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(form);
    });
    need(dialog, "[data-stepup-cancel]").addEventListener("click", () => this.#close(false));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#close(false);
    });
    dialog.addEventListener("keydown", (event) => this.#key(event));
  }

  #open() {
    const dialog = this.#dialog;
    if (typeof dialog.showModal === "function") dialog.showModal();
    else this.#openByHand(); // Safari before 15.4
    (maybe(dialog, "[data-passkey] button, input[type=password]") ?? need(dialog, "[data-stepup-cancel]")).focus();
  }

  /** Does what a modal dialog does by itself: gives it its role, and keeps presses and screen readers from what is under it. */
  #openByHand() {
    const dialog = this.#dialog;
    dialog.setAttribute("data-open", "");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    this.#below = [...document.body.children].filter((one) => one !== dialog && !one.hasAttribute("aria-hidden"));
    for (const part of this.#below) part.setAttribute("aria-hidden", "true");
    for (const kind of PRESSES) document.addEventListener(kind, this.#ward, { capture: true, passive: false });
  }

  #ward = /** @param {Event} event */ (event) => {
    if (event.target instanceof Node && this.#dialog.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /**
   * Keeps keys from the screen below, where the reader would turn pages by arrows.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    event.stopPropagation();
    if (typeof this.#dialog.showModal === "function") return;
    if (event.key === "Escape") this.#close(false);
    if (event.key === "Tab") this.#walk(event);
  }

  /**
   * Keeps the tab key inside the dialog, where the browser has no modal dialogs.
   * @param {KeyboardEvent} event
   */
  #walk(event) {
    const stops = all(this.#dialog, FOCUSABLE).filter((one) => one.getClientRects().length);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const edge = event.shiftKey ? first : last;
    if (document.activeElement !== edge && this.#dialog.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#tell("");
    try {
      await post(form.getAttribute("action") ?? "", new FormData(form));
      this.#close(true);
    } catch (refusal) {
      this.#tell((refusal instanceof Refusal && refusal.sentence) || OFFLINE);
    } finally {
      this.#isSending = false;
    }
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = need(this.#dialog, "[data-stepup-error]");
    need(line, "[data-words]").textContent = sentence;
    line.hidden = sentence === "";
    if (!sentence) return;
    const code = need(this.#dialog, "input[name=code]", HTMLInputElement);
    code.value = "";
    code.focus();
  }

  /** @param {boolean} isConfirmed */
  #close(isConfirmed) {
    if (typeof this.#dialog.close === "function" && this.#dialog.open) this.#dialog.close();
    this.#dialog.remove();
    for (const part of this.#below) part.removeAttribute("aria-hidden");
    for (const kind of PRESSES) document.removeEventListener(kind, this.#ward, { capture: true });
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus({ preventScroll: true });
    this.#settle?.(isConfirmed);
  }
}
