"""The master keys of this installation, in a private folder. Knows data keys and contexts; knows no object.

Losing this folder loses everything that is sealed: it is backed up apart from the objects.
"""

import base64
import binascii
import contextlib
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.files import (
    FILE_MODE,
    UnsafeFile,
    check_private_folder,
    flush_folder,
    make_private_folder,
    read_secret,
    write_all,
    write_secret,
)

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


class NoCopy(KeyFailure):
    """The folder that was named as a copy of this key ring holds another ring or none, or cannot be written."""

    code = "S215"
    sentence = "この場所には、いまの鍵の控えがありません。keys フォルダーを写した、別々の場所を指定してください。"


class _Ring(NamedTuple):
    """What the folder held when it was read. `stamp`: of the file that names the current key."""

    masters: dict[str, bytes]
    current_id: str
    root: bytes
    stamp: tuple[int, int]


class Keyring:
    """Several master keys by id, of which one wraps and all unwrap, and one root secret for `derive`.

    Kept in memory, and read again from the folder when another process has changed which key wraps, and for a token
    whose key is not known here. A folder that cannot be read any more leaves the ring as it is. Safe to share between
    threads: what was read is exchanged as one.
    """

    def __init__(self, folder: Path, ring: _Ring) -> None:
        self._folder = folder
        self._ring = ring

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
        return cls(folder, _read(folder))

    @property
    def current_id(self) -> str:
        """The id of the master key that wraps."""
        return self._newest().current_id

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of all master keys that can unwrap, in no order of time."""
        return tuple(self._newest().masters)

    def wrap(self, data_key: bytes, context: str) -> str:
        """Seal a data key as text. `context` names the place it is kept (table, column and row id)."""
        ring = self._newest()
        key_id, nonce = ring.current_id, secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(ring.masters[key_id]).encrypt(nonce, data_key, _bound(key_id, context))
        return f"k1.{key_id}.{_text(nonce)}.{_text(sealed)}"

    def unwrap(self, token: str, context: str) -> bytes:
        """The data key of a token. Raises KeyUnknown, or WrapBroken: altered, or not of this context."""
        key_id, nonce, sealed = _parse(token)
        master = self._newest().masters.get(key_id) or self._read_again().masters.get(key_id)
        if master is None:
            raise KeyUnknown(key_id)
        try:
            return AESGCM(master).decrypt(nonce, sealed, _bound(key_id, context))
        except InvalidTag as error:
            raise WrapBroken(key_id) from error

    def rewrap(self, token: str, context: str) -> str:
        """The same data key under the current master key: a rotation touches rows, never objects."""
        return token if key_id_of(token) == self.current_id else self.wrap(self.unwrap(token, context), context)

    def add(self) -> str:
        """Add a master key, which unwraps nothing yet and wraps only once it is told to (`use`). Returns its id."""
        key_id = _add_master(self._folder)
        self._read_again()
        return key_id

    def use(self, key_id: str) -> None:
        """Let this master key wrap from now on, in every process that reads this folder. Raises KeyUnknown."""
        if key_id not in self._read_again().masters:
            raise KeyUnknown(key_id)
        write_secret(self._folder / _CURRENT, key_id.encode() + b"\n", may_replace=True)
        self._read_again()

    def copy_to(self, folders: Sequence[Path], key_id: str) -> None:
        """Write a master key into copies of this folder as their current one, flushed and read back. Raises NoCopy.

        Each has every key of this ring afterwards, and opens what this one opens, even if it was not named at the last
        exchange. When it raises, all are as they were, as far as they can still be written. The rights of a copy are
        its owner's care: a medium that is locked away may know none.
        """
        ring = {_ROOT: read_secret(self._folder / _ROOT)}
        ring |= {name: read_secret(self._folder / name) for name in map(_name_of, self._read_again().masters)}
        current = key_id.encode() + b"\n"
        with contextlib.ExitStack() as taken_back:
            try:
                lacking = [(folder, _lacking(folder, ring)) for folder in _apart(self._folder, folders)]
                for folder, names in lacking:
                    for name in names:
                        taken_back.callback(_put_back, folder / name, None)
                        _write_plain(folder / name, ring[name])
                for folder in folders:
                    former = (folder / _CURRENT).read_bytes() if (folder / _CURRENT).exists() else None
                    taken_back.callback(_put_back, folder / _CURRENT, former)
                    _write_plain(folder / _CURRENT, current)
            except OSError as error:
                raise NoCopy(str(error)) from error
            taken_back.pop_all()

    def remove(self, key_id: str) -> None:
        """Destroy an old master key, once every token is rewrapped. Not the current one.

        On flash memory and in backups the bytes may live on: destroy those media too.
        """
        ring = self._read_again()
        if key_id not in ring.masters:
            raise KeyUnknown(key_id)
        if key_id == ring.current_id:
            raise ValueError("the current master key cannot be removed")
        (self._folder / _name_of(key_id)).unlink()
        flush_folder(self._folder)
        # Written anew, so that the other processes read the folder again and forget the key as well.
        write_secret(self._folder / _CURRENT, ring.current_id.encode() + b"\n", may_replace=True)
        self._read_again()

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (stamps, CSRF, token hashing), always the same here.

        They come from the root secret, which no new master key touches: past marks must resolve.
        """
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"gijo derive 1\0" + purpose.encode()).derive(self._ring.root)

    def _newest(self) -> _Ring:
        """The ring as the folder holds it, read again only when the file that names the current key is another one."""
        with contextlib.suppress(OSError):
            if _stamp(self._folder) != self._ring.stamp:
                return self._read_again()
        return self._ring

    def _read_again(self) -> _Ring:
        with contextlib.suppress(KeyringMissing, UnsafeFile, OSError):
            ring = _read(self._folder)
            if ring.root == self._ring.root:  # a folder of another installation is none of ours
                self._ring = ring
        return self._ring


