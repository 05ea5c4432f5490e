/** Sends the form that was interrupted because the person had to prove who they are. */

import { maybe } from "/client/ground/dom.js";

maybe(document, "form[data-send-now]", HTMLFormElement)?.submit();
