"""Reading papers: who may know of a paper, the conditions of its level, and the original file.

In prose: a released version of a level-1 paper is open to everybody while it is the current one (6-1(14)③). Withdrawn
papers are closed; that they were withdrawn is told to nobody who might not know of them otherwise. The secretariat
reads what it prepares, 3A excepted (administrator or named persons only); where the
council has decided so, an administrator reads of class 3 only what names them (6-2(3)②). Others
read published papers whose audience they belong to; 3A only if named as a person (2(2)③). A contractor reads of these
only what the contract lets them handle, and hears of nothing above it (N 6(8)). Nobody reads a paper whose
label, readers or publication were changed beside the service (6-5(1)②), nor anything of level 2 and above while reading
is frozen (6-5(2)). Then the level's row in
`table.py`: device (2(1) 取扱制限1, 6-1(14)②), network (取扱制限6), outside of it a notice of take-out for level 3
(5(1)③), age of the strong sign-in, and for text a recorded accommodation at level 3. Whoever may see the pages may be
told on which of them words stand, at 3A without a quotation. Of the conditions an exception (7-4) that
its holder has begun to use in this session lifts the device or the network, and nothing else. What shows anything of
the paper needs a proof of the device's key that speaks for this very request, at level 3 a young one (6-2(4)). The
original leaves only when level 1 and released. A version that was replaced is closed, but for the one before the
present one where whoever sent the other out has left it open: to the paper's readers, to look at and nothing else,
under the higher of both levels. Pages of level 2 and above are closed while the service does not find its marks in
them (7-2(2)). A person's own notes on a paper have the paper's level: whoever may see the page,
on this device and now, is given their own and may write; on a released paper, everybody who is signed in on an approved
device. What a member shares of them goes to members under the same conditions, and never to the secretariat; taking it
back needs no condition.
"""

from collections.abc import Callable
from dataclasses import replace
from types import NoneType

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, allow_unrecorded, deny
from app.access.facts import Actor, DeviceKind, Facts, Lift, ListFacts, PaperFacts
from app.access.levels import Confidentiality, effective
from app.access.reasons import Reason
from app.access.roles import COUNCIL, SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role
from app.access.stops.marking import MarkState
from app.access.table import Handling, HandlingTable


def released(facts: Facts) -> Decision | None:
    """Allow a released level-1 paper to everybody; None for every other paper, which goes on to the rules."""
    if not isinstance(facts, PaperFacts):
        return None
    is_public = (
        facts.level is Confidentiality.C1 and facts.is_released and not facts.is_withdrawn and not facts.is_altered
    )
    return allow("6-1(14)③") if is_public else None


def _to_strangers(facts: Facts) -> Reason:
    """The reason for a visitor who is not signed in. A renewal is named, because the paper was public before."""
    is_waiting = isinstance(facts, PaperFacts) and facts.is_being_renewed and not facts.is_withdrawn
    return Reason.BEING_RENEWED if is_waiting else Reason.NOT_SIGNED_IN


def reach(actor: Actor, paper: PaperFacts) -> Decision:
    """Whether this actor may know of the paper at all ("need to know"), on whatever device.

    Nobody may while what decides it is altered.
    """
    is_by_name = actor.reads_by_name and effective(paper.level).is_level_3
    decision = _by_name(paper) if is_by_name else _need_to_know(actor, paper)
    is_told = decision.is_allowed or decision.reason is Reason.WITHDRAWN
    is_contractor = is_told and actor.holds(Role.CONTRACTOR)
    if is_contractor and not (actor.contract and actor.contract.admits(paper.level)):
        return deny(Reason.OUTSIDE_CONTRACT, "6(8)")
    return deny(Reason.ALTERED, "6-5(1)②") if decision.is_allowed and paper.is_altered else decision


def _by_name(paper: PaperFacts) -> Decision:
    return allow("6-2(3)②") if paper.is_named else deny(Reason.NEED_TO_KNOW, "6-2(3)②")


