"""What is left of a paper that was disposed of, as screens show it."""

from app.materials.disposed import is_missed
from app.materials.models import DisposedPaper, Material
from app.materials.visible import shown_titles
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.web.call import Call


def left_of(call: Call, left: DisposedPaper) -> dict[str, object]:
    """What is left of a paper, as a screen shows it to somebody who may know of it."""
    material = call.session.get_one(Material, left.material_id)
    people = people_by_id(call.session, {left.asked_by, left.decided_by})
    return {
        "title": shown_titles(call.session, call.actor, [material])[material.id],
        "level": left.handled_at.value,
        "at": left.at,
        "asker": identified_since(call.session, people[left.asked_by], left.at),
        "decider": identified_since(call.session, people[left.decided_by], left.at),
        "reason": left.reason,
        "kept_until": left.kept_until,
        "is_due": left.is_due,
        "versions": [line.split(" ") for line in left.versions.splitlines()],
        "entry": left.entry,
        "is_intact": left.is_intact,
        "is_missed": is_missed(left),
    }
