"""Finds names of modules that change after their module was read: wiring that no argument and no type shows."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.rules.house import ROOT, python, tree

_OURS = ("app", "viewer", "storage")
_CHANGING = frozenset(
    {
        *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
        *("add", "discard", "update", "setdefault", "popitem", "appendleft", "extendleft", "popleft"),
    }
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Names:
    """What names mean in a module: its `own` values, `things` taken from other modules of ours, and such `modules`."""

    own: frozenset[str]
    things: frozenset[str]
    modules: frozenset[str]


def changes_in_modules() -> list[str]:
    """Every such change in the service, as "app/main.py:51 home.news_sources[:]"."""
    return [f"{name}:{found}" for name in python(*_OURS) for found in changes(tree(name))]


def changes(module: ast.Module) -> list[str]:
    """The places in one module. What it fills in itself while it is read is a constant, and no change."""
    names = _names_of(module)
    return [f"{node.lineno} {ast.unparse(node)}" for node in _changes(module.body, names, is_read=True)]


def _names_of(module: ast.Module) -> Names:
    own = {name for statement in module.body for node in _of_this_scope(statement) for name in _stored(node)}
    things: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _OURS:
            for alias in node.names:
                kept = modules if _is_module(f"{node.module}.{alias.name}") else things
                kept.add(alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            modules |= {alias.asname for alias in node.names if alias.asname and alias.name.split(".")[0] in _OURS}
    return Names(frozenset(own), frozenset(things), frozenset(modules))


def _is_module(dotted: str) -> bool:
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def _changes(body: Sequence[ast.stmt], names: Names, *, is_read: bool) -> Iterator[ast.stmt | ast.expr]:
    for statement in body:
        for node in _of_this_scope(statement):
            if isinstance(node, _Function):
                yield from _changes(_body(node), _without(names, _of_function(node)), is_read=False)
            elif isinstance(node, ast.stmt | ast.expr) and _is_change(node, names, is_read=is_read):
                yield node


def _of_this_scope(statement: ast.AST) -> Iterator[ast.AST]:
    """A statement's nodes; of a function only the function, because its inside is a scope of its own."""
    yield statement
    if not isinstance(statement, _Function):
        for child in ast.iter_child_nodes(statement):
            yield from _of_this_scope(child)


def _of_function(function: _Function) -> frozenset[str]:
    """The names that are the function's own: its arguments, and whatever it binds."""
    arguments = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    return frozenset(arguments).union(
        name for each in _body(function) for node in _of_this_scope(each) for name in _stored(node)
    )


def _body(function: _Function) -> Sequence[ast.stmt]:
    return [ast.Expr(function.body)] if isinstance(function, ast.Lambda) else function.body


def _stored(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id


def _without(names: Names, hidden: frozenset[str]) -> Names:
    return Names(names.own - hidden, names.things - hidden, names.modules - hidden)


def _is_change(node: ast.AST, names: Names, *, is_read: bool) -> bool:
    """True when it changes a module's value. A module may have a function `append`: to call that is no change."""
    if isinstance(node, ast.Global):
        return True
    target = _changed(node)
    root = _root(target)
    if root in names.modules:
        return not (isinstance(node, ast.Call) and isinstance(target, ast.Name))
    return root in names.things or (root in names.own and not is_read)


def _changed(node: ast.AST) -> ast.expr | None:
    """The x of `x[…] = …`, `x.y = …`, `del x[…]`, `x.append(…)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        return node.func.value
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        return node.value
    return None


def _root(node: ast.expr | None) -> str:
    """`a` of `a`, `a.b` and `a.b[0]`; "" for what begins otherwise."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
