"""`python -m tests.support.beside_s3 COMMAND`: a command whose council keeps its papers on the tests' S3 server.

The server is real (Ceph RGW, on loopback) and keeps everything in memory, so council and server last as long as the
command: `var-s3` is founded anew each time. Needs no package of development; `make run STORE=s3` starts it.
"""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.storage.rgw import INSTALL, Access, Gateway, missing_programs
from tests.support.install import S3_SERVER, ensure
from tests.support.tied import tied

HOME = Path("var-s3")
SETTINGS_FILE = HOME / "s3.env"
BUCKET = "gijo-demo"
_LOCK = HOME / ".running"


class AlreadyRunning(Exception):
    """Another command has its council in this folder."""


def settings_of(access: Access) -> dict[str, str]:
    """The product's settings (`docs/settings.md`) for this server."""
    return {
        "GIJO_HOME": str(HOME),
        "GIJO_STORE_KIND": "s3",
        "GIJO_STORE_ENDPOINT": access.endpoint,
        "GIJO_STORE_BUCKET": BUCKET,
        "GIJO_STORE_REGION": access.region,
        "GIJO_STORE_ACCESS_KEY": access.access_key,
        "GIJO_STORE_SECRET_KEY": access.secret_key,
        "GIJO_STORE_LOCK_DAYS": "1",
    }


@contextmanager
def fresh_home() -> Iterator[None]:
    """An empty folder for the council, gone afterwards. Raises AlreadyRunning."""
    HOME.mkdir(mode=0o700, exist_ok=True)
    with _LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        for left in HOME.iterdir():  # by a run that was killed: its papers went with its server
            if left.is_dir():
                shutil.rmtree(left)
            elif left != _LOCK:
                left.unlink()
        try:
            yield
        finally:
            shutil.rmtree(HOME)


def run(command: Sequence[str], settings: Mapping[str, str]) -> int:
    """The command with these settings, until it ends; its exit code, 128 and the number where a signal ended it."""
    lines = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in settings.items())
    SETTINGS_FILE.touch(mode=0o600)
    SETTINGS_FILE.write_text(lines, "utf-8")
    # Ctrl-C reaches the command too; this process stays until that has ended, and then stops the server.
    signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen(tied(command, signal="TERM"), env=os.environ | settings)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def main(command: Sequence[str]) -> int:
    """Exit 1 where the server is not installed or another one runs."""
    if missing_programs() and not (os.geteuid() == 0 and ensure((S3_SERVER,), must=True)):
        print(f"STORE=s3 needs a real S3 server; install it with: {INSTALL}", file=sys.stderr)
        return 1
    try:
        with fresh_home(), Gateway() as access:
            print(f"S3: {access.endpoint}, bucket {BUCKET}; its keys are in {SETTINGS_FILE}", flush=True)
            return run(command, settings_of(access))
    except AlreadyRunning:
        print(f"another council is using {HOME}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
