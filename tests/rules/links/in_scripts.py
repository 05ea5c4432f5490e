"""Links in scripts: texts and templates that are paths, with the method of the function that is called with them."""

import re
from collections.abc import Iterator

from tests.rules import house
from tests.rules.links.link import FILLED_IN, Link, links

_PIECES = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""", re.DOTALL
)
_FILLED_IN = re.compile(r"\$\{[^}]*\}?")
_CALLED_WITH = re.compile(r"(\w+)\(\s*$")
_BY_FUNCTION = {"act": "POST", "putFile": "PUT"}
_SAYS_METHOD = re.compile(r'^[^;]{0,200}?method: "(\w+)"')


def in_scripts() -> Iterator[Link]:
    """All of them."""
    for name in house.tracked(".js"):
        if name.startswith(("app/static/js/", "viewer/client/")):
            yield from _in_script(name, house.text(name))


def _in_script(name: str, source: str) -> Iterator[Link]:
    for piece in _PIECES.finditer(source):
        if piece["text"]:
            written = _FILLED_IN.sub(FILLED_IN, piece["text"][1:-1])
            where = f"{name}:{source.count(chr(10), 0, piece.start()) + 1}"
            yield from links(where, _method(source, piece.start(), piece.end(), written), [_without_host(written)])


def _without_host(written: str) -> str:
    return written.removeprefix(f"{FILLED_IN}//{FILLED_IN}")


def _method(source: str, start: int, end: int, written: str) -> str:
    if written.startswith(f"{FILLED_IN}//"):
        return "SOCKET"
    before = source[max(0, start - 60) : start]
    if before.rstrip().endswith(".action ="):
        return "POST"
    called = _CALLED_WITH.search(before)
    said = _SAYS_METHOD.match(source[end : end + 220]) if called else None
    return said[1] if said else _BY_FUNCTION.get(called[1], "GET") if called else "GET"
