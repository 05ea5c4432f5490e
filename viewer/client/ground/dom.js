/** Finds and makes elements. What a page must have is asked for with `need`. Words are never read as HTML. */

/**
 * The first element inside `root` that `selector` names, if it is of this kind; else null.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T | null}
 */
export function maybe(root, selector, kind) {
  const found = root.querySelector(selector);
  return found instanceof (kind ?? HTMLElement) ? /** @type {T} */ (found) : null;
}

/**
 * The first element inside `root` that `selector` names. Throws where there is none of this kind.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T}
 */
export function need(root, selector, kind) {
  const found = maybe(root, selector, kind);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * Every element inside `root` that `selector` names and that is of this kind.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T[]}
 */
export function all(root, selector, kind) {
  const found = [...root.querySelectorAll(selector)].filter((each) => each instanceof (kind ?? HTMLElement));
  return /** @type {T[]} */ (found);
}

/**
 * The element that something happened to, or the nearest around it, that `selector` names.
 * @template {Element} [T=HTMLElement]
 * @param {EventTarget | null} target
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T | null}
 */
export function around(target, selector, kind) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof (kind ?? HTMLElement) ? /** @type {T} */ (found) : null;
}

/**
 * A new element with its class and its words.
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {string} [className]
 * @param {string} [words]
 * @returns {HTMLElementTagNameMap[N]}
 */
export function element(name, className = "", words = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

/**
 * A sign beside words, which a screen reader passes over.
 * @param {string} name as in `app/static/icons/`
 */
export function icon(name) {
  const made = element("span", `icon icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

/**
 * A field that nobody sees.
 * @param {string} name
 * @param {string} value
 */
export function hiddenField(name, value) {
  const made = element("input");
  Object.assign(made, { type: "hidden", name, value });
  return made;
}

/**
 * Tells when an element has another size.
 * @param {HTMLElement} watched
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function watchSize(watched, changed, signal) {
  if (typeof ResizeObserver === "function") {
    const observer = new ResizeObserver(changed);
    observer.observe(watched);
    signal.addEventListener("abort", () => observer.disconnect());
  } else {
    window.addEventListener("resize", changed, { signal });
  }
}
