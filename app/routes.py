"""The one list of URLs: every domain's rows, in the order in which they are tried. Nothing else is reachable.

A row names the view, the action that it needs and the loader of its facts. `gijo routes` prints the list.
"""

import argparse
import sys
from collections.abc import Iterable
from functools import partial

from app.about import rows as about
from app.access.remits.remit import EXCEPTIONS
from app.advisories import rows as advisories
from app.advisories.evidence import COMPARISONS
from app.advisories.queries import comparison_news
from app.auth.alarms import rows as alarms
from app.auth.alarms.evidence import ALARMS as ALARMS_WAITING
from app.auth.alarms.topics import ALARMS
from app.auth.devices import rows as devices
from app.auth.devices.evidence import DEVICES as DEVICES_APPROVED
from app.auth.devices.fleet import rows as fleet
from app.auth.devices.queries import holders_of_personal
from app.auth.devices.spares import rows as spares
from app.auth.devices.spares.views import SPARES
from app.auth.devices.views_desk import DEVICES
from app.auth.enrolment import rows as enrolment
from app.auth.enrolment.desk import RESETS
from app.auth.factors import rows as factors
from app.auth.presence import rows as presence
from app.auth.presence.sweep import PROVE
from app.auth.signin import rows as signin
from app.auth.signin.evidence import SIGN_INS, SIGN_INS_REFUSED
from app.board import rows as board
from app.board.halting import rows as halting
from app.board.halting.views import HALT, LIFTS
from app.board.setting import rows as setting
from app.board.setting.views import CHANGES
from app.board.topics import BOARD
from app.clauses import rows as clauses
from app.disposals import acts as disposals_acts
from app.disposals import rows as disposals
from app.disposals.copies import BOOK
from app.disposals.views_list import DISPOSALS_WAITING
from app.guides import rows as guides
from app.ledger import evidence as of_ledger
from app.ledger import rows as ledger
from app.materials import evidence as of_materials
from app.materials import rows as materials
from app.meetings import rows as meetings
from app.meetings.home.rules import rule_news
from app.meetings.papers.placing import detach
from app.meetings.preparation.views_waiting import PAPERS
from app.meetings.sittings import group_is_sitting
from app.notes import acts as notes_acts
from app.notes import rows as notes
from app.notes.sharing.topics import NOTES
from app.people import evidence as of_people
from app.people import rows as people
from app.people.contractors.views import CONTRACTORS
from app.people.views_power import CHAIR, OFFICES
from app.permits import rows as permits
from app.permits.desk import PERMITS
from app.permits.evidence import EMERGENCIES, PERMITS_DECIDED, PERMITS_USED
from app.permits.news import news as permit_news
from app.permits.queries import refuse_if_asked
from app.reading import rows as reading
from app.reading.positions import forget_positions
from app.reading.topics import PAPER
from app.registers import rows as registers
from app.registers.concern.concerned import entries_kept_from
from app.registers.contracts.queries import running_contracts
from app.registers.declaration import Register
from app.registers.desk import desk_of
from app.registers.evidence import evidence_of
from app.registers.holds import holds_paper
from app.registers.infections import rows as infections
from app.registers.infections.views import INFECTED_TOUCH
from app.registers.kept import REGISTERS
from app.registers.notices import notice_news, touches_of
from app.registers.reminders.lacking import lacking_news
from app.reports import rows as reports
from app.rounds.evidence import ROUNDS
from app.rulebook import rows as rulebook
from app.rulebook.desk import RULES
from app.search import rows as search
from app.settings import Settings
from app.web.desks import Desks
from app.web.evidence.tallies import Evidence
from app.web.rows import Row, Rows, assemble

DESKS = Desks(
    (
        PERMITS,
        DEVICES,
        SPARES,
        RESETS,
        OFFICES,
        CONTRACTORS,
        CHAIR,
        LIFTS,
        CHANGES,
        PAPERS,
        DISPOSALS_WAITING,
        desk_of(REGISTERS),
        RULES,
    )
)
"""Where work waits for a decision; the menu of every screen counts it."""

