"""Who has acknowledged which rule and notice: everybody by everything, on a screen and as a file."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock, days
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.members.models import Person
from app.rulebook import counting, queries
from app.rulebook.models import WrittenRule
from app.seals import RowAltered
from app.web import answers, spreadsheets
from app.web.call import Call

NOT_YET = "まだ"


@dataclass
class MatrixLine:
    """One person. `cells`: by the rule's id the day of the acknowledgement, or NOT_YET; nothing where not concerned."""

    person: Person
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """How many are still to be acknowledged."""
        return sum(cell == NOT_YET for cell in self.cells.values())


@dataclass(frozen=True)
class Matrix:
    """What has to be acknowledged now, and whom some of it concerns. `altered`: how many are left out."""

    rules: list[WrittenRule]
    lines: list[MatrixLine]
    altered: int


def show(holders_of_personal: queries.HoldersOfPersonal, call: Call) -> Response:
    """Everybody who has something to acknowledge first."""
    found = matrix_of(call.session, holders_of_personal(call.session))
    return answers.html(call, "rulebook/matrix.html", found=found)


def export(holders_of_personal: queries.HoldersOfPersonal, call: Call) -> Response:
    """The same as CSV. The record of it is durable before the file is sent."""
    found = matrix_of(call.session, holders_of_personal(call.session))
    call.services.ledger.commit_now(event(call.by, EventKind.RULES_LISTED, rows=len(found.lines)))
    columns = ["ID", "氏名", *(rule.title for rule in found.rules), "まだの数"]
    rows = [
        [
            line.person.login,
            line.person.display_name,
            *(line.cells.get(rule.id, "") for rule in found.rules),
            str(line.missing),
        ]
        for line in found.lines
    ]
    return spreadsheets.answer("規程とお知らせの確認", columns, rows)


def matrix_of(session: Session, holders_of_personal: Collection[str]) -> Matrix:
    """All that is in force and asks to be acknowledged; whoever misses most comes first."""
    query = select(WrittenRule).where(WrittenRule.ended_at.is_(None)).order_by(WrittenRule.created_at, WrittenRule.id)
    rules, altered = list[WrittenRule](), 0
    lines: dict[str, MatrixLine] = {}
    for rule in session.scalars(query):
        try:
            versions = queries.whole_versions(session, rule.id) if rule.is_intact else []
        except RowAltered:
            versions = []
        altered += not versions
        if counting.asked_now(versions, clock.now()) is None:
            continue
        rules.append(rule)
        for one in queries.acknowledgements(session, rule, versions, holders_of_personal):
            given = one.given
            words = NOT_YET if given is None or one.is_missing else days.day_words(days.first_day(given.at))
            lines.setdefault(one.person.id, MatrixLine(one.person)).cells[rule.id] = words
    return Matrix(rules, sorted(lines.values(), key=lambda line: -line.missing), altered)
