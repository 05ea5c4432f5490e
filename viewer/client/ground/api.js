/** The one place that talks to the server. Adds the CSRF token, and turns every refusal into a sentence for the reader. */

const UNREACHABLE = "サーバーにつながりません。電波の状態を確かめて、もう一度お試しください。";
const UNEXPLAINED = "このページは表示できません。もう一度お試しください。続くときは、議会事務局に連絡してください。";
const SIGNED_OUT = "サインインの期限が切れました。もう一度サインインすると、このページから続けられます。";

/** What the server would not do, in the server's own words where it gave some. */
export class Refusal extends Error {
  constructor({ status = 0, code = "", sentence = UNEXPLAINED, actionHref = "", actionLabel = "" } = {}) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    this.actionHref = actionHref;
    this.actionLabel = actionLabel;
  }
}

/** Only addresses of this site may become links; a body is not trusted to say otherwise. */
function ownAddress(text) {
  if (typeof text !== "string" || text === "") return "";
  const address = new URL(text, location.href);
  return address.origin === location.origin ? address.pathname + address.search + address.hash : "";
}

async function refusalOf(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // A proxy may answer with a page of its own; the status has to do.
  }
  return refusalFrom(response.status, body);
}

/** The refusal that a status and a body, not trusted, make. */
export function refusalFrom(status, body) {
  const words = typeof body?.sentence === "string" && body.sentence !== "" ? body.sentence : undefined;
  return new Refusal({
    status,
    code: typeof body?.code === "string" ? body.code : "",
    sentence: status === 401 ? (words ?? SIGNED_OUT) : words,
    actionHref: ownAddress(body?.action_href),
    actionLabel: typeof body?.action_label === "string" ? body.action_label : "",
  });
}

export class Api {
  #bus;
  #csrf;

  constructor(bus, csrf) {
    this.#bus = bus;
    this.#csrf = csrf;
  }

  /** The token that came with the contents is newer than the page's own. */
  useToken(csrf) {
    if (typeof csrf === "string" && csrf !== "") this.#csrf = csrf;
  }

  async json(url) {
    return (await this.#fetch(url, { headers: { Accept: "application/json" } })).json();
  }

  /** @param {boolean} isLast sent while the page goes away: it must outlive the page */
  async post(url, body, isLast = false) {
    await this.#fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf },
      body: JSON.stringify(body),
      keepalive: isLast,
    });
  }

  /** Why an image did not come: asks for the same address again and reads the answer. Null when it would come now. */
  async reason(url) {
    try {
      const response = await this.#fetch(url, {});
      await response.body?.cancel();
      return null;
    } catch (refusal) {
      return refusal;
    }
  }

  async #fetch(url, options) {
    let response;
    try {
      response = await fetch(url, { credentials: "same-origin", cache: "no-store", ...options });
    } catch {
      throw new Refusal({ code: "unreachable", sentence: UNREACHABLE });
    }
    if (response.ok) {
      this.#bus.say("reached");
      return response;
    }
    const refusal = await refusalOf(response);
    if (refusal.status === 401) this.#bus.say("signin-needed", refusal);
    throw refusal;
  }
}
