"""`gijo offices`: lists the proposals about offices of power, and confirms one when no second person exists.

A proposal is confirmed by its number and the mark that was printed with it, so that nothing is confirmed but what the
operator has read.

A new council, or one that has lost its people, may have nobody who could be the second person. This gives the operator
no new power, as they have the keys and the database. The ledger names the command line as the one who confirmed, and
the chair is told.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.commands import Command
from app.access.decisions import Denied
from app.access.facts import Actor, DeviceKind
from app.access.roles import Role
from app.audit.notes import COMMAND_LINE
from app.auth.enrolment.proposals import FACTOR_RESET, losing_words
from app.auth.factors import acts as factors
from app.errors import AppError
from app.members import acting, offices
from app.members.identity import identified_since
from app.members.models import Person
from app.members.people import offices_now
from app.people import acts as people_acts
from app.people.proposals import OFFICE_CHANGE
from app.proposals import acts as proposals
from app.proposals.errors import NotAsShown
from app.proposals.kinds import AnyProposalKind, ProposalState
from app.proposals.models import Proposal
from app.proposals.queries import is_over, row_of
from app.seals import RowAltered
from app.services import Services, open_services
from app.settings import Settings
from app.standards.queries import in_force

_NOT_YET = "まだ確認していません。このとおりでよければ、「印」を番号のあとに付けて、もう一度行ってください。"
_KINDS = (OFFICE_CHANGE, FACTOR_RESET)
_NOT_AS_PRINTED = (
    "表示したあとで、申し出の内容か、その人の役職などが変わったか、印がちがいます。何も変えていません。"
    "「gijo offices list」でいまの内容を確かめて、その印でもう一度行ってください。"
)


def waiting(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print the waiting proposals: number, person, change, asker, and who could confirm it on a screen."""
    return _in_words(settings, _wait)


def _in_words(settings: Settings, act: Callable[[Services], int]) -> int:
    """Do what a command does. A refusal is told in words, with exit code 1, and nothing has changed."""
    services = open_services(settings)
    try:
        return act(services)
    except Denied:  # not by the policy, which was not asked: what it would decide by was altered
        print(RowAltered.sentence, file=sys.stderr)
    except AppError as error:
        print(error.sentence, file=sys.stderr)
    finally:
        services.close()
    return 1


class Outcome(NamedTuple):
    """What an act of the command line came to, printed once its unit is committed. `told`: what was done or is asked.

    `refused`: why nothing was done, on standard error. `code`: the exit code.
    """

    told: str = ""
    refused: str = ""
    code: int = 0


def _written(settings: Settings, act: Callable[[Session], Outcome]) -> int:
    """Do an act in one unit, and print what it came to after the commit: one that fails would have told of nothing."""

    def write(services: Services) -> int:
        with services.database.write() as session:
            outcome = act(session)
        if outcome.refused:
            print(outcome.refused, file=sys.stderr)
        if outcome.told:
            print(outcome.told)
        return 1 if outcome.refused else outcome.code

    return _in_words(settings, write)


def _wait(services: Services) -> int:
    with services.database.read() as session:
        rows = [_printed(session, kind, row) for kind in _KINDS for row in _open(session, kind)]
    print("\n".join(rows) or "確認を待つ申し出はありません。")
    return 0


def _printed(session: Session, kind: AnyProposalKind, row: Proposal) -> str:
    """A proposal with everything that its mark covers, and the mark."""
    shown = kind.look(session, row)
    asker = identified_since(session, session.get_one(Person, row.asked_by), row.asked_at)
    seconds = "、".join(one.display_name for one in _seconds(session, kind, row))
    return "\n".join(
        (
            f"{row.id}　{clock.moment_text(row.asked_at)}　{shown.about}　{shown.change}",
            f"    申し出 {asker}（{row.reason}）　確認できる人 {seconds or 'いません'}",
            f"    いま {_STANDING[kind.name](session, row.subject)}",
            f"    印 {kind.mark(session, row)}",
        )
    )


def _offices_now(session: Session, person_id: str) -> str:
    """The offices that the person holds or will hold, and who carries the chair's duties."""
    held = [
        f"{Role(one.role).words}（{days.begin_words(one.starts_at)}から{days.end_words(one.ends_at) or '期限なし'}）"
        for one in offices.offices_of(session, person_id)
    ]
    return f"役職 {'、'.join(held) or 'ありません'}。{acting.standing(session).words}"


