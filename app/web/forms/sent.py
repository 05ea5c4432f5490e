"""The values that a request brought, by name. A form, a form with files, a JSON object and a query are read alike.

All of it is untrusted. Where one value is expected, a name given twice is refused: code that checks the first and code
that uses the last would otherwise see different values.
"""

import json
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from app.errors import BadInput, GivenTwice
from app.web.forms.text import Fault, cleaned

Value = TypeVar("Value")

_MOST_FIELDS = 2000
_MOST_FILES = 20


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form. The name is only for showing, and never used as a path."""

    untrusted_name: str
    untrusted: bytes


@dataclass(frozen=True)
class Sent:
    """The values of each name, in the order in which they came."""

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[SentFile]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """True when the name was sent, even with an empty value."""
        return name in self.texts or name in self.files

    def raw(self, name: str) -> str:
        """The one value of a name as it came, "" when absent. Raises GivenTwice."""
        return _only(name, self.texts.get(name, ())) or ""

    def one(self, name: str) -> str:
        """The one value of a name, cleaned as a line (`text.cleaned`). Raises BadInput, GivenTwice."""
        try:
            return cleaned(self.raw(name))
        except Fault as fault:
            raise BadInput(str(fault), cause=f"text of {name}") from fault

    def file(self, name: str) -> SentFile | None:
        """The one file of a name; None when none was chosen. Raises GivenTwice."""
        return _only(name, self.files.get(name, ()))

    def pairs(self) -> list[tuple[str, str]]:
        """All texts as pairs (name, value), for a page that sends them again. Raises BadInput for unprintable ones."""
        try:
            return [
                (cleaned(name), cleaned(value, has_lines=True))
                for name, values in self.texts.items()
                for value in values
            ]
        except Fault as fault:
            raise BadInput(str(fault), cause="text to be sent again") from fault


NOTHING = Sent()


async def read(untrusted_body: bytes, content_type: str) -> Sent:
    """The values in a body, by its content type: URL-encoded, multipart, or else JSON. Raises BadInput, GivenTwice."""
    kind = content_type.partition(";")[0].strip().lower()
    if not untrusted_body.strip():
        return NOTHING
    if kind == "application/x-www-form-urlencoded":
        return from_query(untrusted_body)
    if kind == "multipart/form-data":
        return await _from_parts(untrusted_body, content_type)
    return _from_json(untrusted_body)


def from_query(untrusted_query: bytes) -> Sent:
    """The values of a query or a URL-encoded form. Raises BadInput for too many.

    Bytes that are no UTF-8 become lone surrogates, which every field refuses (`text.cleaned`).
    """
    text = untrusted_query.decode("utf-8", "surrogateescape")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadInput(cause="form not readable") from error
    return Sent(_gathered(pairs))


async def _from_parts(untrusted_body: bytes, content_type: str) -> Sent:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield untrusted_body

    headers = Headers({"content-type": content_type})
    try:
        parser = MultiPartParser(
            headers, stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=len(untrusted_body)
        )
        items = (await parser.parse()).multi_items()
    except (ValueError, HTTPException, MultiPartException) as error:
        raise BadInput(cause="form not readable") from error
    files = [(name, await _file(value)) for name, value in items if isinstance(value, UploadFile)]
    texts = [(name, value) for name, value in items if isinstance(value, str)]
    chosen = [(name, file) for name, file in files if file.untrusted_name or file.untrusted]
    return Sent(_gathered(texts), _gathered(chosen))


async def _file(part: UploadFile) -> SentFile:
    content = await part.read()
    await part.close()
    return SentFile(part.filename or "", content)


def read_json(untrusted_text: str | bytes) -> object:
    """Parse JSON from outside. Raises BadInput, and GivenTwice for an object with one name twice.

    Numbers are returned as text: parsing a number of many digits is slow, and the field limits it first.
    """
    try:
        return json.loads(
            untrusted_text,
            object_pairs_hook=_once,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise BadInput(cause="neither a form nor JSON") from error


class _Number(str):
    """A JSON number as the text in which it was written. The field that reads it knows how large it may be."""

    __slots__ = ()


def _from_json(untrusted_body: bytes) -> Sent:
    whole = read_json(untrusted_body)
    if not isinstance(whole, dict):
        raise BadInput(cause="body is not an object")
    return Sent({name: _texts(name, value) for name, value in whole.items()})


def _texts(name: str, value: object) -> list[str]:
    """A JSON value as a form would send it: nothing for null and false, "1" for true, one value for each of a list."""
    if value is None or value is False:
        return []
    if value is True:
        return ["1"]
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [str(each) for each in value]
    raise BadInput(cause=f"{name[:20]} is no value of a form")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise GivenTwice(cause="a JSON name")
    return whole


def _no_number(written: str) -> object:
    raise ValueError(written)


def _gathered(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    gathered: dict[str, list[Value]] = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return gathered


def _only(name: str, values: Sequence[Value]) -> Value | None:
    if len(values) > 1:
        raise GivenTwice(cause=f"field {name[:20]!r}")
    return values[0] if values else None
