/** Tells the person when this browser keeps no cookies: without them each sign-in starts again, and a letter is wasted. */

import { need } from "/client/ground/dom.js";

need(document, "#cookies-off", HTMLElement).hidden = navigator.cookieEnabled;
