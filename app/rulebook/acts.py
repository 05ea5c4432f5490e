"""Acts on the rulebook: write a rule, a further version, a notice; acknowledge one; end one. Each leaves its record."""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, days, seals
from app.access.rules.rulebook import WRITERS
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.halts.queries import must_not_be_frozen
from app.rulebook import counting, queries
from app.rulebook.errors import CorrectsAnother, HasBegun, HasEnded, NewerVersion, NumberTaken
from app.rulebook.models import RuleReceipt, RuleVersion, WrittenRule
from app.rulebook.subjects import about_rule
from app.rulebook.words import FIRST_TEXT, FIRST_TITLE, TEXT, Concerned, RuleKind


@dataclass(frozen=True)
class RuleWording:
    """The text of a version. `parts`: name of a part (`words.PARTS`) → text. `decided_by`: who decided it, and how."""

    parts: Mapping[str, str]
    decided_by: str
    in_force_on: date
    is_asked: bool
    review_on: date | None = None


def write(
    session: Session, by: By, kind: RuleKind, concerned: Concerned, title: str, wording: RuleWording
) -> WrittenRule:
    """A new rule or notice with its first version."""
    rule = WrittenRule(
        kind=kind.value,
        concerned=concerned.value,
        title=title,
        created_at=clock.now(),
        created_by=by.person_id,
        written_as=next((office.value for office in WRITERS if by.actor.holds(office)), ""),
    )
    session.add(rule)
    session.flush()
    _add_version(session, by, rule, 1, wording)
    return rule


def write_further(
    session: Session, by: By, rule: WrittenRule, wording: RuleWording, *, seen: int, base: int
) -> RuleVersion:
    """A further version. `seen`: the newest number when the form was opened; `base`: the number it was made from.

    Raises NumberTaken, HasEnded, CorrectsAnother, RowAltered.
    """
    kept = _locked(session, rule)
    versions = queries.whole_versions(session, kept.id)
    newest = versions[0].number
    if newest != seen:
        raise NumberTaken(cause=f"version {newest} of {kept.id} is there")
    if not wording.is_asked:
        _see_that_it_corrects(versions, base, _begins(wording))
    return _add_version(session, by, kept, newest + 1, wording, corrects=None if wording.is_asked else base)


def withdraw_version(session: Session, by: By, rule: WrittenRule, number: int) -> None:
    """Take back a version that has not begun, and every corrected word of it. Raises HasBegun, HasEnded, RowAltered."""
    kept = _locked(session, rule)
    moment, versions = clock.now(), queries.whole_versions(session, kept.id)
    version = next((each for each in versions if each.number == number), None)
    if version is None or version.withdrawn_at is not None or version.in_force_at <= moment:
        raise HasBegun(cause=f"version {number} of {kept.id}")
    version.withdrawn_at = moment
    falling = [each for each in versions if each.withdrawn_at is None and counting.is_called_off(versions, each)]
    for each in falling:
        each.withdrawn_at = moment
    session.flush()
    for each in (version, *reversed(falling)):
        note(session, by, EventKind.RULE_VERSION_WITHDRAWN, about_rule(kept), version=each.number)


def acknowledge(session: Session, by: By, rule: WrittenRule, *, seen: int) -> None:
    """Note that the person has acknowledged version `seen`, the one on their screen. A second time changes nothing.

    Raises NewerVersion when another version counts by now, or none; RowAltered when a version was altered.
    """
    version = counting.counted(queries.whole_versions(session, rule.id), clock.now())
    if rule.ended_at is not None or version is None or version.number != seen:
        raise NewerVersion(cause=f"version {seen} of {rule.id} was shown")
    kept = session.get(RuleReceipt, (rule.id, by.person_id, seen))
    if kept is not None and kept.is_intact:
        return
    if kept is not None:  # it gives nobody anything, and stands in nobody's way; the finding was recorded
        session.delete(kept)
        session.flush()
    receipt = RuleReceipt(rule_id=rule.id, person_id=by.person_id, number=seen, at=clock.now())
    with suppress(IntegrityError), session.begin_nested():  # the same button in two tabs at once
        session.add(receipt)
        session.flush()
        note(session, by, EventKind.RULE_ACKNOWLEDGED, about_rule(rule), version=seen)


