"""The kinds of fields. Each function declares a field that reads one typed value, or raises Fault with a sentence."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from app import days
from app.web.answers import own_path
from app.web.forms.form import Field, Look
from app.web.forms.sent import Sent, SentFile
from app.web.forms.text import Fault, cleaned

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

MOST_ID_CHARACTERS = 64
_CHOOSE_AGAIN = "選び直してください。"


def parsed(label: str, parse: Callable[[str], T], look: Look | None = None) -> Field[T]:
    """A one-line field read by `parse`, which strips blanks itself, and returns the value or raises Fault."""

    def read(sent: Sent, name: str) -> T:
        return parse(cleaned(sent.raw(name)))

    return Field(read, look or Look(label))


def text(
    label: str,
    *,
    most: int,
    required: bool = True,
    tidy: Callable[[str], str] = str.strip,
    blank: str = "",
    long: str = "",
) -> Field[str]:
    """A line of at most `most` characters; "" when it is empty and not `required`.

    `tidy`: applied before counting. `blank`, `long`: sentences for an empty and for a too long one, in place of the
    usual ones.
    """
    parse = _limited(label, most, required=required, tidy=tidy, blank=blank, long=long)
    return parsed(label, parse, Look(label, is_required=required, attrs={"maxlength": most}))


def lines(
    label: str, *, most: int, least: int = 1, required: bool = True, blank: str = "", long: str = ""
) -> Field[str]:
    """A text of several lines, at most `most` characters; one shorter than `least` counts as empty."""
    parse = _limited(label, most, required=required, tidy=str.strip, blank=blank, long=long, least=least)

    def read(sent: Sent, name: str) -> str:
        return parse(cleaned(sent.raw(name), has_lines=True))

    return Field(read, Look(label, control="lines", is_required=required, attrs={"maxlength": most}))


def _limited(
    label: str, most: int, *, required: bool, tidy: Callable[[str], str], blank: str, long: str, least: int = 1
) -> Callable[[str], str]:
    def parse(typed: str) -> str:
        whole = tidy(typed)
        if len(whole) > most:
            raise Fault(long or f"{label}は {most:,} 文字までです。短くしてください。")
        if required and len(whole) < least:
            raise Fault(blank or f"{label}を入力してください。")
        return whole

    return parse


def secret(label: str, *, blank: str = "") -> Field[str]:
    """A password, code or proof: taken exactly as typed, and never shown again. With `blank` it is required."""

    def read(sent: Sent, name: str) -> str:
        typed = sent.raw(name)
        cleaned(typed)  # only for its Fault: a password is hashed as it was typed
        if blank and not typed:
            raise Fault(blank)
        return typed

    return Field(read, Look(label, type="password", is_required=bool(blank), is_echoed=False))


def one_id(label: str, *, blank: str = "") -> Field[str]:
    """The id of a row. Whether there is such a row is not checked here. With `blank` it is required."""

    def parse(typed: str) -> str:
        if len(typed) > MOST_ID_CHARACTERS:
            raise Fault(blank or f"{label}を{_CHOOSE_AGAIN}")
        if blank and not typed:
            raise Fault(blank)
        return typed

    return parsed(label, parse, Look(label, control="select", is_required=bool(blank)))


def ids(label: str, *, blank: str = "") -> Field[tuple[str, ...]]:
    """Several ids, each once, in the order in which they were sent. With `blank` at least one is required."""

    def read(sent: Sent, name: str) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(cleaned(each) for each in sent.texts.get(name, ()) if each))
        if any(len(each) > MOST_ID_CHARACTERS for each in chosen):
            raise Fault(f"{label}を{_CHOOSE_AGAIN}")
        if blank and not chosen:
            raise Fault(blank)
        return chosen

    return Field(read, Look(label, control="checkboxes", is_required=bool(blank)))


def ticks(label: str, *, most: int = 2000, control: str = "checkboxes", blank: str = "") -> Field[tuple[str, ...]]:
    """The lines of a list that were ticked off, each once. Whether they are lines of the list is not checked here.

    With `blank` at least one is required.
    """

    def read(sent: Sent, name: str) -> tuple[str, ...]:
        ticked = tuple(dict.fromkeys(cleaned(each) for each in sent.texts.get(name, ()) if each))
        if any(len(each) > most for each in ticked):
            raise Fault(f"{label}を{_CHOOSE_AGAIN}")
        if blank and not ticked:
            raise Fault(blank)
        return ticked

    return Field(read, Look(label, control=control, is_required=bool(blank)))


def choice(label: str, of: Iterable[Choice], *, wrong: str = "", control: str = "select") -> Field[Choice]:
    """One of an enum's members, drawn as `control`: select, radio or cards."""
    known = {each.value: each for each in of}

    def parse(typed: str) -> Choice:
        if typed not in known:
            raise Fault(wrong or f"{label}を選んでください。")
        return known[typed]

    return parsed(label, parse, Look(label, control=control, is_required=True, options=_options(known)))


