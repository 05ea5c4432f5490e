"""A link as it is written, and where in the table of rows it leads. `*` stands for what is filled in on the screen."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.web.rows import Row

FILLED_IN = "*"
MOUNTS = ("/static", "/client")
_LINK = re.compile(r"\*?/(?:$|[a-z*])")


@dataclass(frozen=True)
class Link:
    """`path` has no query. One that begins with `*` goes on from an address which is not known where it is written."""

    where: str
    method: str
    path: str


def links(where: str, method: str, written: Iterable[str]) -> Iterator[Link]:
    """The links among texts; whatever is no path of a site is none."""
    for text in written:
        path = re.split(r"[?#]", text, maxsplit=1)[0]
        if _LINK.match(path) and " " not in path and not path.startswith(MOUNTS):
            yield Link(where, method, re.sub(r"\*+", FILLED_IN, path))


def leads_to(link: Link, row: Row) -> bool:
    """Text leads to the same text, and what is filled in to what the row takes: a link to `/people/new` would go on
    working by `/people/{person}`, and lead to somebody who is not there.
    """
    method = "SOCKET" if row.is_socket else row.method
    if method != link.method:
        return False
    there, here = row.path.split("/"), link.path.split("/")
    if link.path.startswith(FILLED_IN):
        here = here[1:]
        there = there[-len(here) :] if len(there) > len(here) else []
    return len(there) == len(here) and all(map(_fits, there, here))


def _fits(segment: str, written: str) -> bool:
    return (FILLED_IN in written) if segment.startswith("{") else segment == written
