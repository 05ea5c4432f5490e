/** Bytes as text: base64, and base64url as WebAuthn writes it. */

const PIECE = 32_768; // one long argument list is too much for old browsers
const PADDING = /[=]+$/u;

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE) {
    text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  }
  return btoa(text);
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  return base64(bytes).replace(/\+/gu, "-").replace(/\//gu, "_").replace(PADDING, "");
}

/** @param {string} text in base64url */
export function bytesOf(text) {
  const plain = text.replace(/-/gu, "+").replace(/_/gu, "/");
  return Uint8Array.from(atob(plain.padEnd(Math.ceil(plain.length / 4) * 4, "=")), (sign) => sign.charCodeAt(0));
}
