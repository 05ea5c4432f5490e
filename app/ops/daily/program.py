"""The program's own files, each part told by a digest, so that rewriting them beside the service is found (6-5(1)②).

What each start records is compared at the next start of the same version, and once a day while the service runs.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]

_SCREENS = ("app/static", "app/templates", "viewer/client")
_CODE = ("app", "viewer", "storage", "migrations")
_DIGEST_CHARACTERS = 32

WORDS = {"screens": "画面の部品（スクリプト、見た目、ひな型）", "code": "プログラム"}
"""The parts, by the names under which their digests are recorded."""


def digests() -> dict[str, str]:
    """A digest of each part: of the names of its files, and of what is in them."""
    sums = {part: hashlib.sha256() for part in WORDS}
    for name in sorted(_files()):
        part = "screens" if name.startswith(tuple(f"{folder}/" for folder in _SCREENS)) else "code"
        sums[part].update(f"{name}\0".encode() + hashlib.sha256((PROJECT / name).read_bytes()).digest())
    return {part: found.hexdigest()[:_DIGEST_CHARACTERS] for part, found in sums.items()}


def _files() -> Iterator[str]:
    """Their names below the project's folder, without what Python keeps beside its modules."""
    for folder in _CODE:
        for found in (PROJECT / folder).rglob("*"):
            if "__pycache__" not in found.parts and found.is_file():
                yield found.relative_to(PROJECT).as_posix()


def rewritten(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The parts whose digests differ from those recorded; none where nothing was recorded."""
    return sorted(part for part in recorded if part in WORDS and recorded[part] != now.get(part))
