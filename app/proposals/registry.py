"""Every kind of act of two persons, put together once where the service is assembled, and passed on."""

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
        """Close what has expired or was overtaken, each in a unit of its own; how many that were.

        What this version knows no kind of is left to the one that does.
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
            if row is None:
                return False
            kind = self._by_name[row.kind]
            kind.lock_subject(session, row.subject)
            fresh = session.get(Proposal, proposal_id, populate_existing=True)
            return fresh is not None and fresh.state == ProposalState.ASKED and acts.close_if_over(session, kind, fresh)
