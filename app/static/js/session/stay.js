/** On every page of a signed-in device: renews the session in time. What was sent too late is sent again after it. */

import { hiddenField } from "/client/ground/dom.js";
import { beforehand, remedy } from "/client/ground/server.js";
import { isDue, isOverdue, renew, renewFirst } from "./renewal.js";

const PROOF_IS_DUE = "A410";
const LOOK_EVERY_MS = 10_000;
const SPREAD_MS = 20_000; // a whole council signed in at ten must not renew in the same second

/**
 * A form sent after the tablet slept waits for the renewal, so that nothing typed is lost.
 * @param {SubmitEvent} event
 */
async function holdBack(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !isOverdue() || "renewed" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  form.dataset.renewed = "";
  await renew();
  if (typeof form.requestSubmit === "function") form.requestSubmit(submitter);
  else sendWithout(form, submitter);
  delete form.dataset.renewed;
}

/**
 * Safari 15 cannot send a form as if its button had been pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function sendWithout(form, submitter) {
  if (submitter instanceof HTMLButtonElement && submitter.name)
    form.append(hiddenField(submitter.name, submitter.value));
  // Sending like this tells no script: those that send the form themselves are asked first.
  if (form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))) form.submit();
}

function look() {
  if (isDue()) renew();
}

remedy([PROOF_IS_DUE], renewFirst);
beforehand(async () => {
  if (isDue()) await renew();
});
document.addEventListener("submit", holdBack, { capture: true });
document.addEventListener("visibilitychange", look);
window.addEventListener("pageshow", look);
window.addEventListener("online", look);
setTimeout(() => setInterval(look, LOOK_EVERY_MS), Math.random() * SPREAD_MS);
