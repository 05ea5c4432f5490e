"""`gijo demo`: the demo council, founded and served. What draws its papers is imported only while it is founded."""

import argparse
import subprocess
import sys

from app import serving
from app.settings import Settings


def serve_demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """`make run`: found what is missing of the demo council, say who may sign in, serve.

    The papers are laid by a process beside it: who signs in while they are not there yet sees them come.
    """
    from app.demo import founding  # noqa: PLC0415 - what draws the demo's papers would stay in memory

    settings = founding.ensure_people(settings)
    # In a process group of its own, as the worker: Ctrl-C goes to the whole terminal group, and would reach it while it
    # starts. It is asked to end below, and ends by itself when this process is gone.
    laying = subprocess.Popen([sys.executable, "-m", "app.demo.papers"], process_group=0)
    try:
        return serving.serve(settings, arguments)
    finally:
        laying.terminate()  # what is cut off goes on at the next start
        laying.wait()
