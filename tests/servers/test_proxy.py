"""Nothing of a page at rest at a proxy: nginx set up as we document, and one that forgot half of it."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, Response

from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.audit.vocabulary import Event, EventKind
from app.main import build
from app.routes import ROUTES
from app.web.call import Call, Issue
from app.web.rows import assemble, page, paper
from tests.support.council import Council
from tests.support.missing import missing
from tests.support.ports import free_ports
from tests.support.serving import on_port

pytestmark = [
    pytest.mark.server("nginx"),
    pytest.mark.alike("what a proxy writes to its disk, the same over every database"),
]

_OPERATIONS = Path(__file__).parents[2] / "docs" / "ja" / "operations.md"
_LARGE = "頁" * 4_000_000
_ABOUT_BUFFERING = ("proxy_buffering", "proxy_max_temp_file_size")
_WHOLE = """
user root; daemon off; pid {home}/nginx.pid; error_log {home}/error.log warn;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
    {example}
}}
"""


def released(call: Call) -> PaperFacts:
    call.subject = None
    return PaperFacts(Confidentiality.C1, is_released=True, is_published=True)


def issue(_call: Call) -> Issue:
    return Issue(PlainTextResponse(_LARGE), (Event(EventKind.PAGE_ISSUED, page=1),))


def screen(_call: Call) -> Response:
    return PlainTextResponse(_LARGE)


ROWS = (paper("/t/large", issue, Action.PAGE_READ, released), page("/t/screen", screen, Action.PUBLIC))


def example() -> str:
    """The one in our page about operation."""
    found = re.search(r"```\n(map \$http_upgrade.*?)```", _OPERATIONS.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@contextmanager
def behind_nginx(council: Council, home: Path, configured: str) -> Iterator[int]:
    """Within: the council's own rows and those above, behind nginx on the port given."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or missing("nginx", "apt-get install -y nginx-light")
    inner, outer = free_ports(2)
    local = configured.replace("127.0.0.1:8000", f"127.0.0.1:{inner}").replace("443 ssl", f"127.0.0.1:{outer}")
    home.mkdir(mode=0o755)
    (home / "nginx.conf").write_text(_WHOLE.format(home=home, example=local))
    app = build(council.services, assemble([ROUTES, ROWS]))
    with on_port(app, inner):
        nginx = subprocess.Popen([program, "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")])
        try:
            _wait(outer)
            yield outer
        finally:
            nginx.terminate()
            nginx.wait(10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def wrote_to_disk(council: Council, home: Path, configured: str, path: str) -> bool:
    """Whether nginx put an answer into a file while a slow line took it."""
    with behind_nginx(council, home, configured) as port, closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        time.sleep(1.5)
        told = (home / "error.log").read_text()
        assert "[crit]" not in told
        return "buffered to a temporary file" in told


def test_page_on_a_slow_line_is_in_no_file_of_the_documented_proxy(council: Council, tmp_path: Path) -> None:
    assert not wrote_to_disk(council, tmp_path / "nginx", example(), "/t/large")


def test_proxy_that_was_not_told_keeps_no_page_because_the_service_says_so(council: Council, tmp_path: Path) -> None:
    forgetful = "\n".join(line for line in example().splitlines() if not line.strip().startswith(_ABOUT_BUFFERING))
    assert forgetful != example().rstrip()

    assert not wrote_to_disk(council, tmp_path / "nginx", forgetful, "/t/large")
    assert wrote_to_disk(council, tmp_path / "nginx-of-a-screen", forgetful, "/t/screen")
