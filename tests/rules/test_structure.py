"""How the house is built: small folders, one name for one thing. Without the demo and tests."""

import ast
from collections import Counter, defaultdict
from functools import partial

from tests.rules.house import nodes, python, tree
from tests.rules.walk.table import WALKED

MOST_FILES = 15
MOST_IMPORTS = 14
"""Modules of our own that nine modules in ten may import at the most; `docs/decisions/0058-imports.md` says why."""


def product() -> list[str]:
    return [name for name in python("app", "viewer", "storage") if not name.startswith("app/demo/")]


def test_no_folder_holds_more_files_than_one_can_look_over() -> None:
    held = Counter(name.rpartition("/")[0] for name in product() if not name.endswith("/__init__.py"))

    assert {folder: count for folder, count in held.items() if count > MOST_FILES} == {}


def test_no_class_has_the_name_of_one_in_another_file() -> None:
    """What has to be renamed to be imported is not named yet."""
    files: dict[str, set[str]] = defaultdict(set)
    for name in product():
        for node in tree(name).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files[node.name].add(name)

    assert {name: sorted(where) for name, where in files.items() if len(where) > 1} == {}


def _imported(name: str, modules: set[str]) -> set[str]:
    """The modules of our own that a file imports, each once; a name from a package counts as the package."""
    found: set[str] = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names} & modules
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{each.name}" for each in node.names]
            found |= {each if each in modules else node.module for each in whole} & modules
    return found


def test_nine_modules_in_ten_know_few_others() -> None:
    """Where parts meet (routes, worker, main) many imports are the purpose; elsewhere a file then does too much."""
    names = [name for name in python("app", "viewer", "storage") if not name.startswith("app/demo/")]
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names}
    known = sorted(len(_imported(name, modules)) for name in names)

    assert max(known) > MOST_IMPORTS
    assert known[len(known) * 9 // 10] <= MOST_IMPORTS


def test_row_leads_to_a_function_that_can_be_looked_up() -> None:
    """From an address to what it does in three hops: the row, its view, the act. The first hop hides behind nothing."""
    views = [row.view.func if isinstance(row.view, partial) else row.view for row in WALKED]
    hidden = [view for view in views if "<" in getattr(view, "__qualname__", "<no function>")]

    assert len(views) > 200
    assert hidden == []
