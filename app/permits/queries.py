"""Finding permits: what is asked, what is granted and still good, what was decided before."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.materials.models import Material, Version
from app.members.models import Person
from app.permits.models import Permit

_LIST_LIMIT = 200


@dataclass(frozen=True)
class ListedPermit:
    """A permit with the names a screen shows."""

    permit: Permit
    asker: Person
    material: Material
    version: Version
    decider: Person | None

    @property
    def is_usable(self) -> bool:
        """Granted, not lapsed, a use left."""
        return is_usable(self.permit)

    @property
    def state_words(self) -> str:
        """The state as screens say it."""
        return state_words(self.permit)


def is_usable(permit: Permit) -> bool:
    """Granted, not lapsed, a use left."""
    return (
        permit.state == "granted"
        and permit.expires_at is not None
        and permit.expires_at > clock.now()
        and permit.uses < permit.max_uses
    )


def state_words(permit: Permit) -> str:
    """「決裁待ち」「許可」「不許可」「取り消し」「期限切れ」「使用済み」."""
    if permit.state == "granted":
        if permit.uses >= permit.max_uses:
            return "使用済み"
        return "許可" if is_usable(permit) else "期限切れ"
    return {"asked": "決裁待ち", "refused": "不許可", "revoked": "取り消し"}[permit.state]


def _usable() -> ColumnElement[bool]:
    return and_(Permit.state == "granted", Permit.expires_at > clock.now(), Permit.uses < Permit.max_uses)


def open_permit(session: Session, person_id: str, version_id: str) -> Permit | None:
    """The person's granted permit for a version that can be used now, the one that lapses first."""
    mine = (Permit.person_id == person_id, Permit.version_id == version_id)
    return session.scalars(select(Permit).where(*mine, _usable()).order_by(Permit.expires_at)).first()


def asked_already(session: Session, person_id: str, version_id: str) -> bool:
    """True while a request of this person for this version waits for its decision."""
    mine = (Permit.person_id == person_id, Permit.version_id == version_id, Permit.state == "asked")
    return session.scalars(select(Permit.id).where(*mine)).first() is not None


def _listed() -> Select[Permit, Person, Material, Version, Person]:
    asker, decider = aliased(Person), aliased(Person)
    return (
        select(Permit, asker, Material, Version, decider)
        .join(asker, asker.id == Permit.person_id)
        .join(Material, Material.id == Permit.material_id)
        .join(Version, Version.id == Permit.version_id)
        .outerjoin(decider, decider.id == Permit.decided_by)
    )


def _run(session: Session, query: Select[Permit, Person, Material, Version, Person]) -> list[ListedPermit]:
    return [ListedPermit(*row) for row in session.execute(query.limit(_LIST_LIMIT)).all()]


def waiting(session: Session) -> list[ListedPermit]:
    """Requests without a decision, the oldest first."""
    return _run(session, _listed().where(Permit.state == "asked").order_by(Permit.asked_at))


def decided(session: Session, *, person_id: str | None = None) -> list[ListedPermit]:
    """Decided requests, the newest first; of one person when named."""
    query = _listed().where(Permit.state != "asked").order_by(Permit.decided_at.desc())
    return _run(session, query if person_id is None else query.where(Permit.person_id == person_id))


def of_person(session: Session, person_id: str) -> list[ListedPermit]:
    """A person's own requests, the newest first."""
    return _run(session, _listed().where(Permit.person_id == person_id).order_by(Permit.asked_at.desc()))


def everything(session: Session) -> list[ListedPermit]:
    """The register (7-4(3)), the newest first."""
    return _run(session, _listed().order_by(Permit.asked_at.desc()))
