/** A refusal by the server: status, code, and its sentence if it gave one. Knows no screen: each shows it in its own way. */

/** The code of a Refusal that was made here because no answer came. */
export const UNREACHABLE = "unreachable";

const NO_ANSWER = new Set([502, 503, 504]); // a proxy says that the server does not answer

/**
 * True when the server did not answer, so that the same request may succeed later.
 * @param {{code: string, status: number}} refusal
 */
export const isLineLost = ({ code, status }) => code === UNREACHABLE || NO_ANSWER.has(status);

/**
 * An address of this site as a path; "" for anything else, so that no text from outside leads to another site.
 * @param {unknown} text
 * @param {string} [here] the address of the page
 */
export function ownAddress(text, here) {
  if (typeof text !== "string" || text === "") return "";
  const base = here ?? location.href;
  let address;
  try {
    address = new URL(text, base);
  } catch {
    return "";
  }
  return address.origin === new URL(base).origin ? address.pathname + address.search + address.hash : "";
}

export class Refusal extends Error {
  /** @param {{status?: number, code?: string, sentence?: string, fields?: string[], actionHref?: string, actionLabel?: string}} [told] */
  constructor({ status = 0, code = "", sentence = "", fields = [], actionHref = "", actionLabel = "" } = {}) {
    super(sentence || code || `status ${status}`);
    this.name = "Refusal";
    /** HTTP's; 0 where nothing answered. */
    this.status = status;
    this.code = code;
    /** The server's sentence for the person, or "". */
    this.sentence = sentence;
    /** One sentence for each field that was filled in wrongly. */
    this.fields = fields;
    /** What the person can do about it: a path of this site, or "". */
    this.actionHref = actionHref;
    this.actionLabel = actionLabel;
  }
}

/**
 * The text `name` of an untrusted body; "" when it has none.
 * @param {unknown} body
 * @param {string} name
 */
function textOf(body, name) {
  const value = /** @type {Record<string, unknown> | null | undefined} */ (body)?.[name];
  return typeof value === "string" ? value : "";
}

/** @param {unknown} body */
function fieldsOf(body) {
  const fields = /** @type {{fields?: unknown} | null | undefined} */ (body)?.fields;
  if (typeof fields !== "object" || fields === null) return [];
  return Object.values(fields).filter((words) => typeof words === "string");
}

/**
 * The refusal for a status and a body. The answer may be a proxy's own page: then only its status is known.
 * @param {number} status
 * @param {unknown} body what was said as JSON, or null
 * @param {string} [here] the address of the page
 */
export function refusalFrom(status, body, here) {
  return new Refusal({
    status,
    code: textOf(body, "code"),
    sentence: textOf(body, "sentence"),
    fields: fieldsOf(body),
    actionHref: ownAddress(textOf(body, "action_href"), here),
    actionLabel: textOf(body, "action_label"),
  });
}