def end(session: Session, by: By, rule: WrittenRule, reason: str) -> None:
    """Abolish a rule, or withdraw a notice. Raises HasEnded, RowAltered, Denied.

    Raises Denied for a rule while reading is frozen: people who have yet to acknowledge it could then read again. A
    notice stops nobody from reading, so it can be withdrawn.
    """
    kept = _locked(session, rule)
    if not kept.sort.is_notice:
        must_not_be_frozen(session, by)
    kept.ended_at, kept.ended_by = clock.now(), by.person_id
    session.flush()
    note(session, by, EventKind.RULE_ENDED, about_rule(kept), reason=reason)


def lay_first(session: Session, by: By) -> None:
    """The first rule of a council: that reading is recorded, who sees the records, and that pages are marked."""
    wording = RuleWording({TEXT: FIRST_TEXT}, "システムの開設", days.today(), is_asked=True)
    write(session, by, RuleKind.READING, Concerned.EVERYBODY, FIRST_TITLE, wording)


def parts_in(version: RuleVersion) -> dict[str, str]:
    """The parts of a version, by `words.PARTS`."""
    return {str(name): str(text) for name, text in json.loads(version.parts).items()}


def _begins(wording: RuleWording) -> datetime:
    """The moment from which the version counts: the start of its day, but not before now."""
    return max(days.begins(wording.in_force_on), clock.now())


def _see_that_it_corrects(versions: Collection[RuleVersion], base: int, begins: datetime) -> None:
    """Check that a correction takes the place of the version it was made from. Raises CorrectsAnother.

    If another version counted on that day, the correction would replace that one's text, without its readers having
    been asked to acknowledge the change.
    """
    made_from = next((each for each in versions if each.number == base), None)
    counts = counting.counted(versions, begins) or made_from
    if made_from is None or counts is None or counting.is_called_off(versions, made_from):
        raise CorrectsAnother(cause=f"no version {base}")
    if counting.root_of(versions, counts).number != counting.root_of(versions, made_from).number:
        raise CorrectsAnother(cause=f"version {counts.number} counts then, not {base}")


def _add_version(
    session: Session, by: By, rule: WrittenRule, number: int, wording: RuleWording, corrects: int | None = None
) -> RuleVersion:
    moment = clock.now()
    version = RuleVersion(
        rule_id=rule.id,
        number=number,
        parts=json.dumps(dict(wording.parts), ensure_ascii=False),
        decided_by=wording.decided_by,
        in_force_on=wording.in_force_on.isoformat(),
        in_force_at=_begins(wording),
        corrects=corrects,
        is_asked=wording.is_asked,
        review_on=wording.review_on.isoformat() if wording.review_on else "",
        written_at=moment,
        written_by=by.person_id,
    )
    session.add(version)
    session.flush()
    from_day = wording.in_force_on.isoformat()
    note(
        session,
        by,
        EventKind.RULE_WRITTEN,
        about_rule(rule),
        version=number,
        from_day=from_day,
        is_asked=wording.is_asked,
    )
    return version


def _locked(session: Session, rule: WrittenRule) -> WrittenRule:
    """The rule, locked until the unit ends. Raises HasEnded, RowAltered."""
    query = select(WrittenRule).where(WrittenRule.id == rule.id, WrittenRule.ended_at.is_(None))
    kept = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if kept is None:
        raise HasEnded(cause=f"{rule.id} has ended")
    if not kept.is_intact:
        raise seals.RowAltered(cause=f"written_rule {kept.id} does not fit its seal")
    return kept
