"""The master keys of this installation, in a private folder. Knows data keys and contexts; knows no object.

Losing this folder loses everything that is sealed: it is backed up apart from the objects.
"""

import base64
import binascii
import re
import secrets
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.files import check_private_folder, flush_folder, make_private_folder, read_secret, write_secret

KEY_BYTES = 32
_NONCE_BYTES = 12
_CURRENT = "current"
_ROOT = "root.secret"
_MASTER = re.compile(r"master-([0-9a-f]{8})\.key")
_KEY_LINE = re.compile(rb"gijo-(master|root)-1 ([0-9a-f]{64})\n")
_TOKEN = re.compile(r"k1\.([0-9a-f]{8})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})", re.ASCII)


class KeyFailure(Exception):
    """The key ring cannot serve. `sentence` is for the administrator."""

    code = "S210"
    sentence = "暗号鍵の処理ができませんでした。議会事務局に連絡してください。"


class KeyringMissing(KeyFailure):
    """The folder holds no key ring, or only a part of one."""

    code = "S211"
    sentence = "暗号鍵が見つかりません。鍵のフォルダーの場所を確かめるか、鍵のバックアップから戻してください。"


class KeyringTaken(KeyFailure):
    """`create` was asked for a folder that holds keys; overwriting them would lose everything they seal."""

    code = "S212"
    sentence = "鍵のフォルダーにはすでに暗号鍵があります。別のフォルダーを指定してください。"


class KeyUnknown(KeyFailure):
    """The token names a master key that is not in the ring: removed, or of another installation."""

    code = "S213"
    sentence = "このデータの暗号鍵がありません。同じ時期の鍵のバックアップから戻してください。"


class WrapBroken(KeyFailure):
    """The token was altered, or belongs to another row than the context says."""

    code = "S214"
    sentence = "暗号鍵の記録が壊れています。バックアップからの復元を検討してください。"


class Keyring:
    """Several master keys by id, of which one wraps and all unwrap, and one root secret for `derive`.

    Loaded once into memory; another process sees a rotation after `load`. Safe to share between threads.
    """

    def __init__(self, folder: Path, masters: dict[str, bytes], current_id: str, root: bytes) -> None:
        self._folder = folder
        self._masters = masters
        self._current_id = current_id
        self._root = root

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make a ring with one master key in `folder` (made 0700). Raises KeyringTaken, UnsafeFile."""
        make_private_folder(folder)
        if any(folder.glob("master-*.key")) or (folder / _ROOT).exists():
            raise KeyringTaken(str(folder))
        write_secret(folder / _ROOT, _key_line("root", secrets.token_bytes(KEY_BYTES)))
        key_id = _add_master(folder)
        write_secret(folder / _CURRENT, key_id.encode() + b"\n", may_replace=True)
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the ring. Raises UnsafeFile when others could read it, KeyringMissing when it is not whole."""
        try:
            check_private_folder(folder)
            root = _read_key(folder / _ROOT, "root")
            current_id = read_secret(folder / _CURRENT).decode("ascii", "replace").strip()
        except FileNotFoundError as error:
            raise KeyringMissing(str(error)) from error
        masters = {}
        for path in sorted(folder.iterdir()):
            if found := _MASTER.fullmatch(path.name):
                masters[found[1]] = _read_key(path, "master")
        if current_id not in masters:
            raise KeyringMissing(f"{folder}: the current master key is not there")
        return cls(folder, masters, current_id, root)

    @property
    def current_id(self) -> str:
        """The id of the master key that wraps."""
        return self._current_id

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of all master keys that can unwrap."""
        return tuple(self._masters)

    def wrap(self, data_key: bytes, context: str) -> str:
        """Seal a data key as text. `context` names the place it is kept (table, column and row id)."""
        key_id = self._current_id
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._masters[key_id]).encrypt(nonce, data_key, _bound(key_id, context))
        return f"k1.{key_id}.{_text(nonce)}.{_text(sealed)}"

    def unwrap(self, token: str, context: str) -> bytes:
        """The data key of a token. Raises KeyUnknown, or WrapBroken: altered, or not of this context."""
        key_id, nonce, sealed = _parse(token)
        master = self._masters.get(key_id)
        if master is None:
            raise KeyUnknown(key_id)
        try:
            return AESGCM(master).decrypt(nonce, sealed, _bound(key_id, context))
        except InvalidTag as error:
            raise WrapBroken(key_id) from error

    def rewrap(self, token: str, context: str) -> str:
        """The same data key under the current master key: a rotation touches rows, never objects."""
        return token if key_id_of(token) == self._current_id else self.wrap(self.unwrap(token, context), context)

    def rotate(self) -> str:
        """Add a master key and make it the current one; old ones still unwrap. Returns the new id."""
        key_id = _add_master(self._folder)
        write_secret(self._folder / _CURRENT, key_id.encode() + b"\n", may_replace=True)
        self._masters = {**self._masters, key_id: _read_key(self._folder / f"master-{key_id}.key", "master")}
        self._current_id = key_id
        return key_id

    def remove(self, key_id: str) -> None:
        """Destroy an old master key, once every token is rewrapped. Not the current one.

        On flash memory and in backups the bytes may live on: destroy those media too.
        """
        if key_id not in self._masters:
            raise KeyUnknown(key_id)
        if key_id == self._current_id:
            raise ValueError("the current master key cannot be removed")
        (self._folder / f"master-{key_id}.key").unlink()
        flush_folder(self._folder)
        self._masters = {known: key for known, key in self._masters.items() if known != key_id}

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (stamps, CSRF, token hashing), always the same here.

        They come from the root secret, which `rotate` never touches: past marks must resolve.
        """
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"gijo derive 1\0" + purpose.encode()).derive(self._root)


def key_id_of(token: str) -> str:
    """The id of the master key a token needs. Raises WrapBroken when it is no token."""
    return _parse(token)[0]


def _bound(key_id: str, context: str) -> bytes:
    return b"gijo wrap 1\0" + key_id.encode() + b"\0" + context.encode()


def _add_master(folder: Path) -> str:
    key_id = secrets.token_hex(4)
    write_secret(folder / f"master-{key_id}.key", _key_line("master", secrets.token_bytes(KEY_BYTES)))
    return key_id


def _key_line(kind: str, key: bytes) -> bytes:
    return f"gijo-{kind}-1 {key.hex()}\n".encode()


def _read_key(path: Path, kind: str) -> bytes:
    found = _KEY_LINE.fullmatch(read_secret(path))
    if found is None or found[1] != kind.encode():
        raise KeyringMissing(f"{path}: not a {kind} key")
    return bytes.fromhex(found[2].decode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _parse(token: str) -> tuple[str, bytes, bytes]:
    """Split a token; one spelling only, so that two different tokens are never the same key."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise WrapBroken("not a token")
    try:
        nonce, sealed = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in found.groups()[1:])
    except binascii.Error as error:
        raise WrapBroken("not a token") from error
    if _text(sealed) != found[3]:
        raise WrapBroken("not a token")
    return found[1], nonce, sealed
