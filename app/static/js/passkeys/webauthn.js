/** Talks WebAuthn: turns the server's options into what the browser takes, and its answer into JSON. Knows no page. */

const plain = "PublicKeyCredential" in window && Boolean(navigator.credentials);

/** True when this browser can make and show passkeys here. */
export const isAble = () => plain && window.isSecureContext;

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const withIds = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

/** Make a passkey; resolves to the credential's JSON. */
export async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { response } = made;
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

/** Show a passkey; resolves to the assertion's JSON. */
export async function show(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: withIds(options.allowCredentials),
  };
  const shown = await navigator.credentials.get({ publicKey });
  const { response } = shown;
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

/** What a person is told when the browser gave no passkey. */
export function sentenceOf(error) {
  if (error?.name === "InvalidStateError") return "この端末のパスキーは、もう登録されています。";
  if (error?.name === "SecurityError") return "このアドレスでは、パスキーを使えません。正しいアドレスでひらいてください。";
  if (error?.name === "NotSupportedError") return "この端末では、必要な方式のパスキーを作れません。";
  return "確認が取り消されたか、時間がたちました。もう一度ためしてください。";
}
