"""The proposals that wait for a second person, as the lines of a desk's screen."""

from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.proposals.kinds import AnyProposalKind
from app.proposals.queries import desk
from app.web.call import Call


def waiting_lines(call: Call, kind: AnyProposalKind) -> list[dict[str, object]]:
    """The proposals of a kind that can be decided, the oldest first, each with its asker by name.

    Keys: id, person (whom or what it is about), change, asker, reason, at, can_decide (by the viewer), is_mine, mark
    (of what is shown, to be sent with the decision; "" when the viewer cannot decide).
    """
    lines = desk(call.session, call.actor, call.handling, (kind,))
    askers = people_by_id(call.session, {line.row.asked_by for line in lines})
    return [
        {
            "id": line.row.id,
            "person": line.shown.about,
            "change": line.shown.change,
            "asker": identified_since(call.session, askers[line.row.asked_by], line.row.asked_at),
            "reason": line.row.reason,
            "at": line.row.asked_at,
            "can_decide": line.can_decide,
            "is_mine": line.row.asked_by == call.viewer.person_id,
            "mark": kind.mark(call.session, line.row) if line.can_decide else "",
        }
        for line in lines
    ]
