"""Serving: migrate, watch the converting worker, run uvicorn. One process serves; one converts."""

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
import time

import uvicorn

from app.main import build
from app.ops import founding, migrate
from app.services import open_services
from app.settings import Settings
from app.worker import run_worker

log = logging.getLogger("gijo.serve")

_RESTART_SECONDS = 1.0


def demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """`make run`: found what is missing of the demo council, say who may sign in, serve."""
    settings = founding.ensure_demo(settings)
    return serve(settings, arguments)


def serve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until stopped by a signal."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    if not settings.keys_folder.exists():
        print(f"{settings.home} に議会がまだありません。先に `gijo found-demo` か開設の手順を行ってください。")
        return 2
    migrate.migrate_all(settings)
    services = open_services(settings)
    watcher = None if getattr(arguments, "no_worker", False) else WorkerWatch()
    config = uvicorn.Config(
        build(services),
        host=settings.host,
        port=settings.port,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        ws="none",
        lifespan="on",
    )
    print(f"議場を http://{_shown_host(settings.host)}:{settings.port} で開いています（止めるには Ctrl-C）", flush=True)
    try:
        uvicorn.Server(config).run()
    finally:
        if watcher is not None:
            watcher.stop()
    return 0


def worker(settings: Settings, arguments: argparse.Namespace) -> int:
    """Convert papers until stopped, or until the parent is gone."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.parent:
        threading.Thread(target=_watch_parent, args=(arguments.parent, stop), daemon=True).start()
    run_worker(settings, stop)
    return 0


def migrate_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring the database to the present revision."""
    del arguments
    migrate.migrate_all(settings)
    return 0


class WorkerWatch:
    """Keeps one converting worker alive beside the server; a worker that dies is started again."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker; it gives its work back."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "app", "worker", "--parent", str(os.getpid())])

    def _watch(self) -> None:
        while not self._stopping.is_set():
            code = self._process.wait()
            if self._stopping.is_set():
                return
            log.error("the converting worker ended with %d; starting it again", code)
            time.sleep(_RESTART_SECONDS)
            self._process = self._start()


def _watch_parent(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()


def _shown_host(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - names to compare with, nothing is bound here
