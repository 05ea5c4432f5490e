"""`python -m tests.support.install`: checks for what the tests need besides Python, and installs it in CI.

Debian packages only. With CI=true a component that cannot be installed ends the run. On a developer's machine it is
named, with the command that installs it, and the tests that need it are skipped by name.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Component:
    """Something a test needs: `programs` must all be found on the path or in `folder`, `files` where they say;
    `packages` bring them.

    `before`: a file and its text, put there before the packages are.
    """

    name: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    folder: str = ""
    files: tuple[str, ...] = ()
    before: tuple[str, str] | None = None

    @property
    def is_here(self) -> bool:
        places = [os.environ.get("PATH", ""), *map(str, Path("/").glob(self.folder) if self.folder else ())]
        has_programs = all(shutil.which(program, path=os.pathsep.join(places)) for program in self.programs)
        return has_programs and all(Path(file).exists() for file in self.files)

    def prepare(self) -> None:
        """Put the file there."""
        if self.before is not None:
            path = Path(self.before[0])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.before[1])


S3_SERVER = Component(
    "an S3 server (Ceph RGW)",
    ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph"),
    ("ceph-mon", "ceph-osd", "radosgw"),
)
COMPONENTS = (
    Component(
        "Chromium without windows, with Japanese fonts",
        ("chromium-headless-shell",),
        ("chromium-headless-shell", "fonts-noto-cjk"),
    ),
    Component(
        "WebKit with a display for it",
        ("WebKitWebDriver", "MiniBrowser", "Xvfb"),
        ("webkit2gtk-driver", "xvfb", "fonts-noto-cjk"),
        folder="usr/lib/*/webkit*gtk-*",
    ),
    S3_SERVER,
    Component(
        "PostgreSQL 15 or newer",
        ("initdb", "pg_ctl", "postgres", "setpriv"),
        ("postgresql", "util-linux"),
        folder="usr/lib/postgresql/*/bin",
        # The package would make a cluster of its own on port 5432 and start it; the tests start a private one.
        before=("/etc/postgresql-common/createcluster.d/gijo-tests.conf", "create_main_cluster = false\n"),
    ),
    Component("PgBouncer", ("pgbouncer",), ("pgbouncer",), folder="usr/sbin"),
    Component("nginx", ("nginx",), ("nginx-light",), folder="usr/sbin"),
    Component("LibreOffice Calc", ("soffice",), ("libreoffice-calc-nogui",)),
    Component(
        "Tesseract with its Japanese models",
        ("tesseract",),
        ("tesseract-ocr", "tesseract-ocr-jpn", "tesseract-ocr-jpn-vert"),
    ),
    Component("the kernel's headers", (), ("linux-libc-dev",), files=("/usr/include/asm-generic/unistd.h",)),
)
BENCH_COMPONENTS = (Component("nginx and wrk", ("nginx", "wrk"), ("nginx-light", "wrk")),)


def ensure(components: tuple[Component, ...], *, must: bool) -> bool:
    """True when all are here afterwards. `must` installs what is missing (as root)."""
    missing = [component for component in components if not component.is_here]
    if not missing:
        return True
    packages = [package for component in missing for package in component.packages]
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if not must or os.geteuid() != 0 or shutil.which("apt-get") is None:
        for component in missing:
            print(
                f"not here: {component.name}; tests that need it will skip. Install: apt-get install -y "
                + " ".join(component.packages)
            )
        return False
    print("installing", ", ".join(component.name for component in missing), flush=True)
    for component in missing:
        component.prepare()
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    log = subprocess.run(["apt-get", "update", "-q"], env=environment, capture_output=True, text=True, check=False)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(log.stderr[-2000:], done.stdout[-2000:], done.stderr[-4000:], file=sys.stderr)
    return all(component.is_here for component in components)


def main() -> int:
    """Exit 1 in CI when something is still missing."""
    in_ci = os.environ.get("CI") == "true"
    return 0 if ensure(COMPONENTS, must=in_ci or os.geteuid() == 0) or not in_ci else 1


if __name__ == "__main__":
    sys.exit(main())