def key_id_of(token: str) -> str:
    """The id of the master key a token needs. Raises WrapBroken when it is no token."""
    return _parse(token)[0]


def _bound(key_id: str, context: str) -> bytes:
    return b"gijo wrap 1\0" + key_id.encode() + b"\0" + context.encode()


def _read(folder: Path) -> _Ring:
    try:
        check_private_folder(folder)
        root, stamp = _read_key(folder / _ROOT, "root"), _stamp(folder)
        current_id = read_secret(folder / _CURRENT).decode("ascii", "replace").strip()
    except FileNotFoundError as error:
        raise KeyringMissing(str(error)) from error
    masters = {}
    for path in sorted(folder.iterdir()):
        if found := _MASTER.fullmatch(path.name):
            masters[found[1]] = _read_key(path, "master")
    if current_id not in masters:
        raise KeyringMissing(f"{folder}: the current master key is not there")
    return _Ring(masters, current_id, root, stamp)


def _stamp(folder: Path) -> tuple[int, int]:
    """Of the file that names the current key: another one whenever it was written."""
    info = (folder / _CURRENT).stat()
    return info.st_ino, info.st_mtime_ns


def _apart(own: Path, folders: Sequence[Path]) -> Sequence[Path]:
    """The folders, when each is another one than this ring's and than each other. Raises NoCopy, OSError."""
    for number, folder in enumerate(folders):
        if any(folder.samefile(other) for other in (own, *folders[:number])):
            raise NoCopy(f"{folder}: the key ring itself, or named twice")
    return folders


def _lacking(folder: Path, ring: Mapping[str, bytes]) -> list[str]:
    """The names of the ring's files that a copy lacks. Raises NoCopy when it is none: one file is another; OSError."""
    if (folder / _ROOT).read_bytes() != ring[_ROOT]:
        raise NoCopy(str(folder))
    names = [name for name in ring if not (folder / name).exists()]
    for name in ring.keys() - set(names):
        if (folder / name).read_bytes() != ring[name]:
            raise NoCopy(f"{folder / name}: another key of the same name")
    return names


def _put_back(path: Path, former: bytes | None) -> None:
    with contextlib.suppress(OSError, NoCopy):
        if former is None:
            path.unlink(missing_ok=True)
        else:
            _write_plain(path, former)


def _write_plain(path: Path, data: bytes) -> None:
    """Write and flush a file where links may not be known, as on a memory stick; it is there whole or as it was.

    Raises OSError, and NoCopy when something else is read back.
    """
    temporary = path.with_name(f"{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)
    flush_folder(path.parent)
    if path.read_bytes() != data:
        raise NoCopy(f"{path}: written, and read back as something else")


def _add_master(folder: Path) -> str:
    key_id = secrets.token_hex(4)
    write_secret(folder / _name_of(key_id), _key_line("master", secrets.token_bytes(KEY_BYTES)))
    return key_id


def _name_of(key_id: str) -> str:
    return f"master-{key_id}.key"


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
