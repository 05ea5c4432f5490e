"""What the table of guards says that somebody is told of is told by every address at which that act is done."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType, ModuleType

from app.access.guards import GUARDS
from app.auth.alarms.telling import tell
from app.proposals.kinds import ProposalKind
from app.routes import ROUTES

TELL_NOBODY = {
    "POST /account/factors/keys/options": "nothing is registered before the key has answered",
    "POST /account/factors/recovery": "nothing is in force before the codes were typed",
    "POST /account/factors/totp": "nothing is in force before two codes were typed",
    "POST /admin/devices/{device}/refuse": "nobody is let in, and what they had goes on",
}
"""Addresses of acts of which somebody is told that tell nobody, and why."""

TOLD = {
    f"{row.method} {row.path}": row.view
    for row in ROUTES
    if row.method == "POST" and row.action in GUARDS and GUARDS[row.action].told
}


def test_only_what_changes_nothing_yet_tells_nobody() -> None:
    assert {address for address, view in TOLD.items() if not _tells(view)} == TELL_NOBODY.keys()


def _tells(view: object) -> bool:
    """Whether the view, or a function that it leads to, names `tell` or a kind of proposal that tells."""
    left, seen = [_function(view)], set[FunctionType]()
    while left:
        function = left.pop()
        if function is tell:
            return True
        if function in seen or not function.__module__.startswith("app."):
            continue
        seen.add(function)
        for each in _named_in(function):
            if isinstance(each, ProposalKind) and each.tell is not None:
                return True
            if isinstance(each, FunctionType | partial):
                left.append(_function(each))
    return False


def _function(view: object) -> FunctionType:
    while isinstance(view, partial):
        view = view.func
    found = inspect.unwrap(view) if isinstance(view, Callable) else view  # type: ignore[arg-type]  # any callable
    assert isinstance(found, FunctionType)
    return found


def _named_in(function: FunctionType) -> Iterator[object]:
    """What the names in a function mean: globals of its module, and attributes of modules and classes among them."""
    names = set(_names(function.__code__))
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    yield from known
    for each in known:
        if isinstance(each, ModuleType | type):
            yield from (getattr(each, name) for name in names if hasattr(each, name))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