def _need_to_know(actor: Actor, paper: PaperFacts) -> Decision:
    level = effective(paper.level)
    if paper.is_withdrawn and not actor.holds(*SECRETARIAT):
        has_named = paper.is_named or level is not Confidentiality.C3A
        known = paper.in_audience and paper.is_published and has_named
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
    """The conditions of the paper's level (`table.py`): device, sitting, network, age and kind of the sign-in."""
    row = table.row(effective(paper.level))
    if actor.device not in row.devices and not _device_is_excepted(actor, paper):
        return deny(Reason.DEVICE, row.clause)
    if not actor.device_allowed_in_sitting:
        return deny(Reason.SITTING, "5(1)④")
    if table.zones_are_configured and not actor.in_trusted_zone and (refusal := _outside(actor, paper, row)):
        return refusal
    if actor.strong_age_seconds is None or actor.strong_age_seconds > row.strong_seconds:
        return deny(Reason.STALE, "3")
    if row.level in table.passkey_levels and not actor.is_phishing_resistant:
        return deny(Reason.NEEDS_PASSKEY, "3")
    return allow(row.clause)


def as_its_highest(question: Question, decision: Decision, listed: ListFacts | None) -> Decision:
    """A list of papers that leaves as a file, where its office allows that: under the conditions of the highest level.

    What mixes levels is handled by the highest of them (2(2)③-2). `listed`: None for whether there can be any list.
    """
    if listed is None or not decision.is_allowed:
        return decision
    found = _conditions(question.actor, PaperFacts(listed.level), question.table)
    return decision if found.is_allowed else found


def _outside(actor: Actor, paper: PaperFacts, row: Handling) -> Decision | None:
    """The refusal outside the trusted zones, None where the row or an exception lets the actor read there.

    What an exception opens elsewhere is taken out as everything else of class 3 is, by a notice.
    """
    if row.trusted_zone_only and Lift.ZONE not in paper.lifted:
        return deny(Reason.ZONE, "2(1) 取扱制限6")
    if row.notice_outside and not actor.has_notice:
        return deny(Reason.NO_NOTICE, "5(1)③")
    is_checked = actor.has_checked_network or row.level is Confidentiality.C1
    return None if is_checked else deny(Reason.NETWORK_UNCHECKED, "6-1(11)①")


def _device_is_excepted(actor: Actor, paper: PaperFacts) -> bool:
    """Whether an exception lifts the device's condition; never for a device that nobody approved."""
    return Lift.DEVICE in paper.lifted and actor.device is DeviceKind.PERSONAL


def reach_and_conditions(question: Question, paper: PaperFacts) -> Decision:
    """`reach`, then the conditions of the level; in this order, since the conditions' refusals tell that it exists."""
    decision = reach(question.actor, paper)
    if decision.is_allowed and question.actor.halt is not None and effective(paper.level) is not Confidentiality.C1:
        return deny(Reason.FROZEN, "6-5(2)")
    return _conditions(question.actor, paper, question.table) if decision.is_allowed else decision


def proven(question: Question, paper: PaperFacts) -> Decision:
    """`reach_and_conditions`, then the device's proof: what a copied cookie asks for beside its owner has none."""
    decision = reach_and_conditions(question, paper)
    if not decision.is_allowed:
        return decision
    age = question.actor.proof_age_seconds
    limit = question.table.row(effective(paper.level)).proof_seconds
    if age is None or (limit is not None and age > limit):
        return deny(Reason.RENEWAL, "6-2(4)")
    return decision


def with_marks(question: Question, paper: PaperFacts, decision: Decision) -> Decision:
    """What shows marked pages is refused above level 1 while they are not known to bear their marks."""
    if not decision.is_allowed or effective(paper.level) is Confidentiality.C1:
        return decision
    refused = _UNMARKED.get(question.actor.marks)
    return decision if refused is None else deny(refused, "7-2(2)")


_UNMARKED = {MarkState.LOST: Reason.MARK_LOST, MarkState.UNCHECKED: Reason.MARK_UNCHECKED}


def _open(question: Question, paper: PaperFacts) -> Decision:
    """The reader's screen without its pages. No record: each page has one, and the place of reading needs none."""
    decision = with_marks(question, paper, reach_and_conditions(question, paper))
    return allow_unrecorded(decision.clause, Duty.NO_STORE) if decision.is_allowed else decision


def _open_released(facts: Facts) -> Decision | None:
    """The same for a released paper, for everybody."""
    return allow_unrecorded("6-1(14)③") if released(facts) is not None else None


def _read(question: Question, paper: PaperFacts) -> Decision:
    decision = proven(question, paper)
    return allow(decision.clause, Duty.NO_STORE) if decision.is_allowed else decision


