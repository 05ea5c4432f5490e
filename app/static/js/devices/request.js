/** The waiting screen: looks whether the request was decided, and whether the number has changed. */

const EVERY_MS = 3000;
const number = document.getElementById("match-number");

async function look() {
  let now;
  try {
    const answer = await fetch("/devices/request/state", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    now = await answer.json();
  } catch {
    return; // no line: the next look may find one
  }
  if (now.counts_as !== "unknown") {
    const next = new URL(number.dataset.next, location.href);
    location.replace(next.origin === location.origin ? next.href : "/");
  } else if (now.state !== number.dataset.state) {
    location.reload();
  } else if (now.number !== number.textContent) {
    number.textContent = now.number;
    number.setAttribute("aria-label", `番号 ${now.number}`);
  }
}

setInterval(look, EVERY_MS);
