/** Talks WebAuthn: turns the server's options into what the browser takes, and its answer into JSON. Knows no page. */

import { base64url, bytesOf } from "../text/base64.js";

/** @typedef {{id: string, type: "public-key", transports?: AuthenticatorTransport[]}} Known a credential, its id in base64url */

/**
 * What the server offers for a passkey to be made: WebAuthn's own options, bytes in base64url.
 * @typedef {Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & {challenge: string,
 *   user: {id: string, name: string, displayName: string}, excludeCredentials?: Known[]}} MakingOptions
 */

/**
 * What the server asks of a passkey that is there.
 * @typedef {Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & {challenge: string,
 *   allowCredentials?: Known[]}} ShowingOptions
 */

const SENTENCES = new Map([
  ["InvalidStateError", "この端末のパスキーは、もう登録されています。"],
  ["SecurityError", "このアドレスでは、パスキーを使えません。正しいアドレスでひらいてください。"],
  ["NotSupportedError", "この端末では、必要な方式のパスキーを作れません。"],
]);
const CALLED_OFF = "確認が取り消されたか、時間がたちました。もう一度ためしてください。";

/** True when this browser can make and show passkeys here. */
export const isAble = () => "PublicKeyCredential" in window && Boolean(navigator.credentials) && window.isSecureContext;

/** @param {ArrayBuffer} buffer */
const text = (buffer) => base64url(new Uint8Array(buffer));

/** @param {Known[]} [list] */
const withIds = (list = []) => list.map((each) => ({ ...each, id: bytesOf(each.id) }));

/**
 * Make a passkey; resolves to the credential's JSON.
 * @param {MakingOptions} options
 */
export async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  };
  const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  });
}

/**
 * Show a passkey; resolves to the assertion's JSON.
 * @param {ShowingOptions} options
 */
export async function show(options) {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: withIds(options.allowCredentials),
  };
  const shown = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (shown.response);
  return JSON.stringify({
    id: shown.id,
    rawId: text(shown.rawId),
    type: shown.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle?.byteLength ? text(response.userHandle) : null,
    },
  });
}

/**
 * What a person is told when the browser gave no passkey.
 * @param {unknown} error
 */
export function sentenceOf(error) {
  return (error instanceof Error && SENTENCES.get(error.name)) || CALLED_OFF;
}
