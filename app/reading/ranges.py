"""Parts of a file, for downloads that broke off (RFC 9110, sections 13.1.5 and 14). Each download is recorded once.

A download's entity tag holds when it was recorded, under a key of this council, and is valid in the network that it was
given to. A request from there for the rest, with the tag in `If-Range`, continues the recorded download. Every other
request begins a new one.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

TAG_KEY = "download tag"
"""The purpose for which the key of the tags is derived."""
GOES_ON_SECONDS = 3600
"""How many seconds after its beginning a download may be continued."""
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)
_TAG = re.compile(r'"([0-9a-f]{16})-([0-9a-f]{1,12})-([0-9a-f]{32})"')
_MAC_CHARACTERS = 32
_MOST_DIGITS = 18


class NoSuchPart(Exception):
    """The file ends before the part begins."""


@dataclass(frozen=True)
class FilePart:
    """Bytes `first` to `last` of a file, both included, counted from 0."""

    first: int
    last: int


def part_of(asked: str | None, size_bytes: int) -> FilePart | None:
    """The one part that the header `Range` asks for; None for the whole file.

    Other units, several parts and unreadable values are ignored, as the RFC allows. Raises NoSuchPart.
    """
    found = _RANGE.fullmatch((asked or "").strip())
    if found is None or max(map(len, found.groups())) > _MOST_DIGITS:
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        length = min(int(last), size_bytes)
        if not length:
            raise NoSuchPart
        return FilePart(size_bytes - length, size_bytes - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size_bytes:
        raise NoSuchPart
    return FilePart(int(first), min(int(last), size_bytes - 1) if last else size_bytes - 1)


def tag(key: bytes, sha256: str, network: str, began: int) -> str:
    """The strong entity tag of a download of the file with this hash, recorded at `began` (seconds since 1970), for
    this network.
    """
    mac = hmac.new(key, f"{sha256} {began:x} {network}".encode(), hashlib.sha256).hexdigest()[:_MAC_CHARACTERS]
    return f'"{sha256[:16]}-{began:x}-{mac}"'


def goes_on(key: bytes, sha256: str, network: str, shown: str | None, now: int) -> bool:
    """Whether `shown` is the tag of a download of this very file that began in this network less than an hour ago."""
    found = _TAG.fullmatch((shown or "").strip())
    if found is None:
        return False
    began = int(found[2], 16)
    is_ours = hmac.compare_digest(tag(key, sha256, network, began), found[0])
    return is_ours and 0 <= now - began <= GOES_ON_SECONDS
