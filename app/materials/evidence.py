"""Papers by what was decided of them, and how often their pages were shown."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.vocabulary import EventKind
from app.materials.models import Material
from app.web.evidence.tallies import Evidence, Tally, recorded


def _labelled(session: Session) -> Tally:
    query = select(func.count(), func.max(Material.created_at)).where(Material.confidentiality.is_not(None))
    return Tally(*session.execute(query).one())


def _released(session: Session) -> Tally:
    query = select(func.count(), func.max(Material.released_at)).where(Material.released_version_id.is_not(None))
    return Tally(*session.execute(query).one())


LABELLED = Evidence("papers-labelled", "区分を付けた資料", _labelled)
RELEASED = Evidence("papers-released", "住民に公開している資料", _released)
SHOWN = recorded("pages-shown", "氏名を付けて記録した閲覧（ページ）", EventKind.PAGE_ISSUED)
