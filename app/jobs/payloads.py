"""Payloads of jobs and proposals: small frozen dataclasses of ids and numbers, kept in rows as JSON.

A payload never holds bytes of a paper. Those are sealed in the store, and a payload names them by an id.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import TypeVar, get_args, get_type_hints

from app.jobs.errors import PayloadUnreadable

Payload = TypeVar("Payload")

_FIELDS: tuple[object, ...] = (str, int, bool, str | None, int | None)
"""The types that a field may have: those that come back from JSON as they were."""


def check_type(payload_type: type[object]) -> None:
    """Raises TypeError for a type that cannot be a payload: no dataclass, or a field of another type than `_FIELDS`."""
    if not is_dataclass(payload_type):
        raise TypeError(f"{payload_type.__name__} is no dataclass")
    for name, kind in get_type_hints(payload_type).items():
        if kind not in _FIELDS:
            raise TypeError(f"{payload_type.__name__}.{name}: a job cannot keep {kind}")


def pack(payload: object) -> str:
    """A payload as JSON."""
    if not is_dataclass(payload) or isinstance(payload, type):
        raise TypeError(f"{payload!r} is no payload")
    return json.dumps(asdict(payload), ensure_ascii=False, separators=(",", ":"))


def unpack(payload_type: Callable[..., Payload], text: str) -> Payload:
    """The payload of a row's JSON. A field that is missing there takes its default. Raises PayloadUnreadable.

    `former_fields` of the type: names that rows of earlier editions may have, and that are not read any more.
    """
    try:
        values = json.loads(text)
        former: tuple[str, ...] = getattr(payload_type, "former_fields", ())
        payload = payload_type(**{name: value for name, value in values.items() if name not in former})
    except (
        AttributeError,
        TypeError,
        ValueError,
    ) as error:  # no JSON, no object, a field too few or one that is not known here
        raise PayloadUnreadable(str(error)) from error
    for name, kind in get_type_hints(payload_type).items():
        found = getattr(payload, name)
        # bool is an int to isinstance, and must not pass for one
        if type(found) not in (get_args(kind) or (kind,)):
            raise PayloadUnreadable(f"{name} is {found!r}")
    return payload
