"""Whether a hold stands: asked by whatever is about to dispose of something, in its own unit. In doubt, one does."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.numbers import RunningNumber
from app.registers.acts import typed_of
from app.registers.kept.holds import HOLDS, lines_held, papers_in
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.queries import is_whole


def holds_paper(session: Session, material_id: str) -> bool:
    """Whether a hold stands on a paper, until the unit's end. One that was altered, or taken away, holds everything."""
    return any(papers is None or material_id in papers for papers in _standing(session))


def holds_anything(session: Session) -> bool:
    """Whether any hold stands: for what is told apart by no paper."""
    return any(True for _papers in _standing(session))


def _standing(session: Session) -> Iterator[frozenset[str] | None]:
    """What each hold that is not lifted is put on; None for everything. What it ever named stays until it is lifted."""
    numbers = select(RunningNumber).where(RunningNumber.series == f"register:{HOLDS.key}")
    series = session.scalars(numbers.with_for_update(read=True)).first()  # a new hold waits until this unit ends
    entries = session.scalars(select(RegisterEntry).where(RegisterEntry.register == HOLDS.key)).all()
    if {entry.number for entry in entries} != set(range(1, (series.last if series else 0) + 1)):
        yield None
    for entry in entries:
        if not is_whole(session, entry):
            yield None
        elif HOLDS.state(entry.state).leads_to:
            yield _ever_named(session, entry)


def _ever_named(session: Session, entry: RegisterEntry) -> frozenset[str] | None:
    """The papers that the entry names or has named; None for everything, also where a line names no paper."""
    named = set[str]()
    for change in session.scalars(select(RegisterChange).where(RegisterChange.entry_id == entry.id)):
        lines = lines_held(typed_of(change))
        papers = None if lines is None else papers_in(session, lines)
        if papers is None:
            return None
        named |= papers
    return frozenset(named)
