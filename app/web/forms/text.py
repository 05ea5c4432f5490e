"""The one place that cleans text which enters by a request: what may stand in it, and how the rest is shown. Pure."""

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
    """What is wrong with a field; the message is the sentence for whoever typed it."""


def cleaned(untrusted_text: str, *, has_lines: bool = False) -> str:
    """The text with one kind of line end; in a field of one line, line ends and tabs are blanks. Raises Fault.

    Blanks around it and the form of its letters are left: what a field makes of them is its own matter.
    """
    text = _LINE_END.sub("\n", untrusted_text)
    if _UNSEEN.search(text):
        raise Fault(UNSEEN_SENTENCE)
    return text if has_lines else _BLANKS.sub(" ", text)


def shown(untrusted_text: str) -> str:
    """The text as a page can show it again; what it cannot show stands there as �."""
    return _UNSEEN.sub("\ufffd", _LINE_END.sub("\n", untrusted_text))


def is_clean(untrusted_text: str) -> bool:
    """True when nothing stands in it that no field would take, and no end of a line."""
    return _UNSEEN.search(untrusted_text) is None and _LINE_END.search(untrusted_text) is None