def _see(question: Question, paper: PaperFacts) -> Decision:
    decision = with_marks(question, paper, proven(question, paper))
    return allow(decision.clause, Duty.MARK, Duty.NO_STORE) if decision.is_allowed else decision


def _read_text(question: Question, paper: PaperFacts) -> Decision:
    decision = _read(question, paper)
    row = question.table.row(effective(paper.level))
    if decision.is_allowed and row.text_needs_accommodation and not question.actor.has_accommodation:
        return deny(Reason.ACCOMMODATION, row.clause)
    return decision


def _search(question: Question, paper: PaperFacts) -> Decision:
    """Where words stand on the pages that somebody may see. Of 3A nothing is quoted."""
    decision = _read(question, paper)
    if decision.is_allowed and effective(paper.level) is Confidentiality.C3A:
        return allow(decision.clause, *decision.duties, Duty.NO_QUOTE)
    return decision


def _own_notes(question: Question, paper: PaperFacts) -> Decision:
    """A person's own notes: where they may see the page. A released paper is open to all, its notes to nobody else."""
    if released(paper) is None:
        return _read(question, paper)
    is_approved = question.actor.device is not DeviceKind.UNKNOWN
    return allow("6-1(14)③", Duty.NO_STORE) if is_approved else deny(Reason.UNREGISTERED, "6-1(14)②")


def _keep_notes(question: Question, paper: PaperFacts) -> Decision:
    """Writing them. No record: it gives access to nothing, and tells nobody anything; each reading of them has one."""
    decision = _own_notes(question, paper)
    return allow_unrecorded(decision.clause, Duty.NO_STORE) if decision.is_allowed else decision


def _is_among_members(question: Question, paper: PaperFacts) -> Decision:
    """Notes that a member shares go to members: where they may see the page, and never to the secretariat.

    The office first: who has none of the council is told the same of every paper, whether it is there or not.
    """
    actor = question.actor
    is_member = actor.holds(*COUNCIL) and not actor.holds(*SECRETARIAT)
    return _own_notes(question, paper) if is_member else deny(Reason.ROLE, "2(2)③")


def _unshare(question: Question, _facts: None) -> Decision:
    """Taking it back asks for nothing but the person, whatever has become of the paper meanwhile."""
    return by_role(question.actor, "2(2)③", *COUNCIL)


def _take_original(question: Question, paper: PaperFacts) -> Decision:
    """Refuse the original of every paper that is not released; released ones were allowed to everybody before."""
    decision = reach(question.actor, paper)
    return deny(Reason.NOT_RELEASED, "6-1(14)③") if decision.is_allowed else decision


def _by_level(decide: Callable[[Question, PaperFacts], Decision]) -> Rule:
    """A rule on papers. On any device, since the level's conditions check the device themselves, after `reach`."""
    return Rule(about(PaperFacts, decide), on_any_device=True, to_everybody=released, to_strangers=_to_strangers)


def _of_persons(decide: Callable[[Question, PaperFacts], Decision]) -> Rule:
    """A rule on what persons have of a paper, which no stranger has."""
    return Rule(about(PaperFacts, decide), on_any_device=True)


def _former_too(decide: Callable[[Question, PaperFacts], Decision]) -> Callable[[Question, PaperFacts], Decision]:
    """The same for a former version that was left open, which readers of the paper are given like the present one."""

    def as_present(question: Question, paper: PaperFacts) -> Decision:
        return decide(question, replace(paper, is_published=True) if paper.is_left_open else paper)

    return as_present


RULES: Rules = {
    Action.MATERIAL_READ: replace(_by_level(_former_too(_open)), to_everybody=_open_released),
    Action.CONTENTS_READ: _by_level(_former_too(_read)),
    Action.PAGE_READ: _by_level(_former_too(_see)),
    Action.THUMBNAIL_READ: _by_level(_former_too(_see)),
    Action.REGION_READ: _by_level(_former_too(_see)),
    Action.TEXT_READ: _by_level(_former_too(_read_text)),
    Action.WORDS_SEARCH: _by_level(_search),
    Action.NOTES_READ: _of_persons(_own_notes),
    Action.NOTES_KEEP: _of_persons(_keep_notes),
    Action.NOTES_SHARE: _of_persons(_is_among_members),
    Action.NOTES_SEE: _of_persons(_is_among_members),
    Action.NOTES_UNSHARE: Rule(about(NoneType, _unshare)),
    Action.ORIGINAL_DOWNLOAD: _by_level(_take_original),
}
