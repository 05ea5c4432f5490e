/** The sentences of the preparation screens. Knows no screen. */

const NO_LINE = "議会事務局のサーバーにつながりません。通信の状態を確かめて、もう一度操作してください。";
const SIGN_IN = "サインインの時間が切れました。画面を読み込み直して、サインインしてください。";
const NO_ANSWER = "議会事務局のサーバーが、いま応答していません。しばらく待って、もう一度操作してください。";
/** What stands before the server may answer in its place, with a page of its own that says nothing to anybody.
 * @type {Record<number, string>} */
const OF_A_PROXY = {
  408: "送信に時間がかかりすぎて、途中で切れました。通信の状態を確かめて、もう一度入れてください。",
  413: "ファイルが大きすぎて、途中の機器で止められました。分けて入れるか、議会事務局長に伝えてください。",
  429: "操作が続きすぎたため、途中の機器で止められました。少し待って、もう一度操作してください。",
  502: NO_ANSWER,
  503: NO_ANSWER,
  504: NO_ANSWER,
  507: "サーバーの空きが足りません。議会事務局長に伝えてください。",
};
const MEGABYTE = 1024 * 1024;

/**
 * What a person is told about a refusal.
 * @param {{status: number, sentence: string, fields: string[]}} refusal
 */
export function sentenceOf({ status, sentence, fields }) {
  if (status === 0) return NO_LINE;
  if (status === 401) return SIGN_IN;
  if (fields.length > 0) return fields.join(" ");
  return (
    sentence ||
    OF_A_PROXY[status] ||
    `処理できませんでした。もう一度操作しても続くときは、番号 ${status} を議会事務局長に伝えてください。`
  );
}

/**
 * The result of an act in words: a label may have to wait for a second person.
 * @param {{label_change?: unknown, level?: string} | null} told the server's answer
 * @param {string} done the sentence when no second person is needed
 */
export function doneWords(told, done) {
  if (!told?.label_change) return done;
  if (told.level === "3A") return "機密性3A として扱います。事務局長の確認を待っています。";
  return "区分の変更を依頼しました。もう 1\u00a0人の確認を待っています。";
}

/**
 * How far an upload is: 送信しています 64%（31 / 48 MB）.
 * @param {number} sentBytes
 * @param {number} totalBytes
 */
export function progressWords(sentBytes, totalBytes) {
  const megabytes = /** @param {number} bytes */ (bytes) =>
    bytes < 10 * MEGABYTE ? (bytes / MEGABYTE).toFixed(1) : String(Math.round(bytes / MEGABYTE));
  const percent = totalBytes > 0 ? Math.floor((100 * sentBytes) / totalBytes) : 0;
  return `送信しています ${percent}%（${megabytes(sentBytes)} / ${megabytes(totalBytes)} MB）`;
}

/**
 * @param {{name: string, type: string}} file
 * @param {string} choice as a file field has it in its `accept`: endings and media types
 */
function isOffered({ name, type }, choice) {
  return choice.split(",").some((each) => (each.startsWith(".") ? name.toLowerCase().endsWith(each) : type === each));
}

/**
 * Why a file cannot be sent, or "" when it can be tried. The service looks again, at the bytes.
 * @param {{name: string, type: string, size: number}} file
 * @param {number} limitBytes 0 for none
 * @param {string} choice as a file field has it in its `accept`
 */
export function objectionTo(file, limitBytes, choice) {
  if (!isOffered(file, choice)) {
    return `「${file.name}」は PDF ではありません。PDF として保存してから入れてください。`;
  }
  if (file.size === 0) return `「${file.name}」は空のファイルです。作り直して入れてください。`;
  if (limitBytes && file.size > limitBytes) {
    return `「${file.name}」は大きすぎます（上限 ${Math.round(limitBytes / MEGABYTE)} MB）。分けて入れてください。`;
  }
  return "";
}
