"""A soft tablet: an ECDSA P-256 key that proves itself as the browser's script does. Sends nothing by itself."""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGN_IN, RENEWAL = "sign-in", "renewal"


class Tablet:
    """One device key. `fields_of_sign_in(nonce)` goes with the code; `fields_of_renewal(nonce)` to POST /session/renew.

    The nonce of a sign-in stands in the code page's `data-device-nonce`; the nonce of a renewal in every page's
    `<meta name="session-renewal" content="SECONDS NONCE">`, and in each answer to a renewal.
    """

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        spki = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = base64.b64encode(spki).decode()

    def sign(self, purpose: str, nonce: str) -> str:
        """The proof, as WebCrypto writes it: r and s of 32 bytes each, in base64."""
        signature = self._key.sign(f"gijo device {purpose} {nonce}".encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()

    def fields_of_sign_in(self, nonce: str) -> dict[str, str]:
        """What the code page's script adds to its form."""
        return {"device_key": self.public_key, "device_proof": self.sign(SIGN_IN, nonce)}

    def fields_of_renewal(self, nonce: str) -> dict[str, str]:
        """The body of a renewal."""
        return {"nonce": nonce, "signature": self.sign(RENEWAL, nonce)}
