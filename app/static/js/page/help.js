/** Small help for ordinary pages: dialogs, level selectors, buttons that must not be pressed twice. Every page works without it. */

function openDialog(dialog) {
  if (typeof dialog.showModal === "function") {
    dialog.showModal();
  } else {
    dialog.setAttribute("data-open", "");
    dialog.setAttribute("role", "dialog");
    (dialog.querySelector("input, select, textarea, button, a[href]") ?? dialog).focus();
  }
}

function closeDialog(dialog) {
  if (typeof dialog.close === "function") dialog.close();
  else dialog.removeAttribute("data-open");
}

function onClick(event) {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.openDialog);
    if (dialog) openDialog(dialog);
    return;
  }
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) {
    const dialog = closer.closest("[data-dialog]");
    if (dialog) {
      event.preventDefault();
      closeDialog(dialog);
    }
  }
}

/** The selector of a level takes the shape of the level that is chosen. */
function onChange(event) {
  const pick = event.target.closest("[data-level-pick]");
  if (!pick) return;
  for (const name of [...pick.classList]) if (name.startsWith("pick-")) pick.classList.remove(name);
  pick.classList.add(`pick-${event.target.value.toLowerCase()}`);
}

/** A second press on a slow line would send a form twice; the button says that it is being sent. */
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-disabled", "true");
}

/** Coming back with the browser's button must not find the form locked. */
function onShow() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", onShow);
