/** Tells the open readers when there may be news of their paper: at once by the live channel, or, without one, every 20 seconds
 *  while the page is visible. The readers then ask what the news is. */

import { isLive, listen } from "../session/live.js";

const EVERY_MS = 20_000;

const tell = () => document.dispatchEvent(new CustomEvent("paper-news"));

const tellOfNotes = () => document.dispatchEvent(new CustomEvent("shown-notes-news"));

function tellUnlessLive() {
  if (document.visibilityState !== "visible" || isLive()) return;
  tell();
  tellOfNotes();
}

listen("notes", tellOfNotes); // what others share on an open paper
listen("paper", tell); // called when the channel opens too: there may be news since the page was made
setInterval(tellUnlessLive, EVERY_MS);
document.addEventListener("visibilitychange", tellUnlessLive);
