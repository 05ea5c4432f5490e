/** The sentences that a person is shown where the server gave none. */

import { isLineLost, UNREACHABLE } from "../ground/refusal.js";

const NUMBER = /^[A-Z]\d{3}$/u;
const NO_LINE = "サーバーにつながりません。電波の状態を確かめてください。つながると、自動で表示します。";
const UNEXPLAINED = "このページは表示できません。もう一度お試しください。続くときは、議会事務局に連絡してください。";
const SIGNED_OUT = "サインインの期限が切れました。もう一度サインインすると、このページから続けられます。";

/**
 * A refusal in the server's own words where it gave some, else in ours.
 * @param {{status: number, code: string, sentence: string}} refusal
 */
export function sentenceOf({ status, code, sentence }) {
  if (code === UNREACHABLE) return NO_LINE;
  if (sentence) return sentence;
  if (isLineLost({ code, status })) return NO_LINE;
  return status === 401 ? SIGNED_OUT : UNEXPLAINED;
}

/**
 * The number of an error that a person can name to the office, or "".
 * @param {string} code
 */
export const numberWords = (code) => (NUMBER.test(code) ? `　番号 ${code}` : "");
