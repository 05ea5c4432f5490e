"""Signed statements of how far the ledger reached, as text that fits on paper. Knows hashes and keys, no record.

The text is a signed note (C2SP signed-note, tlog-checkpoint): origin, number of records, hash, our lines, a blank
line, the signature. The hash is the head of a hash chain, not the root of a Merkle tree.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from storage.files import check_private_folder, make_private_folder, read_secret, write_secret

NO_CHECKPOINT = "0" * 64
ORIGIN_LIMIT_CHARACTERS = 200
_KEY_FILE = "ledger-signing.key"
_ED25519 = b"\x01"
_ORIGIN = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII)
_HASH = "[A-Za-z0-9+/]{43}="
_NOTE = re.compile(
    rf"(?P<origin>[^\n]+)\n(?P<seq>0|[1-9][0-9]{{0,15}})\n(?P<hash>{_HASH})\n"
    rf"at (?P<at>0|[1-9][0-9]{{0,15}})\nprevious (?P<previous>{_HASH})\n(?:export (?P<export>{_HASH})\n)?"
    r"\n— gijo-(?P<key_id>[0-9a-f]{16}) (?P<signature>[A-Za-z0-9+/]{91}=)\n",
    re.ASCII,
)


class CheckpointBroken(ValueError):
    """The text is no checkpoint, or its signature is not that of the key it names."""


class SignerFailure(Exception):
    """The signing key is not where it should be."""

    code = "S230"
    sentence = "台帳の署名鍵を読めません。鍵のフォルダーの場所を確かめるか、鍵のバックアップから戻してください。"


@dataclass(frozen=True)
class Checkpoint:
    """`seq` records were there at `at` (microseconds, UTC), and the hash of the last one was `hash` (hex).

    `previous` is the digest of the checkpoint before it, so that none can be taken out unseen. `export` is set only
    on the one that closes an export: the digest of its first line. `signature` is the base64 of the note.
    """

    origin: str
    seq: int
    hash: str
    at: int
    key_id: str
    signature: str = ""
    previous: str = NO_CHECKPOINT
    export: str = ""

    @classmethod
    def parse(cls, untrusted_text: str) -> Self:
        """Read the text, in its one spelling. Raises CheckpointBroken; the signature is not checked here."""
        found = _NOTE.fullmatch(untrusted_text)
        if found is None:
            raise CheckpointBroken("no checkpoint")
        read = cls(
            origin=found["origin"],
            seq=int(found["seq"]),
            hash=_hex(found["hash"]),
            at=int(found["at"]),
            key_id=found["key_id"],
            signature=found["signature"],
            previous=_hex(found["previous"]),
            export=_hex(found["export"]) if found["export"] else "",
        )
        if read.text() != untrusted_text:
            raise CheckpointBroken("another spelling")
        return read

    def signed_text(self) -> str:
        """What the signature covers."""
        export = f"export {_base64(self.export)}\n" if self.export else ""
        lines = f"{self.origin}\n{self.seq}\n{_base64(self.hash)}\nat {self.at}\nprevious {_base64(self.previous)}\n"
        return lines + export

    def text(self) -> str:
        """The whole note: what is exported, kept elsewhere, or printed."""
        return f"{self.signed_text()}\n— {_key_name(self.key_id)} {self.signature}\n"

    def digest(self) -> str:
        """What the next checkpoint names as `previous` (hex)."""
        return hashlib.sha256(b"gijo ledger checkpoint 1\n" + self.text().encode()).hexdigest()


@dataclass(frozen=True)
class TrustedKey:
    """A public key, and the records about which its signatures count.

    `first_seq`, `last_seq`: the numbers from which and up to which it was in service; None while it still is.
    """

    key: Ed25519PublicKey
    first_seq: int = 0
    last_seq: int | None = None

    @classmethod
    def from_pem(cls, pem: str, first_seq: int = 0, last_seq: int | None = None) -> Self:
        """Read a public key file. Raises ValueError when it is no Ed25519 key."""
        key = load_pem_public_key(pem.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("the ledger is signed with Ed25519")  # noqa: TRY004 - the file is wrong, not the type
        return cls(key, first_seq, last_seq)

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the raw key."""
        return _key_id(self.key)

    def check(self, checkpoint: Checkpoint) -> None:
        """Raise CheckpointBroken unless this key signed it and may speak for its records."""
        if checkpoint.key_id != self.key_id:
            raise CheckpointBroken("another key")
        if checkpoint.seq < self.first_seq or (self.last_seq is not None and checkpoint.seq > self.last_seq):
            raise CheckpointBroken("a key that may not speak for these records")
        blob = base64.b64decode(checkpoint.signature or "")
        if blob[:4] != _note_key_hash(self.key):
            raise CheckpointBroken("another key")
        try:
            self.key.verify(blob[4:], checkpoint.signed_text().encode())
        except InvalidSignature as error:
            raise CheckpointBroken("signature") from error


class Signer:
    """The private key that signs checkpoints, in a private folder. The only writer of signatures."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make a key in `folder` (made 0700). Raises SignerFailure when there is one, UnsafeFile."""
        make_private_folder(folder)
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            write_secret(folder / _KEY_FILE, pem)
        except FileExistsError as error:
            raise SignerFailure("a signing key is there already") from error
        return cls(key)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the key. Raises SignerFailure when there is none, UnsafeFile when others could read it."""
        try:
            check_private_folder(folder)
            key = load_pem_private_key(read_secret(folder / _KEY_FILE), password=None)
        except (FileNotFoundError, ValueError, TypeError) as error:
            raise SignerFailure(str(folder)) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SignerFailure("not an Ed25519 key")
        return cls(key)

    @property
    def key_id(self) -> str:
        """As in the checkpoints: see TrustedKey.key_id."""
        return _key_id(self._key.public_key())

    def public_pem(self) -> str:
        """The public key for verifiers. Keep copies outside of this machine."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(
        self, origin: str, seq: int, head: str, at: int, *, previous: str = NO_CHECKPOINT, export: str = ""
    ) -> Checkpoint:
        """State that record `seq` has the hash `head`. `previous`: `digest()` of the last checkpoint, if any.

        Raises ValueError for an origin that is not printable ASCII, like `gijo.town.example.jp/ledger`.
        """
        if len(origin) > ORIGIN_LIMIT_CHARACTERS or not _ORIGIN.fullmatch(origin):
            raise ValueError("an origin is printable ASCII without double spaces")
        blank = Checkpoint(origin, seq, head, at, self.key_id, previous=previous, export=export)
        blob = _note_key_hash(self._key.public_key()) + self._key.sign(blank.signed_text().encode())
        return replace(blank, signature=base64.b64encode(blob).decode())


def _key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _key_name(key_id: str) -> str:
    return f"gijo-{key_id}"


def _note_key_hash(key: Ed25519PublicKey) -> bytes:
    """C2SP signed-note: the first four bytes of SHA-256 over name, newline, algorithm and key."""
    name = _key_name(_key_id(key)).encode()
    return hashlib.sha256(name + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def _base64(hex_digits: str) -> str:
    return base64.b64encode(bytes.fromhex(hex_digits)).decode()


def _hex(text: str) -> str:
    return base64.b64decode(text).hex()
