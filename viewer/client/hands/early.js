/** Keeps the keys that are pressed while the reader's modules are on their way, so that no turn is lost. A classic script above the page:
 *  it has run before anything of the paper can be seen. The keyboard takes over what was kept. */

{
  const MOST = 20; // who leans on a key wants no more
  /** @type {KeyboardEvent[]} */
  const kept = [];
  /** @param {KeyboardEvent} event */
  const keep = (event) => {
    if (!event.repeat && kept.length < MOST) kept.push(event);
  };
  document.addEventListener("keydown", keep);
  document.addEventListener(
    "keys-taken-over",
    (event) => {
      document.removeEventListener("keydown", keep);
      /** @type {CustomEvent<KeyboardEvent[]>} */ (event).detail.push(...kept);
    },
    { once: true },
  );
}
