"""`gijo demo`: the demo council, founded and served. What draws its papers is imported only while it is founded."""

import argparse

from app import serving
from app.settings import Settings


def serve_demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """`make run`: found what is missing of the demo council, say who may sign in, serve."""
    from app.demo import founding  # noqa: PLC0415 - what draws the demo's papers would stay in memory

    settings = founding.ensure_demo(settings)
    return serving.serve(settings, arguments)
