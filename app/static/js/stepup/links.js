/** Links to 「本人確認」 open it in place. Whoever can go on without leaving the screen says so by preventing the default of
 *  "session-confirmed" (the reader asks for its page again); else the link's screen is opened. */

import { confirmInPlace } from "./confirm.js";

const PATH = "/signin/again";

function linkOf(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const link = event.target.closest("a[href]");
  return link && link.origin === location.origin && link.pathname === PATH ? link : null;
}

function goOn(link) {
  const asked = new URL(new URL(link.href).searchParams.get("next") ?? "/", location.href);
  location.assign(asked.origin === location.origin ? asked.href : "/");
}

async function onClick(event) {
  const link = linkOf(event);
  if (!link) return;
  event.preventDefault();
  const isConfirmed = await confirmInPlace({ code: link.dataset.code ?? "P413" });
  if (isConfirmed === null) location.assign(link.href);
  if (!isConfirmed) return;
  const news = new CustomEvent("session-confirmed", { cancelable: true });
  if (document.dispatchEvent(news)) goOn(link);
}

document.addEventListener("click", onClick);