TOPICS = (ALARMS, BOARD, HALT, NOTES, PAPER, PROVE, DESKS.topic())
"""What an open screen may ask to hear of."""


EVIDENCE = (
    SIGN_INS,
    SIGN_INS_REFUSED,
    DEVICES_APPROVED,
    ALARMS_WAITING,
    of_people.OFFICES,
    of_people.DELEGATIONS,
    of_people.PEOPLE,
    of_people.SUSPENSIONS,
    of_people.RETIREMENTS,
    PERMITS_DECIDED,
    EMERGENCIES,
    PERMITS_USED,
    of_materials.LABELLED,
    of_materials.RELEASED,
    of_materials.SHOWN,
    ROUNDS,
    COMPARISONS,
    of_ledger.CHECKPOINTS,
    of_ledger.REFUSALS,
    of_ledger.STARTS,
    of_ledger.CHECKS,
    of_ledger.LOOKS,
    of_ledger.EXPORTS,
    of_ledger.RESTORES,
    of_ledger.BY_TWO,
)
"""What the page of clauses counts at each look, besides the registers."""


def routes(kept: Iterable[Register]) -> Rows:
    """All rows of a council that keeps these registers."""
    kept = tuple(kept)
    evidence = (*EVIDENCE, *evidence_of(kept))
    domains = (*_people(kept), *_papers(kept, evidence))
    others = [row for rows in domains for row in rows]
    return assemble((*domains, clauses.rows(evidence, others)))


def _people(kept: tuple[Register, ...]) -> tuple[Rows, ...]:
    """Rows about people and what they sign in with, and about the council as a whole."""
    return (
        about.ROWS,
        guides.ROWS,
        signin.ROWS,
        enrolment.ROWS,
        factors.ROWS,
        presence.rows(topics=TOPICS),
        fleet.ROWS,
        spares.ROWS,
        devices.ROWS,
        alarms.ROWS,
        board.ROWS,
        halting.ROWS,
        setting.ROWS,
        people.rows(
            is_sitting=group_is_sitting,
            registers=[*(each.lent for each in kept), EXCEPTIONS],
            contracts=running_contracts,
            let_go=(forget_positions,),
        ),
    )


def _papers(kept: tuple[Register, ...], evidence: tuple[Evidence, ...]) -> tuple[Rows, ...]:
    """Rows about meetings and papers, and the registers and reports of both."""
    return (
        meetings.rows(
            news=(rule_news, permit_news, notice_news(kept)),
            wants=(lacking_news(kept), comparison_news),
            touches=(*touches_of(kept), INFECTED_TOUCH),
        ),
        materials.rows(let_go=(refuse_if_asked, detach, notes_acts.let_go, disposals_acts.let_go), holds=holds_paper),
        disposals.ROWS,
        permits.rows(holds=holds_paper, book=BOOK),
        reading.ROWS,
        notes.ROWS,
        search.ROWS,
        advisories.ROWS,
        registers.rows(kept, evidence=evidence),
        infections.ROWS,
        rulebook.rows(holders_of_personal=holders_of_personal),
        ledger.rows(partial(entries_kept_from, kept)),
        reports.ROWS,
    )


ROUTES: Rows = routes(REGISTERS)
"""Frozen. A row whose action nobody decides, or that another row hides, does not start."""


def command(_settings: Settings, _parsed: argparse.Namespace) -> int:
    """`gijo routes`: method, path, action, view and marks of every row, by path."""
    for row in sorted(ROUTES, key=lambda row: (row.path, row.method)):
        view = getattr(row.view, "func", row.view)  # a partial hands the view what stands above its domain
        where = f"{view.__module__}.{view.__qualname__}"
        marks = " ".join(word for word, holds in _marks(row).items() if holds)
        sys.stdout.write(f"{row.method:<4} {row.path:<62} {row.action.value:<22} {where} {marks}".rstrip() + "\n")
    return 0


def _marks(row: Row) -> dict[str, bool]:
    return {
        "socket": row.is_socket,
        "background": row.is_background,
        "step": row.is_step,
        "heavy": row.is_heavy,
        "patient": row.is_patient,
    }