def _options(known: Mapping[str, StrEnum]) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(getattr(member, "words", value))) for value, member in known.items())


def either(label: str, *, yes: str, no: str, wrong: str = "") -> Field[bool]:
    """Which of two buttons was pressed: True for `yes`, False for `no`; Fault for anything else and for none."""

    def parse(typed: str) -> bool:
        if typed not in {yes, no}:
            raise Fault(wrong or f"{label}を選んでください。")
        return typed == yes

    return parsed(label, parse, Look(label, control="radio", is_required=True))


def choices(label: str, of: Iterable[Choice], *, blank: str) -> Field[frozenset[Choice]]:
    """At least one of an enum's members."""
    known = {each.value: each for each in of}

    def read(sent: Sent, name: str) -> frozenset[Choice]:
        chosen = [each for each in sent.texts.get(name, ()) if each]
        if not chosen or any(each not in known for each in chosen):
            raise Fault(blank)
        return frozenset(known[each] for each in chosen)

    return Field(read, Look(label, control="checkboxes", is_required=True, options=_options(known)))


def checkbox(label: str) -> Field[bool]:
    """Ticked or not."""

    def parse(typed: str) -> bool:
        if typed not in {"", "1"}:
            raise Fault(_CHOOSE_AGAIN)
        return typed == "1"

    return parsed(label, parse, Look(label, control="checkbox"))


def number(label: str, *, least: int, most: int, wrong: str = "") -> Field[int]:
    """A whole number, full-width digits too."""

    def parse(typed: str) -> int:
        digits = unicodedata.normalize("NFKC", typed).strip()
        is_number = digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) <= len(str(most)) + 1
        if not is_number or not least <= int(digits) <= most:
            raise Fault(wrong or f"{label}は {least} から {most} までの数字にしてください。")
        return int(digits)

    return parsed(label, parse, Look(label, is_required=True, attrs={"inputmode": "numeric"}))


def day(label: str, *, blank: str = "日を入力してください。", wrong: str = "") -> Field[date]:
    """A day, as browsers send it or as people write it (`days.read_day`). `wrong`: one sentence for all mistakes."""

    def parse(typed: str) -> date:
        if not typed.strip():
            raise Fault(wrong or blank)
        try:
            return days.read_day(typed)
        except days.NoDay as fault:
            raise Fault(wrong or str(fault)) from fault

    return parsed(label, parse, Look(label, type="date", is_required=True))


def time_of_day(label: str, *, wrong: str) -> Field[time]:
    """Hours and minutes of the day in Japan, "HH:MM"; without a time zone."""

    def parse(typed: str) -> time:
        written = unicodedata.normalize("NFKC", typed).strip()
        try:
            return datetime.strptime(written, "%H:%M").time()  # noqa: DTZ007 - a time alone
        except ValueError as error:
            raise Fault(wrong) from error

    return parsed(label, parse, Look(label, type="time", is_required=True))


def file(label: str, *, most_bytes: int, blank: str) -> Field[SentFile]:
    """A small file that comes with a form of parts (`enctype="multipart/form-data"`)."""

    def read(sent: Sent, name: str) -> SentFile:
        found = sent.file(name)
        if found is None:
            raise Fault(blank)
        if len(found.untrusted) > most_bytes:
            raise Fault(f"{label}は {most_bytes // 1024:,} KB までです。分けて送ってください。")
        return found

    return Field(read, Look(label, type="file", is_required=True, is_echoed=False))


def way(default: str = "/") -> Field[str]:
    """Where to go after the act: a path of this site, `default` when none was sent; see `answers.own_path`."""

    def read(sent: Sent, name: str) -> str:
        typed = sent.raw(name)
        return own_path(typed) if typed else default

    return Field(read, Look(control="hidden"))


def maybe(inner: Field[T]) -> Field[T | None]:
    """A field that may stay empty: None then."""

    def read(sent: Sent, name: str) -> T | None:
        is_empty = not sent.raw(name).strip() and sent.file(name) is None
        return None if is_empty else inner.read(sent, name)

    return Field(read, replace(inner.look, is_required=False))


def when_sent(inner: Field[T]) -> Field[T | None]:
    """A field that is None when its name was not sent at all. Sent empty, it is read as `inner` reads an empty one."""

    def read(sent: Sent, name: str) -> T | None:
        return inner.read(sent, name) if sent.has(name) else None

    return Field(read, inner.look)
