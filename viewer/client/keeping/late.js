/** Sends what was written on a version that was replaced before it could be sent: it is kept on that version, to be taken along. */

import { notesAddress } from "../addresses.js";
import { Refusal } from "../ground/refusal.js";
import { fieldsOf, Outbox } from "../noting/outbox.js";
import { Sealed } from "./sealed.js";

/**
 * @param {{line: import("../line.js").Line, person: string, version: string, keys: Record<string, string>}} parts `version`: the one
 *   that is open; `keys`: of what waits of former versions, by their ids
 * @returns {Promise<boolean>} whether anything has come to the server
 */
export async function sendLate({ line, person, version, keys }) {
  let hasCome = false;
  for (const [former, key] of Object.entries(keys)) {
    const sealed = new Sealed({ person, version: former });
    const waiting = await sealed.open(key);
    if (waiting.length === 0) continue;
    const outbox = new Outbox();
    for (const { page, unsent } of waiting) for (const each of unsent) outbox.join(page, each);
    for (const page of outbox.pages)
      hasCome = (await sendPage({ line, person, version, former, outbox, page })) || hasCome;
    await sealed.keep(outbox.everything); // what was refused waits on, for as long as anything does
  }
  return hasCome;
}

/**
 * @param {{line: import("../line.js").Line, person: string, version: string, former: string, outbox: Outbox, page: number}} parts
 * @returns {Promise<boolean>}
 */
async function sendPage({ line, person, version, former, outbox, page }) {
  let hasCome = false;
  for (let sending = outbox.take(page); sending; sending = outbox.take(page)) {
    try {
      await line.ask(notesAddress(version, page), fieldsOf(sending.unsent, { writer: person, seen: 0, former }));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return hasCome;
    }
    outbox.arrived(sending, 0);
    hasCome = true;
  }
  return hasCome;
}
