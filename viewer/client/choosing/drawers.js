/** The panels that slide over the page: one at a time. The focus goes in and comes back; Escape closes. */

import { maybe, need } from "../ground/dom.js";

/** @typedef {{name: string, button: HTMLElement, drawer: HTMLElement}} Panel */

export class Drawers {
  #bus;
  #panels;
  /** @type {Panel | null} */
  #open = null;

  /** @param {{bus: import("../ground/bus.js").Bus, panels: Panel[], signal: AbortSignal}} parts */
  constructor({ bus, panels, signal }) {
    this.#bus = bus;
    this.#panels = panels;
    for (const { name, button, drawer } of panels) {
      button.addEventListener("click", () => this.toggle(name), { signal });
      need(drawer, "[data-close-drawer]").addEventListener("click", () => this.close(), { signal });
    }
    bus.on("drawer-done", () => this.close());
  }

  /** @param {string} name */
  isOpen(name) {
    return this.#open?.name === name;
  }

  /** @param {string} name of a panel, which is opened unless it is open */
  show(name) {
    if (!this.isOpen(name)) this.toggle(name);
  }

  /** @param {string} name of a panel; for an unknown one nothing happens */
  toggle(name) {
    const panel = this.#panels.find((each) => each.name === name);
    if (!panel) return;
    const wasOpen = this.#open === panel;
    this.close();
    if (wasOpen) return;
    this.#open = panel;
    panel.drawer.hidden = false;
    panel.button.setAttribute("aria-expanded", "true");
    this.#bus.say("drawer-opened", name);
    (
      maybe(panel.drawer, '[aria-current="true"], [data-focus-first]') ??
      maybe(panel.drawer, "[aria-current=page]") ??
      need(panel.drawer, "h2")
    ).focus();
  }

  /** Closes the open panel. Returns whether there was one. */
  close() {
    const panel = this.#open;
    if (!panel) return false;
    this.#open = null;
    const hadFocus = panel.drawer.contains(document.activeElement);
    panel.drawer.hidden = true;
    panel.button.setAttribute("aria-expanded", "false");
    if (hadFocus) panel.button.focus();
    return true;
  }
}
