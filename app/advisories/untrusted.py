"""Values of a JSON document from outside, read as the types that they should have. Pure."""

from collections.abc import Mapping, Sequence

from app.errors import AppError

MOST_CHARACTERS = 100_000
MOST_ITEMS = 20_000


class UnreadableAdvisories(AppError):
    """The file is no list of advisories, or larger than anything that is published."""

    status, code = 422, "G420"
    sentence = (
        "脆弱性情報として読めないファイルです。OSV の JSON か ZIP、または CycloneDX VEX の JSON を選んでください。"
    )


def mapping(value: object, what: str) -> Mapping[str, object]:
    """An object; empty for none. Raises UnreadableAdvisories."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableAdvisories(cause=f"{what} is no object")
    return value


def listed(value: object, what: str) -> Sequence[object]:
    """A list; empty for none. Raises UnreadableAdvisories."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise UnreadableAdvisories(cause=f"{what} is no list, or too long")
    return value


def text(value: object, what: str) -> str:
    """A text that is not empty. Raises UnreadableAdvisories."""
    if not isinstance(value, str) or not value or len(value) > MOST_CHARACTERS:
        raise UnreadableAdvisories(cause=f"{what} is no text")
    return value


def maybe_text(value: object) -> str:
    """A text; "" for none and for what is no text."""
    return value[:MOST_CHARACTERS] if isinstance(value, str) else ""
