"""Which papers the store may hold: up to the level that two persons have decided (2(1) 取扱制限3, 2(2)④-1, N 6(8))."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.materials.intake.errors import StoreHoldsLess
from app.materials.models import Material, Version
from app.materials.visible import WITHHELD_TITLE
from app.standards.queries import in_force

_STANDARD = "store_level"
_TITLE_CHARACTERS = 60


def highest(session: Session) -> Confidentiality:
    """The highest level that the store may hold."""
    return Confidentiality(in_force(session).values[_STANDARD].value)


def must_be_storable(session: Session, material: Material) -> None:
    """Raise StoreHoldsLess for a paper that is handled at a higher level; one without a label counts as 3C."""
    most = highest(session)
    if material.level.rank > most.rank:
        raise StoreHoldsLess(most, material.level)


def tell_beyond(database: Database) -> None:
    """Tell the administrator of each paper in the store above that level: its label was raised, or the level lowered.

    A raise takes effect all the same, since it protects the paper from whoever may no longer read it.
    """
    raise_once(database, AlarmKind.CHECK, _beyond)


def _beyond(session: Session) -> list[ToTell]:
    most = highest(session)
    if most is Confidentiality.C3A:
        return []
    is_kept = exists().where(Version.material_id == Material.id, Version.sealed_key.is_not(None))
    found = session.scalars(select(Material).where(is_kept).order_by(Material.id))
    says = f"保管庫に置けるのは{most.words} までですが、"
    # With its address, since another paper may have the same title, or none that is told.
    return [
        ToTell(f"{says}{each.level.words} の資料があります：{_named(each)}（/papers/{each.id}）")
        for each in found
        if each.level.rank > most.rank
    ]


def _named(material: Material) -> str:
    is_3a = material.level is Confidentiality.C3A
    return WITHHELD_TITLE if is_3a else f"「{material.title[:_TITLE_CHARACTERS]}」"
