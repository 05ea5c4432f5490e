/** Lets the person prove who they are over the screen that is open. Knows no screen. */

/** @type {Promise<boolean | null> | null} */
let underWay = null; // several uploads may need it at once: one dialog serves them all

/**
 * Resolves to true when the person confirmed who they are, false when they cancelled, null when the dialog did not open.
 * @param {string} code what the server asked for: P413 a fresh sign-in, P423 one with a passkey
 */
export function confirmInPlace(code) {
  underWay ??= opened(code).finally(() => {
    underWay = null;
  });
  return underWay;
}

/** @param {string} code */
async function opened(code) {
  try {
    const { StepUp } = await import("./dialog.js");
    return await StepUp.ask(code);
  } catch {
    return null; // no answer: the act that needed it says so itself
  }
}
