"""A device's key and its proofs: ECDSA P-256 with SHA-256, as WebCrypto makes them. Pure: no database, no request.

Keys come as SPKI (RFC 5480) in base64, signatures as r and s of 32 bytes each (IEEE P1363), in base64.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

_SPKI_BYTES = 91
_SIGNATURE_BYTES = 64
_MAX_TEXT = 200


class ProofPurpose(StrEnum):
    """What a proof is for. It is part of what is signed, so that a proof for one purpose is not valid for another."""

    SIGN_IN = "sign-in"
    RENEWAL = "renewal"


@dataclass(frozen=True)
class DeviceKey:
    """A device's public key: SPKI in base64. `hash`: SHA-256 of the SPKI bytes in hex, by which its row is found."""

    public_key: str
    hash: str

    @classmethod
    def read(cls, untrusted_key: str) -> "DeviceKey | None":
        """The key, when the text is a P-256 key with an uncompressed point; None for anything else.

        Only one encoding is taken, or the same key could come under several hashes and be a new device each time.
        """
        spki = _bytes(untrusted_key, _SPKI_BYTES)
        if spki is None or _loaded(spki) is None:
            return None
        return cls(base64.b64encode(spki).decode(), sha256(spki).hexdigest())

    def has_signed(self, purpose: ProofPurpose, nonce: str, untrusted_signature: str) -> bool:
        """True when this key made the signature, over exactly this purpose and nonce. False for an empty nonce."""
        raw = _bytes(untrusted_signature, _SIGNATURE_BYTES)
        key = _loaded(base64.b64decode(self.public_key))
        if raw is None or key is None or not nonce:
            return False
        half = _SIGNATURE_BYTES // 2
        signature = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
        try:
            key.verify(signature, message(purpose, nonce), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def message(purpose: ProofPurpose, nonce: str) -> bytes:
    """The bytes that a device signs. `app/static/js` builds the same text."""
    return f"gijo device {purpose.value} {nonce}".encode()


def _bytes(untrusted_text: str, size: int) -> bytes | None:
    if len(untrusted_text) > _MAX_TEXT:
        return None
    try:
        raw = base64.b64decode(untrusted_text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size else None


def _loaded(spki: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    same = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key if same == spki else None
