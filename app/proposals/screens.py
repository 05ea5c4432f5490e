"""Proposals as screens use them: asking, the second person's form and decision, taking back, the desk in the menu."""

from collections.abc import Sequence
from functools import partial

from app.access.actions import Action
from app.access.facts import Facts
from app.audit.vocabulary import EventKind
from app.jobs.payloads import Payload
from app.proposals import acts, queries
from app.proposals.errors import NotAsShown
from app.proposals.kinds import AnyProposalKind, ProposalKind, Proposed
from app.web.call import Call
from app.web.desks import Desk
from app.web.forms.fields import either, text
from app.web.forms.seen import SeenProposalForm
from app.web.navigation import Place


class DecisionForm(SeenProposalForm):
    """The second person's decision on what the screen showed."""

    decision = either("決定", yes="confirm", no="refuse")
    reason = text("決定の理由", most=acts.REASON_LIMIT, required=False)


def facts_of(call: Call, kind: AnyProposalKind, proposal_id: str) -> Facts:
    """The facts by which the policy decides on a proposal, which becomes `call.subject`. Raises NotFound, Denied."""
    return facts_among(call, (kind,), proposal_id)


def facts_among(call: Call, kinds: Sequence[AnyProposalKind], proposal_id: str) -> Facts:
    """As `facts_of`, where one address serves several kinds. Its row is read once, as one that is not there is."""
    row = queries.row_among(call.session, kinds, proposal_id)
    kind = _kind_of(row.kind, kinds)
    call.subject = kind.read(row)
    return kind.facts_about(call.session, call.actor, row)


def kind_among(call: Call, kinds: Sequence[AnyProposalKind], proposal_id: str) -> AnyProposalKind:
    """Of which of these kinds a proposal is, where one address serves several. Raises NotFound, Denied."""
    return _kind_of(queries.row_among(call.session, kinds, proposal_id).kind, kinds)


def _kind_of(name: str, kinds: Sequence[AnyProposalKind]) -> AnyProposalKind:
    return next(kind for kind in kinds if kind.name == name)


def ask(
    call: Call, kind: ProposalKind[Payload], subject: str, payload: Payload, *, reason: str = ""
) -> Proposed[Payload]:
    """Ask a second person, as `acts.ask`."""
    return acts.ask(call.session, call.by, kind, subject, payload, reason=reason)


def decide(call: Call, kind: AnyProposalKind, proposal_id: str, form: DecisionForm) -> NotAsShown | None:
    """Take the second person's decision, as `acts.decide`.

    Returns the error, for the screen to be shown again with it, when something else was shown than stands now: then
    nothing was decided. Raises the other errors of `acts.decide`.
    """
    try:
        acts.decide(
            call.session,
            call.by,
            call.handling,
            kind,
            proposal_id,
            is_confirmed=form.decision,
            shown=form.shown,
            reason=form.reason,
        )
    except NotAsShown as stopped:
        return stopped
    return None


def withdraw(call: Call, kind: AnyProposalKind, proposal_id: str) -> None:
    """The asker takes a proposal back, as `acts.withdraw`."""
    acts.withdraw(call.session, call.by, kind, proposal_id)


def desk_of(
    kinds: Sequence[AnyProposalKind],
    name: str,
    label: str,
    href: str,
    places: tuple[Place, ...],
    action: Action,
    records: frozenset[EventKind],
) -> Desk:
    """The desk of the proposals of these kinds; the other arguments are those of `Desk`."""
    return Desk(name, label, href, places, action, partial(_count, kinds), records, queries.any_open(kinds))


def _count(kinds: Sequence[AnyProposalKind], call: Call) -> int:
    return queries.count_for(call.session, call.actor, call.handling, kinds)
