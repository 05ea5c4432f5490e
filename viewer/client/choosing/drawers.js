/** The panels that slide over the page: one at a time, focus goes in and comes back, Escape closes. */

export class Drawers {
  #bus;
  #pairs = [];
  #open = null;

  constructor({ bus, pairs, signal }) {
    this.#bus = bus;
    this.#pairs = pairs.filter(({ button, drawer }) => button && drawer);
    for (const pair of this.#pairs) {
      pair.button.addEventListener("click", () => this.toggle(pair.drawer.id), { signal });
      pair.drawer.querySelector("[data-close-drawer]").addEventListener("click", () => this.close(), { signal });
    }
  }

  isOpen(id) {
    return this.#open?.drawer.id === id;
  }

  toggle(id) {
    const pair = this.#pairs.find(({ drawer }) => drawer.id === id);
    if (!pair) return;
    const wasOpen = this.#open === pair;
    this.close();
    if (wasOpen) return;
    this.#open = pair;
    pair.drawer.hidden = false;
    pair.button.setAttribute("aria-expanded", "true");
    this.#bus.say("drawer-opened", id);
    (pair.drawer.querySelector('[aria-current="true"]') ?? pair.drawer.querySelector("h2")).focus();
  }

  /** Returns whether something was open. */
  close() {
    const pair = this.#open;
    if (!pair) return false;
    this.#open = null;
    const hadFocus = pair.drawer.contains(document.activeElement);
    pair.drawer.hidden = true;
    pair.button.setAttribute("aria-expanded", "false");
    if (hadFocus) pair.button.focus();
    return true;
  }
}
