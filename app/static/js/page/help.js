/**
 * Small help for ordinary pages: dialogs, level selectors, buttons that must not be pressed twice, the way to what is wrong.
 * Every page works without it.
 */

import { all, around, maybe } from "/client/ground/dom.js";
import "./passwords.js";

/**
 * An old browser has no class for a dialog: it takes it for a plain element, and lacks its methods.
 * @typedef {HTMLElement & Partial<Pick<HTMLDialogElement, "showModal" | "close">>} Dialog
 */

/** @param {Dialog} dialog */
function openDialog(dialog) {
  if (typeof dialog.showModal === "function") {
    dialog.showModal();
  } else {
    dialog.setAttribute("data-open", "");
    dialog.setAttribute("role", "dialog");
    (maybe(dialog, "input, select, textarea, button, a[href]") ?? dialog).focus();
  }
}

/** @param {Dialog} dialog */
function closeDialog(dialog) {
  if (typeof dialog.close === "function") dialog.close();
  else dialog.removeAttribute("data-open");
}

/** @param {MouseEvent} event */
function onClick(event) {
  const opener = around(event.target, "[data-open-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.openDialog ?? "");
    if (dialog) openDialog(dialog);
    return;
  }
  const closer = around(event.target, "[data-close-dialog]");
  const dialog = closer && around(closer, "[data-dialog]");
  if (!dialog) return;
  event.preventDefault();
  closeDialog(dialog);
}

/**
 * The selector of a level takes the shape of the level that is chosen.
 * @param {Event} event
 */
function onChange(event) {
  const pick = around(event.target, "[data-level-pick]");
  if (!pick || !(event.target instanceof HTMLSelectElement)) return;
  for (const name of [...pick.classList]) if (name.startsWith("pick-")) pick.classList.remove(name);
  pick.classList.add(`pick-${event.target.value.toLowerCase()}`);
}

/**
 * A second press on a slow line would send a form twice; the button says that it is being sent.
 * @param {SubmitEvent} event
 */
function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.method !== "post" || "again" in form.dataset) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-disabled", "true");
}

/**
 * What unfolds over the screen closes by Escape, by a touch beside it, and when another one opens.
 * @param {Event} event
 */
function onLeave(event) {
  if (event instanceof KeyboardEvent && event.key !== "Escape") return;
  for (const open of all(document, "details.unfolds[open]")) {
    if (event.type === "click" && event.target instanceof Node && open.contains(event.target)) continue;
    const hadFocus = open.contains(document.activeElement);
    open.removeAttribute("open");
    if (event.type === "keydown" && hadFocus) maybe(open, "summary")?.focus();
  }
}

/** Coming back with the browser's button must not find the form locked. */
function onShow() {
  for (const form of all(document, "form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all(form, "[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

/** A form that came back stands at the first field that is wrong: far down a page, nobody would see why nothing happened. */
function toFirstError() {
  const wrong = maybe(document, ".error:not([hidden])");
  const about = wrong && around(wrong, ".field, fieldset");
  const field = about && maybe(about, "input:not([type=hidden]), select, textarea");
  const standing = document.activeElement;
  if (!field || (standing !== document.body && standing !== field)) return;
  field.focus({ preventScroll: true });
  about.scrollIntoView({ block: "center" });
}

document.addEventListener("click", onClick);
document.addEventListener("click", onLeave);
document.addEventListener("keydown", onLeave);
document.addEventListener("change", onChange);
document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", onShow);
toFirstError();
