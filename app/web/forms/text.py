"""Cleans text from requests: which characters are refused, and how such text is shown again. Pure."""

import re

_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters: end lines of logs, and PostgreSQL keeps no NUL
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows: a line then reads as something else
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # halves of characters, which no encoding can write, and no characters
)
_BLANKS = re.compile("[\n\t]+")
UNSEEN_SENTENCE = "目に見えない文字が入っています。入力し直してください。"


class Fault(ValueError):
    """A field cannot be used. The message is the sentence shown to the person who typed it."""


def cleaned(untrusted_text: str, *, has_lines: bool = False) -> str:
    """The text with LF for every kind of line end; without `has_lines`, each run of line ends and tabs is a blank.

    Blanks around it and full-width letters are left to the field. Raises Fault for invisible characters.
    """
    text = _LINE_END.sub("\n", untrusted_text)
    if _UNSEEN.search(text):
        raise Fault(UNSEEN_SENTENCE)
    return text if has_lines else _BLANKS.sub(" ", text)


def shown(untrusted_text: str) -> str:
    """The text for a page to show again, with � for each character that `cleaned` refuses."""
    return _UNSEEN.sub("\ufffd", _LINE_END.sub("\n", untrusted_text))


def is_clean(untrusted_text: str) -> bool:
    """True when the text has neither line ends nor characters that `cleaned` refuses."""
    return _UNSEEN.search(untrusted_text) is None and _LINE_END.search(untrusted_text) is None
