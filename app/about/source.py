"""The running program's own source as one archive, for whoever uses it (AGPL-3.0 section 13). Knows no council.

What goes in is what is under version control, and nothing is found by looking: in a checkout git names it, and every
archive carries the list of its files, by which a copy made from it hands out the same again. What else lies between
them, data, keys and environments, stays out.
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
"""The list in an archive: a name a line, in order, itself left out. It is under no version control."""

_GIT_SECONDS = 20


class SourceMissing(AppError):
    """Installed without its project folder, so that building it could not be handed out."""

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
    """What git tracks, where the project is a checkout; empty where it is none, or git does not answer."""
    if not (project / ".git").exists():
        return []
    # Also where another user of this machine has made the checkout; nothing of its configuration runs for a listing.
    command = ["git", "-c", f"safe.directory={project}", "-c", "core.fsmonitor=", "-C", str(project), "ls-files", "-z"]
    try:
        told = subprocess.run(command, capture_output=True, check=True, timeout=_GIT_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return []
    return sorted(name for name in told.stdout.decode().split("\0") if name)


def _listed(project: Path) -> list[str]:
    """What the archive named from which this copy was made."""
    try:
        names = (project / MANIFEST).read_text("utf-8").splitlines()
    except OSError as error:
        raise SourceMissing(cause=f"neither git nor {MANIFEST} names the source at {project}") from error
    return [name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts]


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of the users of this machine."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    return info
