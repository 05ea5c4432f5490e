"""A path of the route table is compiled once in a process, and not once for each test's application. A pytest plugin.

The service has one application; each test's council has its own, with the same two hundred and forty paths.
"""

from functools import cache

from starlette import routing


def pytest_configure() -> None:
    routing.compile_path = cache(routing.compile_path)
