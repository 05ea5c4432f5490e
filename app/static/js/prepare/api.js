/** Talking to the service: the CSRF token on every act, one way to tell what went wrong. Knows no screen. */

import { asksToConfirm, confirmInPlace, confirmed } from "../stepup/confirm.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const UNREACHABLE = "議会事務局のサーバーにつながりません。通信の状態を確かめて、もう一度操作してください。";
const SIGN_IN = "サインインの時間が切れました。画面を読み込み直して、サインインしてください。";

/** What a person is told; `status` is 0 when nothing answered. */
export class Problem extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.status = status;
  }
}

function sentenceOf(body, status) {
  if (status === 401) return SIGN_IN;
  const fields = Object.values(body?.fields ?? {});
  if (fields.length) return fields.join(" ");
  return body?.sentence ?? `処理できませんでした。もう一度操作しても続くときは、番号 ${status} を議会事務局長に伝えてください。`;
}

/** `isAct`: the person is doing it now, and may be asked to prove who they are. */
async function asked(address, options, isAct = false) {
  const send = () => fetch(address, { credentials: "same-origin", ...options });
  let answer;
  try {
    answer = await (isAct ? confirmed(send) : send());
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(UNREACHABLE);
  }
  if (answer.ok) return answer;
  let body = null;
  try {
    body = await answer.json();
  } catch {
    /* An answer that is not JSON has no sentence of its own. */
  }
  throw new Problem(sentenceOf(body, answer.status), answer.status);
}

/** GET JSON. */
export async function getJson(address, signal) {
  return (await asked(address, { headers: { Accept: "application/json" }, signal })).json();
}

/** GET a page of our own, as a document. */
export async function getPage(address) {
  const answer = await asked(address, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** POST fields; the answer is JSON where the act gives JSON, else null. `fields` is an object or a FormData. */
export async function post(address, fields) {
  const body = new URLSearchParams(fields instanceof FormData ? [...fields] : Object.entries(fields));
  const headers = { Accept: "application/json", "X-CSRF-Token": token };
  const answer = await asked(address, { method: "POST", headers, body }, true);
  const kind = answer.headers.get("content-type") ?? "";
  return kind.includes("json") ? answer.json() : null;
}

/** PUT a file as it is. `onProgress(sent, total)` in bytes; fetch cannot tell how far an upload is, XMLHttpRequest can. */
export async function putFile(address, file, onProgress) {
  const first = await put(address, file, onProgress);
  const isAsked = first.status === 403 && asksToConfirm(first.body);
  const { status, body } = isAsked && (await confirmInPlace(first.body)) ? await put(address, file, onProgress) : first;
  if (status < 200 || status >= 300) throw new Problem(sentenceOf(body, status), status);
}

function put(address, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", token);
    request.setRequestHeader("Content-Type", "application/pdf");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total || file.size));
    request.addEventListener("error", () => reject(new Problem(UNREACHABLE)));
    request.addEventListener("abort", () => reject(new Problem(UNREACHABLE)));
    request.addEventListener("load", () => {
      let body = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        /* Told by its number. */
      }
      resolve({ status: request.status, body });
    });
    request.send(file);
  });
}
