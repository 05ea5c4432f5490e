"""Papers as they are read: need to know, the row of the level, the original.

In prose: a released level-1 paper is open to everybody (6-1(14)③). Withdrawn papers are closed. The secretariat reads
what it prepares, 3A excepted (administrator or named persons only). Others read published papers whose audience they
belong to; 3A only if named as a person (2(2)③). Then the row of the level: device (2(1) 取扱制限1, 6-1(14)②), network
(取扱制限6), freshness of the strong sign-in, and for text a recorded accommodation at level 3. The original leaves only
when level 1 and released.
"""

from collections.abc import Callable
from dataclasses import replace

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, allow_unrecorded, deny
from app.access.facts import Actor, Facts, PaperFacts
from app.access.levels import Confidentiality, effective
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about
from app.access.table import HandlingTable


def released(facts: Facts) -> Decision | None:
    """What is public is everybody's, whoever they are and whatever they hold."""
    if not isinstance(facts, PaperFacts):
        return None
    is_public = facts.level is Confidentiality.C1 and facts.is_released and not facts.is_withdrawn
    return allow("6-1(14)③") if is_public else None


def reach(actor: Actor, paper: PaperFacts) -> Decision:
    """Need to know: who may meet this paper at all, whatever the device."""
    level = effective(paper.level)
    if paper.is_withdrawn and not actor.holds(*SECRETARIAT):
        known = paper.in_audience and paper.is_published
        return deny(Reason.WITHDRAWN if known else Reason.NOT_PUBLISHED, "2(2)③")
    prepares = actor.holds(Role.ADMINISTRATOR) or (actor.holds(Role.CLERK) and level is not Confidentiality.C3A)
    if prepares:
        return allow("1(3)")
    if level is Confidentiality.C3A and not paper.is_named:
        return deny(Reason.NOT_NAMED, "2(1)")
    if not paper.in_audience:
        return deny(Reason.NOT_IN_AUDIENCE, "2(2)③")
    if not paper.is_published:
        return deny(Reason.NOT_PUBLISHED, "2(2)③")
    return allow("2(2)③")


def _conditions(actor: Actor, paper: PaperFacts, table: HandlingTable) -> Decision:
    """The row of the paper's level: device, network, freshness."""
    row = table.row(effective(paper.level))
    if actor.device not in row.devices:
        return deny(Reason.DEVICE, row.clause)
    if not actor.device_allowed_in_sitting:
        return deny(Reason.SITTING, "5(1)④")
    if row.trusted_zone_only and table.zones_are_configured and not actor.in_trusted_zone:
        return deny(Reason.ZONE, "2(1) 取扱制限6")
    if actor.strong_age_seconds is None or actor.strong_age_seconds > row.strong_seconds:
        return deny(Reason.STALE, "3")
    if row.level in table.passkey_levels and not actor.is_phishing_resistant:
        return deny(Reason.NEEDS_PASSKEY, "3")
    return allow(row.clause)


def reach_and_conditions(question: Question, paper: PaperFacts) -> Decision:
    """Both, in this order: whoever may not know of a paper does not hear about its device."""
    decision = reach(question.actor, paper)
    return _conditions(question.actor, paper, question.table) if decision.is_allowed else decision


def _open(question: Question, paper: PaperFacts) -> Decision:
    """The reader's frame around the pages. Each page is recorded when it leaves; where somebody left off is not."""
    decision = reach_and_conditions(question, paper)
    return allow_unrecorded(decision.clause, Duty.NO_STORE) if decision.is_allowed else decision


def _open_released(facts: Facts) -> Decision | None:
    """The same frame around a public paper."""
    return allow_unrecorded("6-1(14)③") if released(facts) is not None else None


def _read(question: Question, paper: PaperFacts) -> Decision:
    decision = reach_and_conditions(question, paper)
    return allow(decision.clause, Duty.NO_STORE) if decision.is_allowed else decision


def _see(question: Question, paper: PaperFacts) -> Decision:
    decision = reach_and_conditions(question, paper)
    return allow(decision.clause, Duty.MARK, Duty.NO_STORE) if decision.is_allowed else decision


def _read_text(question: Question, paper: PaperFacts) -> Decision:
    decision = _read(question, paper)
    row = question.table.row(effective(paper.level))
    if decision.is_allowed and row.text_needs_accommodation and not question.actor.has_accommodation:
        return deny(Reason.ACCOMMODATION, row.clause)
    return decision


def _take_original(question: Question, paper: PaperFacts) -> Decision:
    """One that is released has been allowed before; any other paper's never leaves."""
    decision = reach(question.actor, paper)
    return deny(Reason.NOT_RELEASED, "6-1(14)③") if decision.is_allowed else decision


def _by_level(decide: Callable[[Question, PaperFacts], Decision]) -> Rule:
    """The row of the level judges the device, after the need to know."""
    return Rule(about(PaperFacts, decide), on_any_device=True, to_everybody=released)


RULES: Rules = {
    Action.MATERIAL_READ: replace(_by_level(_open), to_everybody=_open_released),
    Action.CONTENTS_READ: _by_level(_read),
    Action.PAGE_READ: _by_level(_see),
    Action.THUMBNAIL_READ: _by_level(_see),
    Action.REGION_READ: _by_level(_see),
    Action.TEXT_READ: _by_level(_read_text),
    Action.ORIGINAL_DOWNLOAD: _by_level(_take_original),
}