_STANDING: Mapping[str, Callable[[Session, str], str]] = {
    OFFICE_CHANGE.name: _offices_now,
    FACTOR_RESET.name: lambda session, person_id: f"無効になるもの {losing_words(session, person_id)}",
}
"""By kind: what stands now and the effect rests on, in words."""


def confirm(settings: Settings, arguments: argparse.Namespace) -> int:
    """Confirm the proposal with this number as it was printed. Exit code 1 while a person could do it on a screen."""
    return _written(settings, lambda session: _confirm(session, arguments.proposal, arguments.shown))


def _confirm(session: Session, proposal_id: str, mark: str) -> Outcome:
    found = session.get(Proposal, proposal_id)
    kind = next((one for one in _KINDS if found is not None and one.name == found.kind), None)
    if kind is None:
        return Outcome(refused="この番号の申し出はありません。「gijo offices list」で番号を確かめてください。")
    row = row_of(session, kind, proposal_id)
    if kind is FACTOR_RESET and not offices.holds_power(session, row.subject):
        return Outcome(refused="この人のリセットは、事務局の別の人が画面で確認します。")
    if seconds := _seconds(session, kind, row):
        names = "、".join(one.display_name for one in seconds)
        return Outcome(refused=f"画面で確認できる人がいます（{names}）。その人に確認を頼んでください。")
    if not mark:
        return Outcome(f"{_printed(session, kind, row)}\n{_NOT_YET}", code=1)
    shown = kind.look(session, row)
    try:
        if kind is OFFICE_CHANGE:
            proposals.decide_on_console(session, OFFICE_CHANGE, proposal_id, is_confirmed=True, shown=mark)
        else:
            proposals.decide_on_console(session, FACTOR_RESET, proposal_id, is_confirmed=True, shown=mark)
    except NotAsShown:
        return Outcome(refused=_NOT_AS_PRINTED)
    return Outcome(f"確認しました：{shown.about}　{shown.change}")


def lift(settings: Settings, arguments: argparse.Namespace) -> int:
    """Lift the suspension of the person with this ID. Exit code 1 while the chair could do it on a screen."""
    return _written(settings, lambda session: _lift(session, arguments.login, arguments.reason.strip()))


def _lift(session: Session, login: str, reason: str) -> Outcome:
    person = session.scalars(select(Person).where(Person.login == login)).one_or_none()
    if person is None or not reason:
        return Outcome(refused="この ID の人はいないか、理由がありません。ID と --reason を確かめてください。")
    chairs = offices.holders(session, Role.CHAIR)
    able = [one for one in chairs if factors.of(session, one).is_enrolled]
    if able and not offices.is_chair(session, person.id):
        return Outcome(refused="議長が画面で解除できます。議長に頼んでください。")
    people_acts.lift(session, COMMAND_LINE, person, reason=reason, act=Command.LIFT)
    return Outcome(f"利用の停止を解除しました：{person.display_name}（ID {person.login}）")


def _open(session: Session, kind: AnyProposalKind) -> list[Proposal]:
    query = select(Proposal).where(Proposal.kind == kind.name, Proposal.state == ProposalState.ASKED)
    rows = session.scalars(query.order_by(Proposal.asked_at, Proposal.id))
    return [row for row in rows if row.is_intact and not is_over(session, kind, row)]


def _seconds(session: Session, kind: AnyProposalKind, row: Proposal) -> list[Person]:
    """The people who could confirm a proposal: active, able to sign in, and allowed to by the policy."""
    people = session.scalars(select(Person).where(Person.state == "active")).all()
    return [person for person in people if _may_confirm(session, kind, row, person)]


def _may_confirm(session: Session, kind: AnyProposalKind, row: Proposal, person: Person) -> bool:
    actor = Actor(
        person.id,
        offices_now(session, person.id),
        DeviceKind.ISSUED,
        strong_age_seconds=0,
        is_phishing_resistant=True,
    )
    decision = kind.judge(session, actor, row, in_force(session).handling)
    return decision.is_allowed and factors.of(session, person.id).is_enrolled
