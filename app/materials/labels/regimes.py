"""Under whose rules a paper stands (第1章4(1)): said by the clerk, or as whose information it is tells."""

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import Session

from app.access.levels import Regime, Source
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.materials.models import Material
from app.materials.subjects import about_paper

_BY_SOURCE = "source"


def said_regime(material: Material) -> Regime | None:
    """What somebody said; None where the source tells, as where the column holds no regime."""
    return Regime(material.regime) if material.regime in set(Regime) else None


def regime_of(material: Material) -> Regime:
    """Under whose rules a paper stands now."""
    return said_regime(material) or material.marks.source.regime


def stands_under(regime: Regime) -> ColumnElement[bool]:
    """The condition for lists of papers; the same as `regime_of`."""
    is_said = Material.regime.in_([each.value for each in Regime])
    is_councils = Material.owner == Source.COUNCIL.value
    by_source = is_councils if regime is Regime.COUNCIL else not_(is_councils)
    return or_(Material.regime == regime.value, and_(or_(Material.regime.is_(None), not_(is_said)), by_source))


def set_regime(session: Session, by: By, material: Material, regime: Regime | None) -> None:
    """Say under whose rules a paper stands; None: as its source tells, which is the way back."""
    former = said_regime(material)
    if regime is former:
        return
    material.regime = None if regime is None else regime.value
    detail: Detail = {"from": former or _BY_SOURCE, "to": regime or _BY_SOURCE}
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what="regime", **detail)
