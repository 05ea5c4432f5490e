"""What a job's handler needs, written into its row and read back: small frozen dataclasses of ids and numbers.

Bytes of papers never stand in a payload. They lie sealed in the store, and a job names them.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import TypeVar, get_args, get_type_hints

from app.jobs.errors import PayloadUnreadable

Payload = TypeVar("Payload")

_FIELDS: tuple[object, ...] = (str, int, bool, str | None, int | None)
"""What a field may be: JSON gives these back as they were, in every process and after every update."""


def check_type(payload_type: type[object]) -> None:
    """Raise TypeError for a type whose values would not come back from a row as they went in."""
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
    """The payload again; a field that the row does not have takes its default. Raises PayloadUnreadable."""
    try:
        values = json.loads(text)
        payload = payload_type(**values)
    except (TypeError, ValueError) as error:  # no JSON, no object, a field too few or one that is not known here
        raise PayloadUnreadable(str(error)) from error
    for name, kind in get_type_hints(payload_type).items():
        found = getattr(payload, name)
        # bool is an int to isinstance, and must not pass for one
        if type(found) not in (get_args(kind) or (kind,)):
            raise PayloadUnreadable(f"{name} is {found!r}")
    return payload
