"""All kinds of proposals of the service, collected once where it is assembled, and passed on from there."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from app.db import Database
from app.proposals import acts
from app.proposals.kinds import AnyProposalKind, ProposalState
from app.proposals.models import Proposal


class Proposals:
    """The kinds by name. Raises ValueError when two have the same."""

    def __init__(self, kinds: Sequence[AnyProposalKind]) -> None:
        names = Counter(kind.name for kind in kinds)
        if twice := sorted(name for name in names if names[name] > 1):
            raise ValueError(f"more than one kind of proposal: {twice}")
        self.kinds = tuple(kinds)
        self._by_name = {kind.name: kind for kind in kinds}

    def close_what_is_over(self, database: Database) -> int:
        """Close all proposals that have expired or are stale, each in a unit of its own; how many.

        Proposals of an unknown kind are left alone: another version of the service knows them.
        """
        with database.read() as session:
            open_ones = select(Proposal.id).where(
                Proposal.state == ProposalState.ASKED, Proposal.kind.in_(self._by_name)
            )
            ids = session.scalars(open_ones.order_by(Proposal.asked_at)).all()
        return sum(self._close_if_over(database, proposal_id) for proposal_id in ids)

    def _close_if_over(self, database: Database, proposal_id: str) -> bool:
        with database.write() as session:
            row = session.get(Proposal, proposal_id)
            if row is None or not row.is_intact:
                return False
            kind = self._by_name[row.kind]
            kind.lock_subject(session, row.subject)
            fresh = session.get(Proposal, proposal_id, populate_existing=True)
            return (
                fresh is not None
                and fresh.is_intact
                and fresh.state == ProposalState.ASKED
                and acts.close_if_over(session, kind, fresh)
            )
