"""Serving: migrate, keep the converting worker and the server processes alive, run uvicorn."""

import argparse
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import uvicorn

from app.ops import allocator, migrate, seal_commands, start_records, store_commands
from app.ops.children import KeptProcess, watch_parent
from app.ops.restores import commands as restoring
from app.ops.restores import losses
from app.settings import Settings
from app.setup.database import fault_of

log = logging.getLogger("gijo.serve")

_MANY_NEED_POSTGRESQL = (
    "SQLite では、1 つのプロセスだけで開けます。--workers を 2 以上にするには、"
    "gijo.toml の [database] url に PostgreSQL を設定してください。"
)


def serve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until stopped by a signal, in this process or in `--workers` of them."""
    _begin("%(levelname)s %(name)s: %(message)s")
    if not settings.keys_folder.exists():
        none_yet = (
            f"{settings.home} に議会がまだありません。先に gijo found（デモは gijo found-demo）を行ってください。"
        )
        print(losses.lost_keys(settings) or none_yet)
        return 2
    count: int = getattr(arguments, "workers", 1)
    if count < 1 or (count > 1 and settings.database_url.startswith("sqlite")):
        print(_MANY_NEED_POSTGRESQL if count > 1 else "--workers は 1 以上にしてください。", file=sys.stderr)
        return 2
    if not store_commands.wait_until_safe(settings) or not _has_fit_database(settings):
        return 2
    migrate.migrate_all(settings)
    if not restoring.may_serve(settings) or not seal_commands.may_serve(settings):
        return 2
    listening = _listen(settings)
    if listening is None:
        return 2
    start_records.note_start(settings, workers=count)
    try:
        with _worker_beside(arguments):
            start_records.tell_of_setup(settings)
            shown = f"http://{_shown_host(settings.host)}:{settings.port}"
            print(f"議場を {shown} で開いています（止めるには Ctrl-C）", flush=True)
            if count == 1:
                _serve_here(settings, listening)
            else:
                _serve_in_children(listening, count)
    finally:
        start_records.note_stop(settings)
    return 0


@contextlib.contextmanager
def _worker_beside(arguments: argparse.Namespace) -> Iterator[None]:
    """A converting worker, unless told otherwise, for as long as this lasts, whatever ends it."""
    if getattr(arguments, "no_worker", False):
        yield
        return
    converting = KeptProcess("the converting worker", _worker_command())
    try:
        yield
    finally:
        converting.stop()


def server_process(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run one of several server processes. It takes connections from the parent's socket until the parent is gone."""
    _begin(f"%(levelname)s %(name)s [{os.getpid()}]: %(message)s")
    stop = threading.Event()
    threading.Thread(target=_end_with_parent, args=(arguments.parent, stop), daemon=True).start()
    share = replace(settings, master_cache_bytes=settings.master_cache_bytes // arguments.share)
    listening = socket.socket(fileno=arguments.socket)
    uvicorn.Server(_config(share)).run(sockets=[listening])
    return 0


def _begin(log_format: str) -> None:
    logging.basicConfig(level=logging.INFO, format=log_format)


def _has_fit_database(settings: Settings) -> bool:
    """False, with a message, for a database without the guarantees that the service needs. Raises OperationalError."""
    fault = fault_of(settings.database_url)
    if fault is not None:
        print(f"{fault.sentence()}。", file=sys.stderr)
    return fault is None


def _listen(settings: Settings) -> socket.socket | None:
    """The listening socket; None, with a message, when the port cannot be used."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        taken = f"{settings.port} 番のポートは、ほかのプログラムが使っています。PORT で別の番号を指定してください。"
        other = f"{settings.host} の {settings.port} 番で開けません（{error.strerror}）。"
        print(taken if error.errno == errno.EADDRINUSE else other, file=sys.stderr)
        return None


def _serve_here(settings: Settings, listening: socket.socket) -> None:
    server = uvicorn.Server(_config(settings))
    # The server repeats the signal that ended it, which by default would end this process before it has recorded that.
    signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
    server.run(sockets=[listening])


def _serve_in_children(listening: socket.socket, count: int) -> None:
    """Run `count` server processes on one listening socket, which this process keeps: if one dies, the others go on."""
    number = listening.fileno()
    command = [sys.executable, "-m", "app", "server-process", "--parent", str(os.getpid())]
    command += ["--socket", str(number), "--share", str(count)]
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    children = [KeptProcess(f"server process {each}", command, inherits=[number]) for each in range(1, count + 1)]
    stop.wait()
    listening.close()
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _config(settings: Settings) -> uvicorn.Config:
    from app.main import build  # noqa: PLC0415 - a parent of several processes serves nothing itself
    from app.services import open_services  # noqa: PLC0415 - for the same reason
    from app.web.lanes.connections import Door  # noqa: PLC0415 - for the same reason
    from app.web.live.sockets import SERVER_OPTIONS  # noqa: PLC0415 - for the same reason

    allocator.tune()
    allocator.keep_little()
    return uvicorn.Config(
        build(open_services(settings)),
        host=settings.host,
        port=settings.port,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        lifespan="on",
        http=Door(proxies=settings.trusted_proxies).protocol(),
        **SERVER_OPTIONS,
    )


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "app", "worker", "--parent", str(os.getpid())]


def _end_with_parent(parent: int, stop: threading.Event) -> None:
    watch_parent(parent, stop)
    os.kill(os.getpid(), signal.SIGTERM)


def _shown_host(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - names to compare with, nothing is bound here
