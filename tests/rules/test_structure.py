"""How the house is built: small folders, one name for one thing. Without the demo and tests."""

import ast
from collections import Counter, defaultdict

from tests.rules.house import python, tree

MOST_FILES = 15


def product() -> list[str]:
    return [name for name in python("app", "viewer", "storage") if not name.startswith("app/demo/")]


def test_no_folder_holds_more_files_than_one_can_look_over() -> None:
    held = Counter(name.rpartition("/")[0] for name in product() if not name.endswith("/__init__.py"))

    assert {folder: count for folder, count in held.items() if count > MOST_FILES} == {}


def test_no_class_has_the_name_of_one_in_another_folder() -> None:
    """What has to be renamed to be imported is not named yet."""
    folders: dict[str, set[str]] = defaultdict(set)
    for name in product():
        for node in tree(name).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                folders[node.name].add(name.rpartition("/")[0])

    assert {name: sorted(where) for name, where in folders.items() if len(where) > 1} == {}
