/** Holds back a form that the person sends before `signin.js` has added the device's proof: without the proof the device would
 *  count as unknown. A classic script in the head, not a module, so that it runs before there is any form. */

(() => {
  const PATIENCE_MS = 15_000; // `signin.js` may never load

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  function send(form, submitter) {
    submitter?.removeAttribute("aria-disabled");
    form.dataset.deviceReady = "";
    if (typeof form.requestSubmit === "function") form.requestSubmit(submitter);
    else form.submit();
  }

  /** @param {SubmitEvent} event */
  function hold(event) {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || !("deviceNonce" in form.dataset) || "deviceReady" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // `page/help.js` would lock the form
    if ("deviceHeld" in form.dataset) return;
    form.dataset.deviceHeld = "";
    submitter?.setAttribute("aria-disabled", "true");
    const timer = setTimeout(() => send(form, submitter), PATIENCE_MS);
    form.addEventListener("device-ready", () => {
      clearTimeout(timer);
      send(form, submitter);
    });
  }

  document.addEventListener("submit", hold, { capture: true });
})();
