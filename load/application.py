"""The whole application under wrk, and the same bytes as a static file from nginx under the same wrk."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from load.council import Bench

CONNECTIONS = 30
SECONDS = 10

_SCRIPT = """
local cookies = {{{cookies}}}
local paths = {{{paths}}}
local turn = 0
request = function()
  local round = math.floor(turn / #cookies)
  local headers = {{["Cookie"] = cookies[turn % #cookies + 1], ["User-Agent"] = "bench"}}
  local path = paths[(turn + round) % #paths + 1]
  turn = turn + 1
  return wrk.format("GET", path, headers)
end
"""

_NGINX = """
worker_processes 2;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{ listen 127.0.0.1:{port}; root {home}/www; default_type image/png; }}
}}
"""


class BenchError(Exception):
    """The measurement could not be made; the message says what happened."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str, cookie: str) -> bytes:
    """One marked page as its member gets it."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie, "User-Agent": "bench"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def script_of(cookies: Iterable[str], paths: Iterable[str]) -> str:
    """The script by which wrk asks as these members in turn, for other pages in each round.

    All 600 pairs of thirty members and twenty pages come before one comes again, as in a sitting.
    """
    return _SCRIPT.format(
        cookies=", ".join(f'"{cookie}"' for cookie in cookies), paths=", ".join(f'"{path}"' for path in paths)
    )


def measure(bench: Bench) -> dict[str, float]:
    """`app_pages_per_s`, `app_p99_ms` and `nginx_per_s` at 30 connections for 10 s each. Raises BenchError."""
    port = free_port()
    environment = os.environ | {"GIJO_HOME": str(bench.settings.home), "PORT": str(port), "HOST": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--no-worker"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, server)
        sample = fetch(port, bench.paths[0], bench.cookies[0])
        script = script_of(bench.cookies, bench.paths)
        with tempfile.TemporaryDirectory(prefix="gijo-bench-") as folder:
            lua = Path(folder) / "pages.lua"
            lua.write_text(script)
            wrk(f"http://127.0.0.1:{port}/", 2, lua)
            rate, p99_ms = wrk(f"http://127.0.0.1:{port}/", SECONDS, lua)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return {"app_pages_per_s": rate, "app_p99_ms": p99_ms, "nginx_per_s": _nginx(sample)}


def wrk(url: str, seconds: int, script: Path | None = None) -> tuple[float, float]:
    """Requests a second and the 99th percentile in ms. Raises BenchError when any answer was not 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    done = subprocess.run(
        [*command, *(["-s", str(script)] if script else []), url], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise BenchError(done.stdout)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    if rate is None or p99 is None:
        raise BenchError(done.stdout)
    return float(rate[1]), float(p99[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]]


def _nginx(body: bytes) -> float:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with tempfile.TemporaryDirectory(prefix="gijo-nginx-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "www").mkdir()
        (home / "www" / "page.png").write_bytes(body)
        port = free_port()
        (home / "nginx.conf").write_text(_NGINX.format(home=home, port=port))
        server = subprocess.Popen(
            [program, "-c", str(home / "nginx.conf"), "-g", "daemon off;"], stderr=subprocess.DEVNULL
        )
        try:
            wait_for(port, server)
            rate, _ = wrk(f"http://127.0.0.1:{port}/page.png", SECONDS)
        finally:
            server.terminate()
            server.wait(10)
    return rate


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return once somebody listens on the port. Raises BenchError when the server ends, or has not begun in 30 s."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if server.poll() is not None:
            raise BenchError(f"the server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise BenchError("the server did not start")
