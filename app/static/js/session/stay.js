/** On every page of a signed-in device: renews the session in time, and repeats what came a moment too late.
 *  Other scripts notice nothing: `fetch` itself asks for a renewal when the server says that one is due (A410). */

import { isDue, isOverdue, plainFetch, renew } from "./renewal.js";

const LOOK_EVERY_MS = 10_000;
const SPREAD_MS = 20_000; // a whole council signed in at ten must not renew in the same second

async function isRenewalDue(answer) {
  if (answer.status !== 401) return false;
  const body = await answer.clone().json().catch(() => null);
  return body?.code === "A410";
}

window.fetch = async (input, options) => {
  const answer = await plainFetch(input, options);
  const canRepeat = typeof input === "string" || input instanceof URL;
  if (!canRepeat || !(await isRenewalDue(answer)) || !(await renew())) return answer;
  return plainFetch(input, options);
};

/** A form sent after the tablet slept waits for the renewal, so that nothing typed is lost. */
async function holdBack(event) {
  const form = event.target;
  if (!isOverdue() || "renewed" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  form.dataset.renewed = "";
  await renew();
  if (typeof form.requestSubmit === "function") form.requestSubmit(submitter ?? undefined);
  else sendWithout(form, submitter);
  delete form.dataset.renewed;
}

/** Safari 15 cannot send a form as if its button had been pressed. */
function sendWithout(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  // Sending like this tells no script: those that send the form themselves are asked first.
  if (form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))) form.submit();
}

function look() {
  if (isDue()) renew();
}

document.addEventListener("submit", holdBack, { capture: true });
document.addEventListener("visibilitychange", look);
window.addEventListener("pageshow", look);
window.addEventListener("online", look);
setTimeout(() => setInterval(look, LOOK_EVERY_MS), Math.random() * SPREAD_MS);
