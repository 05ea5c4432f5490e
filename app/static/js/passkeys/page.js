/** The pages on which passkeys are made or shown: gives their buttons life, and goes on afterwards. */

import { enliven } from "./button.js";

function goOn(body, part) {
  const form = part.dataset.held ? document.getElementById(part.dataset.held) : null;
  if (form) {
    form.submit();
    return;
  }
  const next = new URL(body.next ?? "/", location.href);
  location.assign(next.origin === location.origin ? next.href : "/");
}

for (const part of document.querySelectorAll("[data-passkey]")) enliven(part, goOn);
