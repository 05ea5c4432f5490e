"""The running program's own source as one archive, for whoever uses it (AGPL-3.0 section 13). Knows no council.

What goes in is named, folder by folder and kind by kind: data, keys and environments that lie beside it stay out.
"""

import functools
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from app.errors import AppError

PROJECT = Path(__file__).resolve().parents[2]
_FOLDERS = (".ci", "app", "docs", "load", "migrations", "storage", "tests", "viewer")
_FILES = (
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "biome.jsonc",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-build.lock",
    "requirements-dev.lock",
    "requirements.lock",
    "tsconfig.json",
    "tsconfig.tests.json",
)
_KINDS = frozenset(
    {
        "",
        ".css",
        ".grit",
        ".html",
        ".in",
        ".ini",
        ".js",
        ".lock",
        ".mako",
        ".md",
        ".py",
        ".svg",
        ".toml",
        ".ttf",
        ".txt",
        ".webmanifest",
        ".yml",
    }
)
_NAMED_FILE_LIMIT_BYTES = 16 * 1024 * 1024


class SourceMissing(AppError):
    """Installed without its project folder, so that building it could not be handed out."""

    status, code = 503, "E504"
    sentence = "ソースコードをこのサーバーから渡せません。議会事務局に連絡してください。配布元の写しを渡します。"


@functools.cache
def archive(project: Path = PROJECT) -> bytes:
    """The source as a gzipped tar, made once a process. Raises SourceMissing."""
    if not all((project / name).is_file() for name in ("LICENSE", "pyproject.toml", "requirements.lock")):
        raise SourceMissing(cause=f"no project folder at {project}")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as tar:
        for file in files(project):
            tar.add(file, f"gijo/{file.relative_to(project).as_posix()}", recursive=False, filter=_anonymous)
    return buffer.getvalue()


def files(project: Path) -> Iterator[Path]:
    """The files of the source, in order."""
    for name in _FILES:
        if _is_plain(project / name):
            yield project / name
    for folder in _FOLDERS:
        for file in sorted((project / folder).rglob("*")):
            if file.suffix in _KINDS and _is_plain(file) and not _is_hidden(file.relative_to(project / folder)):
                yield file


def _is_plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size <= _NAMED_FILE_LIMIT_BYTES


def _is_hidden(inside: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in inside.parts)


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of the users of this machine."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    return info
