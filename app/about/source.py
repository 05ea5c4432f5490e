"""The running program's own source as one archive, for its users (AGPL-3.0 section 13). Knows no council.

The archive holds the files under version control. In a checkout, git lists them. Every archive contains that list, so
that a copy made from it can offer the same archive. The folder itself is never searched, so that data, keys and
environments in it stay out.
"""

import functools
import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from app.errors import AppError

PROJECT = Path(__file__).resolve().parents[2]
MANIFEST = "app/about/manifest.txt"
"""The list in an archive: one name a line, sorted, without itself. It is not under version control."""

_GIT_SECONDS = 20


class SourceMissing(AppError):
    """The program was installed without its project folder, which also holds what is needed to build it."""

    status, code = 503, "E504"
    sentence = "ソースコードをこのサーバーから渡せません。議会事務局に連絡してください。配布元の写しを渡します。"


@functools.cache
def archive(project: Path = PROJECT) -> bytes:
    """The source as a gzipped tar, made once a process. Raises SourceMissing."""
    if not all((project / name).is_file() for name in ("LICENSE", "pyproject.toml", "requirements.lock")):
        raise SourceMissing(cause=f"no project folder at {project}")
    return _pack(project)


def _pack(project: Path) -> bytes:
    packed = list(files(project))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as tar:
        for file in packed:
            tar.add(file, f"gijo/{file.relative_to(project).as_posix()}", recursive=False, filter=_anonymous)
        names = "".join(f"{file.relative_to(project).as_posix()}\n" for file in packed).encode()
        listed = tarfile.TarInfo(f"gijo/{MANIFEST}")
        listed.size, listed.mode = len(names), 0o644
        tar.addfile(listed, io.BytesIO(names))
    return buffer.getvalue()


def files(project: Path) -> Iterator[Path]:
    """The files of the source, in order. Raises SourceMissing where nothing names them."""
    for name in _tracked(project) or _listed(project):
        file = project / name
        if file.is_file() and not file.is_symlink():
            yield file


def _tracked(project: Path) -> list[str]:
    """The files that git tracks; empty when the project is no checkout, or git does not answer."""
    if not (project / ".git").exists():
        return []
    # Also for a checkout owned by another user of this machine: a listing runs nothing of its configuration.
    command = ["git", "-c", f"safe.directory={project}", "-c", "core.fsmonitor=", "-C", str(project), "ls-files", "-z"]
    try:
        told = subprocess.run(command, capture_output=True, check=True, timeout=_GIT_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return []
    return sorted(name for name in told.stdout.decode().split("\0") if name)


def _listed(project: Path) -> list[str]:
    """The files in the list of the archive from which this copy was made; empty without a list."""
    try:
        names = (project / MANIFEST).read_text("utf-8").splitlines()
    except OSError as error:
        raise SourceMissing(cause=f"neither git nor {MANIFEST} names the source at {project}") from error
    return [name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts]


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without names and numbers of this machine's users."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    return info
