"""Where the house rules look, and the exceptions they allow, each with its reason."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("app", "viewer", "storage", "migrations", "load", "tests")

LONG_FILES: dict[str, str] = {}

_TOP_TO_BOTTOM = "lays one thing out from top to bottom; cut in two, each half would read as nothing"
LONG_FUNCTIONS: dict[str, str] = {
    "app/demo/pack/bill_agreements.py::write_purchase": _TOP_TO_BOTTOM,
    "load/council.py::found": _TOP_TO_BOTTOM,
    "load/rehearsal/figures.py::gather": _TOP_TO_BOTTOM,
    "tests/app/meetings/scenes.py::put_paper": _TOP_TO_BOTTOM,
    "tests/storage/rgw.py::_configuration": "the settings of a foreign server, one a line",
    "tests/app/materials/test_dying_workers.py"
    "::test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_stopped": "one story with its three deaths",
}

BUILT_STATEMENTS: dict[str, str] = {
    "migrations/env.py": "PostgreSQL takes no parameters in SET LOCAL; the values are constants of the module",
}

HARMLESS_IN_LOGS: dict[str, str] = {
    "app/ops/children.py code": "the number with which a process ended",
    "app/web/boundary.py told.code": "the public number of an error, as the person sees it",
    "app/web/boundary.py error.code": "the public number of an error, as the person sees it",
}

READS_THE_TIME: dict[str, str] = {
    "app/clock.py": "this is the clock",
    "app/setup/database.py": "compares this machine's time with the database's",
    "storage/s3_bucket.py": "compares this machine's time with a server's, to say that signatures will fail",
}

TESTS_READ_THE_TIME: dict[str, str] = {
    "tests/support/morning.py": "this is the clock of tests",
    "tests/load/test_entrance.py": "the rehearsal's people read their codes by the machine's clock",
    "tests/app/ops/test_doctor_setup.py": "two clocks are compared, both of this machine",
    "tests/storage/contract.py": "a store's server judges by its own clock until when something is kept",
    "tests/storage/rgw.py": "a key is stamped for the server that reads it",
    "tests/browser/reader_fixture/tablet.py": "a browser judges by its own clock how far apart two touches were",
    "tests/storage/test_s3_bucket.py": "a store's server judges by its own clock what it is sent",
}

AT_EVERY_HOUR: dict[str, str] = {
    "tests/servers/test_s3_papers.py": "time goes on by the length of a wait, and no day is named",
    "tests/storage/test_s3_bucket.py": "a whole day from now is in the future at every hour",
}
"""Tests on the machine's clock that move time on or reckon days, and why the hour at which they begin cannot matter."""

UNUSED_HERE: dict[str, str] = {
    "app/db.py::UtcDateTime::process_bind_param": "called by SQLAlchemy when it writes a column",
    "app/db.py::UtcDateTime::process_result_value": "called by SQLAlchemy when it reads a column",
    "app/db.py::UtcDateTime::cache_ok": "read by SQLAlchemy: statements with this type may be cached",
    "app/db.py::UtcDateTime::impl": "read by SQLAlchemy: the type beneath",
    "app/demo/pack/sheet.py::Sheet::file_id": "called by fpdf2 when it writes the trailer",
    "app/ops/allocator.py::_Counts::_fields_": "read by ctypes: what the C library answers with",
    "app/web/rows.py::_Number::regex": "read by Starlette: what a number in a path looks like",
}

REACHED_OTHERWISE: dict[str, str] = {
    "app/clock.py::use": "puts another source of time in, which tests alone do",
    "app/ops/migrate.py::downgrade": "the way back of each revision, which its tests go and a council never",
}

UNREAD_HERE: dict[str, str] = {
    "viewer/forkserver.py::LockReport::landlock_abi": "for tests of the locks; `reason` says it in words",
    "viewer/forkserver.py::LockReport::no_new_privs": "for tests of the locks; `reason` says it in words",
    "storage/ledger/export.py::Header::exported_at": "a field of the file's form, for whoever reads the export",
}

SKIPS: dict[str, str] = {
    "tests/support/missing.py": "skips by name what a machine lacks, and fails it in CI",
    "tests/support/corpus.py": "a CI without the corpus says so with GIJO_CORPUS=none",
    "tests/support/test_verdicts.py": "a test of a small run, which is told as not passed",
}

GENERATED = ("migrations/versions/",)
"""Revisions are written by Alembic: long lists of columns, frozen once released."""


@cache
def tracked(ending: str) -> tuple[str, ...]:
    """Files of the repository, and those about to be added, by their ending."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", f"*{ending}"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(name for name in set(names) if (ROOT / name).exists()))


@cache
def text(name: str) -> str:
    """A file's text."""
    return (ROOT / name).read_text("utf-8")


def lines_of(name: str) -> int:
    """How many lines a file has."""
    return len(text(name).splitlines())


@cache
def tree(name: str) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text(name), name)


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    """All of a Python file's syntax, walked once."""
    return tuple(ast.walk(tree(name)))


def python(*folders: str) -> list[str]:
    """Python files in folders of the repository."""
    return [name for name in tracked(".py") if name.split("/")[0] in folders and not name.startswith(GENERATED)]


def functions_of(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """A file's functions and methods, parsed."""
    return [node for node in nodes(name) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def functions(name: str) -> Iterator[tuple[str, int]]:
    """Each function's name and how many lines it has, decorators left out."""
    for node in functions_of(name):
        yield f"{name}::{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
