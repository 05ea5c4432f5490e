"""A tablet's own key: it signs at sign-in and renews the session in time, as the page's script does with WebCrypto."""

import base64
import json
import random
import re
import threading
import time
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from load.rehearsal.browser import Browser, LineLost

_EARLY_SECONDS = 60.0
_SPREAD_SECONDS = 20.0
_TRIES = 4
_RENEWAL = re.compile(r'<meta name="session-renewal" content="(\d+) ([^ "]+)[^"]*"')


class Over(Protocol):
    """Tells whether the sitting is over, so that no session is needed any more."""

    def wait(self, timeout: float) -> bool:
        """True once it is over."""


class DeviceKey:
    """ECDSA P-256 with SHA-256; signatures as r and s (IEEE P1363)."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> str:
        """SPKI in base64."""
        spki = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(spki).decode()

    def sign(self, purpose: str, nonce: str) -> str:
        """The proof over a purpose (sign-in, renewal) and the server's nonce."""
        signature = self._key.sign(f"gijo device {purpose} {nonce}".encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def keep(browser: Browser, key: DeviceKey, home: str, csrf: str, over: Over) -> None:
    """Renew the session in the background until it is over. `home`: the first screen after signing in."""
    due = renewal_due(home)
    if due is not None:
        threading.Thread(target=_renew, args=(browser.beside(), key, *due, csrf, over), daemon=True).start()


def renewal_due(screen: str) -> tuple[float, str] | None:
    """In how many seconds the session is to be renewed, and the nonce to sign; None: the screen says nothing of it."""
    found = _RENEWAL.search(screen)
    return (float(found[1]), found[2]) if found is not None else None


def _renew(browser: Browser, key: DeviceKey, due_seconds: float, nonce: str, csrf: str, over: Over) -> None:
    """A whole council signed in together must not renew in the same second."""
    early = _EARLY_SECONDS + random.uniform(0, _SPREAD_SECONDS)  # noqa: S311 - a spread in time, no secret
    due_at = time.monotonic() + due_seconds
    while not over.wait(max(0.5, due_at - early - time.monotonic())):
        for _ in range(_TRIES):
            fields = {"nonce": nonce, "signature": key.sign("renewal", nonce)}
            try:
                answer = browser.post("/session/renew", fields, csrf=csrf)
            except LineLost:
                break
            body = json.loads(answer.body)
            nonce = body.get("nonce") or nonce
            if answer.status == 200:
                due_at = time.monotonic() + float(body.get("due_in_seconds", due_seconds))
            if answer.status != 409:
                break
