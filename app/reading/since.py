"""What became of a paper since a person read it in another version: the pages that changed, and where to go on.

Told only to who had that version open, and may read the paper now at the level of either version.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import effective
from app.access.policy import decide
from app.errors import NotFound
from app.materials.alignment.comparing import alignment_of, stretches
from app.materials.facts import facts_of_paper
from app.materials.models import Material, ReadingPosition, Version
from app.materials.queries import Paper, level_of, paper_of_version
from app.web.call import Call
from viewer.alignment.versions import Alignment, PageChange

_IS_NEWS = timedelta(days=1)
"""How long after a person has opened the newer version the reader says by itself what changed."""


@dataclass(frozen=True)
class SinceRead:
    """What became of the pages since this person was at `page` of the version with this number.

    `open_id`: the id of that version where the person may look at it now, else "".
    """

    number: int
    page: int
    alignment: Alignment
    is_news: bool
    open_id: str


def since_read(call: Call, paper: Paper) -> SinceRead | None:
    """What to tell of the version that this person read before; None when there was none, or it cannot be told."""
    if call.identity.viewer is None or paper.version_id is None or paper.state != "ready":
        return None
    person_id = call.viewer.person_id
    query = select(ReadingPosition, Version).join(Version, Version.id == ReadingPosition.version_id)
    query = query.where(ReadingPosition.person_id == person_id, ReadingPosition.material_id == paper.material_id)
    query = query.where(Version.material_id == paper.material_id, Version.id != paper.version_id)
    found = call.session.execute(query.order_by(ReadingPosition.updated_at.desc(), Version.number.desc())).first()
    later = call.session.get(Version, paper.version_id)
    if found is None or later is None:
        return None
    position, former = found
    if not reads_former(call, former, Action.CONTENTS_READ):
        return None
    alignment = alignment_of(call.services.vault, former, later)
    if alignment is None:
        return None
    own = call.session.get(ReadingPosition, (person_id, later.id))
    is_news = own is None or own.opened_at > max(position.updated_at, clock.now() - _IS_NEWS)
    open_id = former.id if sees_version(call, former.id) else ""
    return SinceRead(former.number, position.page, alignment, is_news, open_id)


def reads_former(call: Call, former: Version, action: Action) -> bool:
    """Whether what is kept of a former version of the call's paper may be used here and now, as its level demands.

    Where that version has kept a higher level than the paper has now, an exception for the present one lifts nothing.
    """
    material = call.session.get(Material, former.material_id)
    if material is None or not former.is_intact or not isinstance(call.facts, PaperFacts):
        return False
    facts = call.facts
    if level_of(former, material).rank > effective(facts.level).rank:
        facts = replace(facts, level=level_of(former, material), lifted=frozenset(), under="")
    return decide(call.actor, action, facts, call.handling).is_allowed


def sees_version(call: Call, version_id: str) -> bool:
    """Whether the person may be shown the pages of this version here and now; of one that was replaced few may."""
    try:
        paper = paper_of_version(call.session, call.actor, version_id)
    except NotFound:
        return False
    facts = facts_of_paper(call.session, call.actor, paper)
    return decide(call.actor, Action.PAGE_READ, facts, call.handling).is_allowed


def told_since(since: SinceRead | None) -> dict[str, object] | None:
    """For the reader's script: stretches of pages by what they are, `[[first, last], …]`, those of `removed` by their
    former numbers; `pages`: for each former page where to go on; `former`: the version's number; `edition`: its id, ""
    where the person may not look at it.
    """
    if since is None:
        return None
    found = since.alignment
    return {
        "former": since.number,
        "edition": since.open_id,
        "is_news": since.is_news,
        "pages": [found.nearest_later_page(number) for number in range(1, len(found.later) + 1)],
        "changed": stretches(found.of(PageChange.CHANGED)),
        "added": stretches(found.of(PageChange.ADDED)),
        "moved": stretches(found.of(PageChange.MOVED)),
        "removed": stretches(found.removed),
    }
