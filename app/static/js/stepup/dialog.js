/** 「本人確認」 over the screen that is open: password and code, or a passkey. Nothing under it is touched. */

import { enliven } from "../passkeys/button.js";

const ADDRESS = "/signin/again/dialog";
const OFFLINE = "つながりません。通信を確かめて、もう一度ためしてください。";
const FOCUSABLE = "button, input:not([type=hidden]):not([hidden]), a[href]";
const PRESSES = ["pointerdown", "mousedown", "touchstart", "click"];
const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

async function fetched(code) {
  const answer = await fetch(`${ADDRESS}?code=${code}`, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new Error("no dialog");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.importNode(page.querySelector("dialog"), true);
}

export class StepUp {
  #code;
  #dialog;
  #before;
  #settle;
  #below = [];
  #isSending = false;

  constructor(code) {
    this.#code = code;
  }

  /** Resolves to true when the session is fresh, false when the person called it off. Rejects when it cannot be opened. */
  async ask() {
    this.#before = document.activeElement;
    this.#dialog = await fetched(this.#code);
    document.body.append(this.#dialog);
    const outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#listen();
    this.#open();
    return outcome;
  }

  #listen() {
    const dialog = this.#dialog;
    const form = dialog.querySelector("form");
    const key = dialog.querySelector("[data-passkey]");
    if (key) enliven(key, () => this.#close(true));
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(form);
    });
    dialog.querySelector("[data-stepup-cancel]").addEventListener("click", () => this.#close(false));
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
    const first = dialog.querySelector("[data-passkey] button, input[type=password]");
    (first ?? dialog.querySelector("[data-stepup-cancel]")).focus();
  }

  /** What a modal dialog does by itself: it says what it is, and what lies under it neither hears a press nor is read out. */
  #openByHand() {
    const dialog = this.#dialog;
    dialog.setAttribute("data-open", "");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    this.#below = [...document.body.children].filter((one) => one !== dialog && !one.hasAttribute("aria-hidden"));
    for (const part of this.#below) part.setAttribute("aria-hidden", "true");
    for (const kind of PRESSES) document.addEventListener(kind, this.#ward, { capture: true, passive: false });
  }

  #ward = (event) => {
    if (this.#dialog.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** The keys of the screen below (the reader turns pages by arrows) are not meant while this is open. */
  #key(event) {
    event.stopPropagation();
    if (typeof this.#dialog.showModal === "function") return;
    if (event.key === "Escape") this.#close(false);
    if (event.key === "Tab") this.#walk(event);
  }

  /** Where the browser knows no modal dialog, the tab key goes round inside it. */
  #walk(event) {
    const stops = [...this.#dialog.querySelectorAll(FOCUSABLE)].filter((one) => one.getClientRects().length);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const edge = event.shiftKey ? first : last;
    if (document.activeElement !== edge && this.#dialog.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  async #send(form) {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#tell("");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        credentials: "same-origin",
        cache: "no-store",
        headers: { "X-CSRF-Token": csrf(), Accept: "application/json" },
        body: new URLSearchParams([...new FormData(form)]),
      });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok) this.#close(true);
      else this.#tell(body.sentence ?? OFFLINE);
    } catch {
      this.#tell(OFFLINE);
    } finally {
      this.#isSending = false;
    }
  }

  #tell(sentence) {
    const line = this.#dialog.querySelector("[data-stepup-error]");
    line.querySelector("[data-words]").textContent = sentence;
    line.hidden = sentence === "";
    if (!sentence) return;
    const code = this.#dialog.querySelector("input[name=code]");
    code.value = "";
    code.focus();
  }

  #close(isConfirmed) {
    if (typeof this.#dialog.close === "function" && this.#dialog.open) this.#dialog.close();
    this.#dialog.remove();
    for (const part of this.#below) part.removeAttribute("aria-hidden");
    for (const kind of PRESSES) document.removeEventListener(kind, this.#ward, { capture: true });
    if (this.#before?.isConnected) this.#before.focus({ preventScroll: true });
    this.#settle(isConfirmed);
  }
}
