/** What the server would not do, and why, in its own words where it gave some. Knows no screen: each says it in its own way. */

/** The code of a refusal that is none: nothing answered. */
export const UNREACHABLE = "unreachable";

/**
 * An address of this site as a path, or "" where the text is none: what comes from outside must not lead anywhere else.
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
 * One text of a body that is not trusted to have it.
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
 * The refusal that a status and a body make. A proxy may answer with a page of its own: the status has to do then.
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
