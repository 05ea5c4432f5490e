/** Sends the form that was held up while the person proved who they are. */

import { maybe } from "/client/ground/dom.js";

maybe(document, "form[data-send-now]", HTMLFormElement)?.submit();
