"""What forms and scripts send to the paper acts, read alike; and how the acts answer each of them."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from app.errors import AppError, BadInput, NextStep
from app.web import answers
from app.web.call import Call


@dataclass(frozen=True)
class Input:
    """Fields by name, from a form or a JSON object; everything in it is untrusted text."""

    values: dict[str, list[str]]

    def one(self, name: str) -> str:
        """A field as text, "" when absent."""
        return next(iter(self.values.get(name, [])), "")

    def many(self, name: str) -> list[str]:
        """All values of a repeated field, blanks left out."""
        return [value for value in self.values.get(name, []) if value]

    def has(self, *names: str) -> bool:
        """True when at least one of the fields was sent."""
        return any(name in self.values for name in names)


def input_of(call: Call) -> Input:
    """The request's form, or the JSON object in its body. Raises BadInput."""
    raw: bytes = call.request.scope.get("gijo.raw_body", b"")
    if raw.strip():
        return Input(_from_json(raw))
    form = call.form
    values = {name: call.fields(name) for name in form} if form is not None else {}
    return Input(values)


def _from_json(untrusted_raw: bytes) -> dict[str, list[str]]:
    try:
        whole = json.loads(untrusted_raw)
    except (ValueError, RecursionError) as error:
        raise BadInput(cause="body is neither a form nor JSON") from error
    if not isinstance(whole, dict):
        raise BadInput(cause="body is not an object")
    return {str(name): _texts(value) for name, value in whole.items()}


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def wants_json(call: Call) -> bool:
    """A script that asks for JSON by name."""
    return "application/json" in call.request.headers.get("accept", "")


def back_path(call: Call, sent: Input) -> str:
    """Where a form goes on to: its own `back`, else the paper's page."""
    if back := sent.one("back"):
        return answers.own_path(back)
    material_id = call.material_id
    return f"/prepare/materials/{material_id}" if material_id else "/prepare"


def answer(call: Call, sent: Input, values: dict[str, Any]) -> Response:
    """After an act: JSON for scripts, 303 for forms."""
    return answers.json(values) if wants_json(call) else answers.see_other(back_path(call, sent))


@contextlib.contextmanager
def way_back(call: Call, sent: Input) -> Iterator[None]:
    """A refusal leads back to where the form was."""
    try:
        yield
    except AppError as error:
        error.next_step = error.next_step or NextStep(back_path(call, sent), "もとの画面に戻る")
        raise
