"""The page of the clauses: what is done about each, on which screens, and today's counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.responses import Response

from app.clauses.chapters import CHAPTERS
from app.clauses.clause import Clause, State
from app.clauses.screens import ScreensOfClauses
from app.web import answers
from app.web.call import Call
from app.web.evidence.tallies import Evidence, Tally
from app.web.forms.fields import parsed
from app.web.forms.form import Form, Look

_STATES = {state.value: state for state in State}


class ClausesForm(Form):
    """Narrows the page to clauses of one state. An unknown state in the address is ignored."""

    state = parsed("状態", _STATES.get, Look("状態", control="select"))


@dataclass(frozen=True)
class ShownEvidence:
    """One count as the page shows it."""

    evidence: Evidence
    found: Tally


@dataclass(frozen=True)
class ShownClause:
    """A clause with the screens that the viewer may open, as (address, title), and with today's counts.

    `closed`: the titles of the other screens, so that an auditor knows what to ask to be shown.
    """

    clause: Clause
    screens: tuple[tuple[str, str], ...]
    closed: tuple[str, ...]
    evidence: tuple[ShownEvidence, ...]

    @property
    def does(self) -> list[str]:
        """What is done, cut into pieces; every second piece is a word of the code."""
        return self.clause.does.split("`")


def _found(call: Call, evidence: Evidence) -> Tally:
    tally, days_before = evidence.find(call.session), call.services.settings.reminders.days_before
    return replace(tally, due=evidence.near(call.session, days_before)) if evidence.near else tally


def show(offered: tuple[Evidence, ...], screens: ScreensOfClauses, call: Call) -> Response:
    """All clauses, or those of one state."""
    wanted = ClausesForm.asked(call).state
    may_open = screens.open_to(call)
    counted = {
        each.name: ShownEvidence(each, _found(call, each))
        for each in offered
        if not each.screen or each.screen in may_open
    }
    shown = partial(_shown, screens.titles, may_open, counted)
    chapters = [
        (chapter.title, [shown(clause) for clause in chapter if wanted in {None, clause.state}]) for chapter in CHAPTERS
    ]
    every = [clause for chapter in CHAPTERS for clause in chapter]
    return answers.html(
        call,
        "clauses/show.html",
        chapters=[(title, clauses) for title, clauses in chapters if clauses],
        wanted=wanted,
        counts=[(state.value, sum(clause.state is state for clause in every)) for state in State],
        remind_days=call.services.settings.reminders.days_before,
        due=sum(each.found.due for each in counted.values()),
        overdue=sum(each.found.overdue for each in counted.values()),
    )


def _shown(
    titles: Mapping[str, str], may_open: Mapping[str, str], counted: Mapping[str, ShownEvidence], clause: Clause
) -> ShownClause:
    of_screens = [name for name, each in counted.items() if each.evidence.screen in clause.screens]
    return ShownClause(
        clause,
        tuple((address, may_open[address]) for address in clause.screens if address in may_open),
        tuple(titles[address] for address in clause.screens if address in titles and address not in may_open),
        tuple(counted[name] for name in (*clause.evidence, *of_screens) if name in counted),
    )
