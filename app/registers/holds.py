"""Whether a hold stands: asked by whatever is about to dispose of something, in its own unit. In doubt, one does."""

from sqlalchemy.orm import Session

from app.registers.kept.holds import standing_holds


def holds_paper(session: Session, material_id: str) -> bool:
    """Whether a hold stands on a paper, until the unit's end. One that was altered, or taken away, holds everything."""
    return _is_named(session, material_id, is_locked=True)


def shows_hold_on(session: Session, material_id: str) -> bool:
    """The same at this moment, for a screen; whoever disposes of something asks `holds_paper`."""
    return _is_named(session, material_id, is_locked=False)


def _is_named(session: Session, material_id: str, *, is_locked: bool) -> bool:
    standing = standing_holds(session, is_locked=is_locked)
    return any(hold.papers is None or material_id in hold.papers for hold in standing)


def holds_anything(session: Session) -> bool:
    """Whether any hold stands: for what is told apart by no paper."""
    return any(True for _hold in standing_holds(session, is_locked=True))
