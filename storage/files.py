"""Small files that must be right: written whole, flushed to the disk, and readable by their owner only."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
SECRET_FILE_LIMIT_BYTES = 16 * 1024


class UnsafeFile(Exception):
    """A secret file can be read or replaced by others, or is no regular file. Nothing was read from it."""

    code = "S201"
    sentence = (
        "鍵のファイルまたはフォルダーを、ほかの利用者が読める状態です。"
        "所有者だけが読める権限(フォルダー 700、ファイル 600)に直してください。"
    )

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{self.code} {path}: {detail}")
        self.path = path
        self.detail = detail


def flush_folder(folder: Path) -> None:
    """Make renames and new names inside `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; `os.write` may take fewer than it is given."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def make_private_folder(folder: Path) -> None:
    """Make `folder` (0700) where it is missing; an existing one must already be private."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    check_private_folder(folder)


def check_private_folder(folder: Path) -> None:
    """Raise UnsafeFile unless `folder` is a real folder of ours that nobody else may enter."""
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode):
        raise UnsafeFile(folder, "not a folder")
    _check_owner_and_mode(folder, info)


def read_secret(path: Path) -> bytes:
    """The content of a private regular file. Raises UnsafeFile, or FileNotFoundError.

    The rights are read from the opened descriptor, so that the file cannot be exchanged in between.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise UnsafeFile(path, "cannot be opened, or is a symbolic link") from error
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise UnsafeFile(path, "not a regular file")
        _check_owner_and_mode(path, info)
        return os.read(descriptor, SECRET_FILE_LIMIT_BYTES)
    finally:
        os.close(descriptor)


def write_secret(path: Path, data: bytes, *, may_replace: bool = False) -> None:
    """Write a private file whole or not at all, and flush it. Raises FileExistsError unless `may_replace`."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if may_replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    flush_folder(path.parent)


def _check_owner_and_mode(path: Path, info: os.stat_result) -> None:
    if info.st_mode & 0o077:
        raise UnsafeFile(path, f"mode {stat.S_IMODE(info.st_mode):03o}")
    if info.st_uid not in {os.geteuid(), 0}:
        raise UnsafeFile(path, f"owned by user {info.st_uid}")
