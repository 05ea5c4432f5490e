"""Objects in a local folder, for one machine. Knows files and flushes; knows nothing of what the bytes mean.

An object is the file `objects/<name>@`: the sign keeps `a` and `a/b` apart, and no name can hold it.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from storage.files import FILE_MODE, FOLDER_MODE, flush_folder, write_all
from storage.store import (
    STREAM_BYTES,
    Broken,
    Forbidden,
    Full,
    Missing,
    NameTaken,
    Stored,
    StoreFailure,
    StoreFinding,
    Unavailable,
    checked_name,
    checked_prefix,
)

_MARK = "@"
_ATTEMPTS = 5
_CAUSES: dict[int, type[StoreFailure]] = {
    errno.ENOENT: Missing,
    errno.ENOTDIR: Missing,
    errno.EEXIST: NameTaken,
    errno.ENOSPC: Full,
    errno.EDQUOT: Full,
    errno.EFBIG: Full,
    errno.EACCES: Forbidden,
    errno.EPERM: Forbidden,
    errno.EROFS: Forbidden,
    errno.ELOOP: Forbidden,
    errno.EIO: Broken,
}


class LocalStore:
    """A `Store` in the folder `root` (made when missing, 0700). Processes of one machine may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        with _translated(""):
            for folder in (root, self._objects, self._incoming):
                folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.sweep()

    def put(self, name: str, chunks: Iterable[bytes]) -> Stored:
        path = self._path(name)
        if self.exists(name):
            raise NameTaken(name)
        temporary, descriptor = self._open_temporary(name)
        try:
            try:
                stored = _write(name, descriptor, chunks)
                with _translated(name, absent=Unavailable):
                    self._publish(temporary, path)
            finally:
                # Removed before the lock goes, so that no sweep can meet the name in between.
                with contextlib.suppress(FileNotFoundError):
                    temporary.unlink()
        finally:
            os.close(descriptor)
        return stored

    def read(self, name: str) -> bytes:
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        path = self._path(name)
        with _translated(name):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            while True:
                with _translated(name):
                    piece = os.read(descriptor, STREAM_BYTES)
                if not piece:
                    return
                yield piece
        finally:
            os.close(descriptor)

    def exists(self, name: str) -> bool:
        path = self._path(name)
        try:
            with _translated(name):
                return stat.S_ISREG(path.lstat().st_mode)
        except Missing:
            return False

    def delete(self, name: str) -> bool:
        path = self._path(name)
        try:
            with _translated(name):
                path.unlink()
                flush_folder(path.parent)
                self._prune(path.parent)
        except Missing:
            return False
        return True

    def names(self, prefix: str = "") -> Iterator[str]:
        checked_prefix(prefix)
        top = self._objects / prefix.rpartition("/")[0]

        def refuse(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError):
                raise error

        with _translated(prefix):
            for folder, folders, files in os.walk(top, onerror=refuse):
                folders.sort()
                base = folder[len(str(self._objects)) + 1 :]  # text: making a Path of each name would be slow
                for file in sorted(files):
                    name = f"{base}/{file}".removeprefix("/").removesuffix(_MARK)
                    if file.endswith(_MARK) and name.startswith(prefix):
                        yield name

    def keep(self, name: str, data: bytes, until: datetime) -> bool:
        """Always False: whoever may write to a folder may also remove files from it."""
        del until
        self.put(name, [data])
        return False

    def kept(self, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.names(prefix), reverse=True):
            yield name, self.read(name)

    def sweep(self) -> int:
        """Writers hold a lock on their unfinished file, which the kernel drops when they die."""
        count = 0
        with _translated("", absent=Unavailable):
            for temporary in sorted(self._incoming.iterdir()):
                with contextlib.suppress(FileNotFoundError):
                    count += _remove_unless_locked(temporary)
        return count

    def check(self) -> list[StoreFinding]:
        findings = []
        try:
            self.sweep()
            name = f"check/{secrets.token_hex(8)}"
            probe = secrets.token_bytes(64)
            self.put(name, [probe])
            if self.read(name) != probe:
                findings.append(StoreFinding("unreadable", name, Broken.sentence))
            self.delete(name)
        except StoreFailure as failure:
            findings.append(StoreFinding("refused", failure.name, failure.sentence))
        for folder in (self._root, self._objects, self._incoming):
            if folder.exists() and folder.stat().st_mode & 0o077:
                sentence = f"フォルダー {folder} をほかの利用者が開けます。権限を 700 に直してください。"
                findings.append(StoreFinding("mode", str(folder), sentence))
        return findings

    def _path(self, name: str) -> Path:
        return self._objects / (checked_name(name) + _MARK)

    def _open_temporary(self, name: str) -> tuple[Path, int]:
        """A new file that this process has locked. (Not every disk knows O_TMPFILE.)"""
        for _ in range(_ATTEMPTS):
            temporary = self._incoming / secrets.token_hex(16)
            with _translated(name, absent=Unavailable):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
                descriptor = os.open(temporary, flags, FILE_MODE)
            if _lock(descriptor):
                return temporary, descriptor
            os.close(descriptor)
        raise Unavailable(name, "swept faster than locked")

    def _publish(self, temporary: Path, path: Path) -> None:
        """A hard link, unlike a rename, refuses a name that exists. Then flush every folder that changed."""
        attempts_left = _ATTEMPTS
        while True:
            attempts_left -= 1
            try:
                self._make_folders(path.parent)
                path.hardlink_to(temporary)
                break
            except FileNotFoundError:
                # Somebody deleted the last object here and pruned the folder just now.
                if not attempts_left:
                    raise
        flush_folder(path.parent)

    def _make_folders(self, folder: Path) -> None:
        missing = []
        while folder != self._objects and not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for made in reversed(missing):
            with contextlib.suppress(FileExistsError):
                made.mkdir(mode=FOLDER_MODE)
            flush_folder(made.parent)

    def _prune(self, folder: Path) -> None:
        while folder != self._objects:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


def _write(name: str, descriptor: int, chunks: Iterable[bytes]) -> Stored:
    """Errors of `chunks` pass as they are; only those of the disk are translated."""
    digest, size_bytes = hashlib.sha256(), 0
    for chunk in chunks:
        with _translated(name):
            write_all(descriptor, chunk)
        digest.update(chunk)
        size_bytes += len(chunk)
    with _translated(name):
        os.fsync(descriptor)
    return Stored(size_bytes, digest.hexdigest())


def _lock(descriptor: int) -> bool:
    """Lock a file that was just made. False when a sweep found it before it was locked, and removed its name."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(descriptor).st_nlink > 0


def _remove_unless_locked(temporary: Path) -> bool:
    descriptor = os.open(temporary, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        temporary.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextlib.contextmanager
def _translated(name: str, *, absent: type[StoreFailure] = Missing) -> Iterator[None]:
    """Raise our own error for one of the system's. `absent`: what a missing file means to the caller."""
    try:
        yield
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, Unavailable)
        raise (absent if cause is Missing else cause)(name, str(error)) from error
