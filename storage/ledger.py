"""The ledger's format: canonical bodies and the hash chain. Knows text and hashes; knows no database and no council."""

import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

GENESIS_HASH = "0" * 64
_DOMAIN = b"gijo ledger record v1\0"


def canonical(body: Mapping[str, Any]) -> bytes:
    """One byte form per content: NFC, sorted keys, no spaces, UTF-8; strings, integers, booleans, None and mappings."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def hash_record(former_hash: str, seq: int, body: bytes) -> str:
    """SHA-256 over the former record's hash, the number and the body, with a domain of its own; lower-case hex."""
    return sha256(_DOMAIN + bytes.fromhex(former_hash) + seq.to_bytes(8, "big") + body).hexdigest()
