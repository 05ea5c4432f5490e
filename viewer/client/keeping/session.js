/** Lets a reader react to the session's events, which the page's other scripts dispatch on the document. */

import { Refusal } from "../ground/refusal.js";

/** @typedef {{bus: import("../ground/bus.js").Bus, signal: AbortSignal}} Parts */

/**
 * - "session-renewed": ask again for what failed meanwhile.
 * - "session-confirmed": the person confirmed who they are without leaving the page. Ask again for what was refused; prevent the
 *   default, which would open another screen.
 * - "session-over", with the Refusal: remove every page.
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
