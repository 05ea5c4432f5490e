"""What stands in the way of a disposal, as it is told to a person."""

from app.access.facts import Actor
from app.access.roles import Role
from app.disposals.errors import UnderInquiry
from app.errors import AppError
from app.materials.errors import PaperHeld


def told_to(actor: Actor, error: AppError) -> AppError:
    """What this person is told. That an inquiry runs, and into what, is for chair and administrator to know.

    A clerk, whom it may be about, reads of a hold, which keeps a paper in the same way.
    """
    may_know = actor.holds(Role.CHAIR, Role.ADMINISTRATOR) or actor.acts_because is not None
    return error if may_know or not isinstance(error, UnderInquiry) else PaperHeld()
