"""Keeps a comparison: what is hit becomes entries of the register of vulnerabilities, what was compared a record."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.about.views import program_version
from app.advisories.advisory import AffectedState, Severity
from app.advisories.comparing import Comparison, Hit
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.numbers import lock_series
from app.registers.acts import enter, typed_of
from app.registers.kept.weaknesses import WEAKNESSES, Urgency, WeaknessForm
from app.registers.models import RegisterEntry
from app.standards.queries import in_force

_URGENCY = {Severity.CRITICAL: Urgency.NOW, Severity.HIGH: Urgency.SOON, Severity.UNKNOWN: Urgency.SOON}
_DUE = {
    Severity.CRITICAL: "weakness_days_critical",
    Severity.HIGH: "weakness_days_high",
    Severity.UNKNOWN: "weakness_days_high",
}
_NAMES_LIMIT = 400
_UNCLEAR = "（版の範囲を読めないため、当たるかどうかを確かめる）"

Known = dict[str, list[tuple[str, bool]]]
"""By each name of a vulnerability: the part that an entry is about ("" for none), and whether the entry is open."""


def keep(session: Session, by: By, compared: Comparison) -> int:
    """Enter each hit that no entry tells of yet, and record the comparison. Returns the number of new entries.

    Two advisories with a name in common, as a CVE number, are one matter.
    """
    # Of two who compare at once, the second finds the first's entries.
    lock_series(session, f"register:{WEAKNESSES.key}")
    known = _known(session)
    new, is_closed = 0, 0
    for hit in compared.hits:
        names = set(map(_known_as, hit.advisory.names))
        told = [is_open for name in names for part, is_open in known.get(name, ()) if part in {"", hit.part.name}]
        if not told:
            enter(session, by, WEAKNESSES, _entry_of(session, hit))
            new += 1
        is_closed += bool(told) and not any(told)
        for name in names:
            known.setdefault(name, []).append((hit.part.name, True))
    note(
        session,
        by,
        EventKind.ADVISORIES_COMPARED,
        form=compared.told.form,
        sha256=compared.sha256,
        advisories=compared.told.read,
        set_aside=compared.told.set_aside,
        parts=compared.parts,
        program=program_version(),
        hits=len(compared.hits),
        entered=new,
        closed=is_closed,
    )
    return new


def _known(session: Session) -> Known:
    """An altered entry tells of nothing, so that what it told of is entered again."""
    found: Known = {}
    for entry in session.scalars(select(RegisterEntry).where(RegisterEntry.register == WEAKNESSES.key)):
        typed = typed_of(entry) if entry.is_intact else {}
        for name in " ".join(typed.get("known_as", ())).split():
            found.setdefault(_known_as(name), []).append(
                ("".join(typed.get("part", ())), entry.state in WEAKNESSES.open)
            )
    return found


def _entry_of(session: Session, hit: Hit) -> WeaknessForm:
    severity, advisory, part = hit.advisory.severity, hit.advisory, hit.part
    allowed = int(in_force(session).values[_DUE.get(severity, "weakness_days_other")].value)
    unclear = _UNCLEAR if hit.verdict is AffectedState.UNCLEAR else ""
    today = days.today()
    return WeaknessForm.of_service(
        {
            "subject": [_line(f"{part.name} {part.version}：{advisory.id}{unclear} {advisory.summary}", 200)],
            "source": [_line(f"{days.day_words(today)}、部品の弱点の照合（{severity.words}）", 200)],
            "urgency": [_URGENCY.get(severity, Urgency.LATER)],
            "due_on": [(today + timedelta(days=allowed)).isoformat()],
            "known_as": [_fitting([advisory.id, *sorted(advisory.names - {advisory.id})])],
            "part": [part.name],
        }
    )


def _line(untrusted_text: str, most: int) -> str:
    """The text as one line of what can be seen; ends of lines, and signs that turn its direction, become blanks."""
    seen = "".join(each if each.isprintable() else " " for each in untrusted_text)
    return " ".join(seen.split())[:most]


def _one_word(name: str) -> str:
    """A name as the field takes it, whose names are divided by blanks."""
    return _line(name, _NAMES_LIMIT).replace(" ", "_") or "_"


def _known_as(name: str) -> str:
    """A name as it is compared: as it would be written, in whatever letters somebody typed it."""
    return _one_word(name).casefold()


def _fitting(names: Iterable[str]) -> str:
    """As many of the names as the field takes, in this order; none is cut."""
    said = ""
    for name in names:
        longer = f"{said} {_one_word(name)}".strip()
        said = longer if len(longer) <= _NAMES_LIMIT else said
    return said
