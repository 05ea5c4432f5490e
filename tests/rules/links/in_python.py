"""Links in Python: texts and f-strings that are paths. They are gone to, unless they say where something is sent."""

import ast
from collections.abc import Iterator
from itertools import product

from tests.rules import house
from tests.rules.links.link import FILLED_IN, Link, links

_SENT_BY = {"upload": "PUT", "stopped": "POST", "action": "POST"}
"""Keys of a dict under which a template or a script finds where to send something."""

_NO_LINKS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "split",
    "rsplit",
    "replace",
    "join",
}
_OTHER_ARGUMENTS = {"path", "default"}
_OTHER_PLACES = ("app/demo/", "app/ops/", "app/settings.py", "app/web/templates.py", "app/main.py")
"""They speak of files, and of where files are served."""


def in_python() -> Iterator[Link]:
    """All of them; `rows.py` says where links lead, and has none."""
    for name in house.python("app"):
        if not name.endswith("/rows.py") and not name.startswith(_OTHER_PLACES):
            yield from _in_file(name)


def _in_file(name: str) -> Iterator[Link]:
    tree = house.tree(name)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            method = _method(node, parents)
            if method:
                yield from links(f"{name}:{node.lineno}", method, _written(node, constants))


def _method(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> str:
    """The method by which it is followed; "" for a text that is no link whatever it looks like."""
    parent = parents[node]
    if isinstance(parent, ast.JoinedStr | ast.FormattedValue | ast.Expr | ast.Compare):
        return ""
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr in _NO_LINKS:
        return ""
    if isinstance(parent, ast.keyword) and parent.arg in _OTHER_ARGUMENTS:
        return ""
    if isinstance(parent, ast.Dict) and node in parent.values:
        key = parent.keys[parent.values.index(node)]
        return _SENT_BY.get(str(key.value) if isinstance(key, ast.Constant) else "", "GET")
    return "GET"


def _written(node: ast.expr, constants: dict[str, str]) -> list[str]:
    """What it can read, with `*` for what is filled in."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.FormattedValue):
        return _written(node.value, constants)
    if isinstance(node, ast.IfExp):
        return [*_written(node.body, constants), *_written(node.orelse, constants)]
    if isinstance(node, ast.Name):
        return [constants.get(node.id, FILLED_IN)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(_written(part, constants) for part in node.values))]
    return [FILLED_IN]
