/** Tells the server which page was read last, so that any tablet of the reader opens there. */

const CALM_MS = 1500;

export class Position {
  #api;
  #url;
  #page = 0;
  #sent = 0;
  #timer = 0;

  constructor({ bus, api, version, signal }) {
    this.#api = api;
    this.#url = `/papers/${version}/position`;
    bus.on("page-shown", ({ number }) => this.#note(number));
    const leave = () => {
      if (document.visibilityState === "hidden") this.#send(true);
    };
    document.addEventListener("visibilitychange", leave, { signal });
    window.addEventListener("pagehide", () => this.#send(true), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  #note(page) {
    this.#page = page;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(false), CALM_MS);
  }

  async #send(isLast) {
    clearTimeout(this.#timer);
    if (this.#page === 0 || this.#page === this.#sent) return;
    const page = this.#page;
    this.#sent = page;
    try {
      await this.#api.post(this.#url, { page }, isLast);
    } catch {
      if (this.#sent === page) this.#sent = 0; // told again with the next page
    }
  }
}
