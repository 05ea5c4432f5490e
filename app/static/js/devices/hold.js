/** Loaded in the head, before the form: who is quicker than the script that adds the device's proof waits for it a moment.
 *  Without the proof the device would count as unknown. A classic script, so that no form is there before it has run. */

(() => {
  const PATIENCE_MS = 15_000; // the other script may never come

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
    event.stopImmediatePropagation(); // the frame would lock the form
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
