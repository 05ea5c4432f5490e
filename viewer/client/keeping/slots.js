/** Which slots of what waits belong to a reader that is open: each holds a lock of the browser, which ends with its page. Where a browser
 *  has no locks, every slot counts as left; what is sent twice then changes nothing the second time. */

const PREFIX = "gijo-notes ";

/**
 * Holds a slot until the reader ends. Resolves when it is held.
 * @param {string} name
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function hold(name, signal) {
  const { locks } = navigator;
  if (!locks || !signal || signal.aborted) return Promise.resolve();
  const ended = /** @type {Promise<void>} */ (
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
  );
  return new Promise((resolve) => {
    const held = () => {
      resolve();
      return ended;
    };
    locks.request(PREFIX + name, held).catch(() => resolve()); // a browser that refuses has no locks for us
  });
}

/**
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export function isFree(name) {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  return locks.request(PREFIX + name, { ifAvailable: true }, (lock) => lock !== null);
}
