/** The pages on which papers are prepared: those of a meeting and of one paper. */

import { all, around, maybe } from "/client/ground/dom.js";
import { enliven } from "./enliven.js";
import { Preparation } from "./meeting.js";
import { preparePaper } from "./paper.js";

/**
 * One menu is open at a time; Escape and a press elsewhere close it.
 * @param {HTMLElement | null} except
 */
function closeMenus(except) {
  for (const menu of all(document, "details[data-menu][open]")) if (menu !== except) menu.removeAttribute("open");
}

/** @param {KeyboardEvent} event */
function onKey({ key }) {
  if (key !== "Escape") return;
  maybe(document, "details[data-menu][open] summary")?.focus();
  closeMenus(null);
}

document.addEventListener("click", (event) => closeMenus(around(event.target, "details[data-menu]")));
document.addEventListener("keydown", onKey);

const meeting = maybe(document, "[data-prepare]");
const paper = maybe(document, "[data-material]");
if (meeting) new Preparation(meeting);
if (paper) preparePaper(paper);
// Last: whatever is shown can be used at once.
enliven(document);
