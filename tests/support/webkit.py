"""WebKit for tests: Debian's WebKitGTK on a display of its own.

It is the engine of Safari, and so the nearest thing to a council's iPad that starts on a server. It has no WebAuthn.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx2
import pytest

from tests.support import marks
from tests.support.missing import missing
from tests.support.ports import free_port
from tests.support.webdriver import DrivenBrowser

_BROWSERS = "usr/lib/*/webkit*gtk-*/MiniBrowser"
_DISPLAY = "1400x1400x24"
_START_SECONDS = 30


@pytest.fixture
def webkit(tmp_path: Path) -> Iterator[DrivenBrowser]:
    """A browser of a tablet's size that has seen nothing."""
    marks.needs(marks.BROWSER, "WebKit")
    browser = next((str(path) for path in Path("/").glob(_BROWSERS)), None)
    driver = shutil.which("WebKitWebDriver")
    if browser is None or driver is None or shutil.which("Xvfb") is None:
        missing("WebKit", "apt-get install -y webkit2gtk-driver xvfb fonts-noto-cjk")
    folders = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    with _display() as display, _driver(driver, os.environ | folders | {"DISPLAY": display}) as address:
        options = {"binary": browser, "args": ["--automation"]}
        opened = DrivenBrowser(address, {"webkitgtk:browserOptions": options})
        try:
            opened.size(820, 1180)
            yield opened
        finally:
            opened.close()


@contextlib.contextmanager
def _display() -> Iterator[str]:
    """An X server that nobody looks at; it chooses a free number by itself."""
    told, tells = os.pipe()
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", _DISPLAY, "-nolisten", "tcp"]
    with _running(command, os.environ, pass_fds=[tells]), os.fdopen(told, encoding="ascii") as number:
        os.close(tells)
        yield f":{number.readline().strip()}"


@contextlib.contextmanager
def _driver(program: str, environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with _running([program, f"--port={port}"], environment):
        end = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{address}/status", verify=False).json()["value"]["ready"]:
                    break
            assert time.monotonic() < end, "the driver of WebKit does not answer"
            time.sleep(0.05)
        yield address


@contextlib.contextmanager
def _running(command: list[str], environment: Mapping[str, str], pass_fds: Sequence[int] = ()) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, pass_fds=pass_fds, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
