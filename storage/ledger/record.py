"""One record of the ledger as bytes, and the hash that chains it. Knows no database, no key and no event's meaning."""

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from storage.letters import composed

GENESIS_HASH = "0" * 64
TEXT_LIMIT_CHARACTERS = 8192
BODY_LIMIT_BYTES = 64 * 1024
INTEGER_LIMIT = 2**53 - 1
_DEPTH_LIMIT = 6
_DOMAIN = b"gijo ledger record 1\n"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
# Control characters, line separators and marks that turn the reading direction: written as \uXXXX, so that an export
# is one line a record for every tool, and shows on a screen what it is.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


class NotCanonical(ValueError):
    """The value cannot stand in the ledger: a fraction, a number beyond 2^53, a wrong key, too long or too deep."""


@dataclass(frozen=True)
class Entry:
    """A record in its chain. `body` is the canonical JSON; `hash` covers it, its number (from 1) and `prev_hash`."""

    seq: int
    prev_hash: str
    hash: str
    body: bytes

    @property
    def record(self) -> dict[str, object]:
        """The record itself, parsed anew."""
        found: dict[str, object] = json.loads(self.body)
        return found


def canonical(record: Mapping[str, object]) -> bytes:
    """The one spelling of a record: UTF-8 JSON, keys sorted, no spaces, text in NFC. Raises NotCanonical.

    Text, integers up to 2^53 - 1 (what every JSON reader keeps exactly, RFC 7493), true, false, null, lists and
    objects of these; keys are `[a-z][a-z0-9_]*`. Lone surrogates have no UTF-8 and are refused.
    """
    clean = _clean(dict(record), _DEPTH_LIMIT)
    text = json.dumps(clean, ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
    if not text.isascii():
        text = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate") from error
    if len(body) > BODY_LIMIT_BYTES:
        raise NotCanonical(f"a record of {len(body)} bytes")
    return body


def parse(untrusted_body: bytes) -> dict[str, object]:
    """The record of a canonical body. Raises NotCanonical for any other spelling, double keys among them."""
    if len(untrusted_body) > BODY_LIMIT_BYTES:
        raise NotCanonical("too long")
    try:
        record = json.loads(untrusted_body, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("no JSON of ours") from error
    if not isinstance(record, dict) or canonical(record) != untrusted_body:
        raise NotCanonical("another spelling")
    return record


def hash_record(prev_hash: str, seq: int, body: bytes) -> str:
    """SHA-256 over a domain line, the previous hash (32 bytes), the number (8 bytes, big-endian) and the body."""
    return hashlib.sha256(_DOMAIN + bytes.fromhex(prev_hash) + seq.to_bytes(8, "big") + body).hexdigest()


def chain(prev_hash: str, seq: int, record: Mapping[str, object]) -> Entry:
    """Put a record behind `prev_hash` (GENESIS_HASH for number 1). Raises NotCanonical."""
    body = canonical(record)
    return Entry(seq, prev_hash, hash_record(prev_hash, seq, body), body)


def _clean(value: object, depth: int) -> Json:
    if isinstance(value, str):
        return _clean_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -INTEGER_LIMIT <= value <= INTEGER_LIMIT:
            raise NotCanonical("an integer beyond 2^53 - 1")
        return int(value)
    if depth == 0:
        raise NotCanonical("too deep")
    if isinstance(value, dict):
        return {_clean_key(key): _clean(part, depth - 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part, depth - 1) for part in value]
    raise NotCanonical(f"a {type(value).__name__} in a record")


def _clean_text(text: str) -> str:
    # The length comes first: normalising long runs of combining marks takes quadratic time in Python 3.11.
    if len(text) > TEXT_LIMIT_CHARACTERS:
        raise NotCanonical(f"a text of {len(text)} characters")
    return str(composed(text))


@functools.lru_cache(maxsize=1024)
def _clean_key(key: object) -> str:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise NotCanonical("a key outside [a-z][a-z0-9_]*")
    return key


def _refuse(_text: str) -> NoReturn:
    raise NotCanonical("a number that is no integer")
