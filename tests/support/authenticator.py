"""A soft WebAuthn authenticator and browser: makes and shows keys, and lets a test spoil any one part first.

CBOR and COSE are written by hand (RFC 8949, RFC 9052), so that nothing of the library under test is used to test it.
"""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40


def text(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(encoded: str) -> bytes:
    """Bytes of base64url."""
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def cbor(value: Any) -> bytes:
    """Integers, byte strings, texts and maps; all that a passkey needs."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())
    raise TypeError(type(value).__name__)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    if number < 256:
        return bytes([major << 5 | 24, number])
    return bytes([major << 5 | 25]) + number.to_bytes(2, "big")


@dataclass
class Ceremony:
    """Everything that goes into one answer, before it is put together and signed. A test changes what it likes."""

    client: dict[str, Any]
    rp_id: str
    flags: int
    count: int
    credential_id: bytes
    user_handle: bytes | None
    algorithm: int = -7
    format: str = "none"
    statement: dict[str, Any] = field(default_factory=dict)
    key: ec.EllipticCurvePrivateKey | None = None
    raw_id: bytes | None = None
    whole: Callable[[dict[str, Any]], None] = lambda _answer: None


Spoil = Callable[[Ceremony], None]


def _nothing(_ceremony: Ceremony) -> None:
    return


@dataclass
class Authenticator:
    """One ES256 credential. `make` registers it, `show` proves it; `spoil` changes the ceremony before it is signed."""

    origin: str = "http://localhost:8000"
    flags: int = UP | UV
    count: int = 0
    step: int = 1
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], spoil: Spoil = _nothing) -> str:
        """The JSON that a browser sends after `create`."""
        self.user_handle = raw(options["user"]["id"])
        ceremony = self._ceremony("webauthn.create", options["challenge"], options["rp"]["id"], self.flags | AT)
        spoil(ceremony)
        made = self._authenticator_data(ceremony) + (self._credential(ceremony) if ceremony.flags & AT else b"")
        attestation = cbor({"fmt": ceremony.format, "attStmt": ceremony.statement, "authData": made})
        response = {"clientDataJSON": text(_json(ceremony.client)), "attestationObject": text(attestation)}
        return self._answer(ceremony, response | {"transports": ["internal"]})

    def show(self, options: dict[str, Any], spoil: Spoil = _nothing) -> str:
        """The JSON that a browser sends after `get`."""
        self.count += self.step
        ceremony = self._ceremony("webauthn.get", options["challenge"], options["rpId"], self.flags)
        spoil(ceremony)
        data, client = self._authenticator_data(ceremony), _json(ceremony.client)
        signature = (ceremony.key or self.key).sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response: dict[str, Any] = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": None if ceremony.user_handle is None else text(ceremony.user_handle),
        }
        return self._answer(ceremony, response)

    def _ceremony(self, kind: str, challenge: str, rp_id: str, flags: int) -> Ceremony:
        client = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return Ceremony(client, rp_id, flags, self.count, self.credential_id, self.user_handle)

    def _authenticator_data(self, ceremony: Ceremony) -> bytes:
        head = sha256(ceremony.rp_id.encode()).digest() + bytes([ceremony.flags])
        return head + (ceremony.count & 0xFFFFFFFF).to_bytes(4, "big")

    def _credential(self, ceremony: Ceremony) -> bytes:
        numbers = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: ceremony.algorithm,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        size = len(ceremony.credential_id).to_bytes(2, "big")
        return bytes(16) + size + ceremony.credential_id + cbor(cose)

    def _answer(self, ceremony: Ceremony, response: dict[str, Any]) -> str:
        name = text(ceremony.credential_id if ceremony.raw_id is None else ceremony.raw_id)
        answer = {"id": name, "rawId": name, "type": "public-key", "response": response}
        ceremony.whole(answer)
        return json.dumps(answer)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
