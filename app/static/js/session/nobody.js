/** On every screen of a tab in which nobody is signed in: what was looked for there before is forgotten. */

import { forgetSearch } from "/client/ground/trail.js";

forgetSearch();
