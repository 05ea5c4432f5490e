/** What happens to the person's session while a reader is open, as its other scripts tell it on the document. */

import { Refusal } from "../ground/refusal.js";
import { useToken } from "../ground/server.js";

/** @typedef {{bus: import("../ground/bus.js").Bus, signal: AbortSignal}} Parts */

/**
 * - "session-renewed": what failed meanwhile comes now.
 * - "session-confirmed": the person proved who they are without leaving the page; what was refused is asked for again, and no
 *   other screen is opened.
 * - "session-over", with the Refusal: no page may stay.
 * @param {Parts} parts
 */
export function hearOfSession({ bus, signal }) {
  document.addEventListener("session-renewed", () => bus.say("signin-renewed"), { signal });
  const confirmed = /** @param {Event} event */ (event) => {
    event.preventDefault();
    bus.say("signin-renewed");
  };
  document.addEventListener("session-confirmed", confirmed, { signal });
  const over = /** @param {Event} event */ (event) => {
    const { detail } = /** @type {CustomEvent<Refusal>} */ (event);
    bus.say("session-over", new Refusal({ ...detail, status: 401 }));
  };
  document.addEventListener("session-over", over, { signal });
}

/**
 * Coming back after signing in elsewhere: one question clears the bar and brings the new token.
 * @param {{line: import("../line.js").Line, bar: HTMLElement, address: string, signal: AbortSignal}} parts `address` of the contents
 */
export function askWhenBack({ line, bar, address, signal }) {
  const ask = async () => {
    if (document.visibilityState !== "visible" || bar.hidden) return;
    try {
      const { csrf } = /** @type {{csrf?: string}} */ (await line.json(address));
      useToken(csrf);
    } catch {
      // Still signed out, or no line: the bar stays.
    }
  };
  document.addEventListener("visibilitychange", ask, { signal });
  window.addEventListener("online", ask, { signal });
}
