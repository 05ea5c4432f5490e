"""Finds permits: waiting requests, usable permits, decided ones, and the whole register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased, object_session

from app import clock
from app.access.levels import Confidentiality
from app.audit.rows.missed import is_any_missing
from app.materials.errors import PaperRead
from app.materials.models import Material, Replacement, Version
from app.materials.queries import level_of
from app.materials.readers import has_read_since
from app.materials.replacements.queries import naming
from app.meetings.models import Attachment, Meeting
from app.members.models import Person
from app.members.people import held_since, was_suspended_since
from app.permits.booklets.models import Booklet
from app.permits.kinds import PermitKind
from app.permits.models import Permit

_LIST_LIMIT = 200
_WAITS = Permit.state.in_(("asked", "emergency"))
_OF_PDF = Permit.purpose.in_([PermitKind.SAVE.value, PermitKind.PRINT.value])
_NEVER = datetime.min.replace(tzinfo=UTC)
_IN_DOUBT = "記録の確認待ち"
READ_NO_MORE = "読む人から外れて終了"
"""The words for a permit whose holder was taken out of its paper's readers."""


@dataclass(frozen=True)
class ListedPermit:
    """A permit with the rows whose names a screen shows."""

    permit: Permit
    asker: Person
    material: Material
    version: Version
    decider: Person | None

    @property
    def level(self) -> Confidentiality:
        """The level that the permit's version is handled at."""
        return level_of(self.version, self.material)

    @property
    def matter(self) -> str:
        """Id of what the chair decides about at once: the application, or else the permit."""
        return self.permit.application or self.permit.id

    @property
    def is_usable(self) -> bool:
        """As the function `is_usable`."""
        return is_usable(self.permit)

    @property
    def is_living(self) -> bool:
        """As the function `is_living`."""
        return is_living(self.permit)

    @property
    def state_words(self) -> str:
        """The state as screens say it."""
        return state_words(self.permit)


def is_running(permit: Permit) -> bool:
    """True when granted and not lapsed, whether a use is left or not. Never true for a row that was altered."""
    return has_begun(permit) and _is_not_over(permit)


def is_living(permit: Permit) -> bool:
    """Whether it can still be used, is being used, or will be: such permits are reviewed, and can be revoked.

    A permit for a PDF ends with its last use, unless the session of that use may still fetch the PDF. An exception for
    reading, or for a printed copy, goes on with no use left.
    """
    return _is_not_over(permit) and (permit.uses < permit.max_uses or _goes_on_without_a_use(permit))


def _goes_on_without_a_use(permit: Permit) -> bool:
    if permit.kind.is_of_reading or permit.kind is PermitKind.RESERVE:
        return True
    leaving = exists().where(Booklet.permit_id == permit.id, Booklet.state == "leaving")
    return bool(_session_of(permit).scalar(select(leaving)))


def _is_not_over(permit: Permit) -> bool:
    is_granted = permit.is_intact and permit.state in {"granted", "emergency"}
    return is_granted and _has_time(permit) and not shut_since(permit)


def _session_of(permit: Permit) -> Session:
    if (session := object_session(permit)) is None:
        raise RuntimeError("a permit outside of a unit of work")
    return session


def can_be_ended(permit: Permit) -> bool:
    """Whether it is an emergency that is in force, confirmed or not, which the person who began it can end."""
    return permit.confirm_by is not None and is_running(permit)


def has_begun(permit: Permit) -> bool:
    """False before the first moment of the permit's time."""
    return permit.starts_at is None or permit.starts_at <= clock.now()


def shut_since(permit: Permit) -> str:
    """Why a granted permit has ended before its time, in the words of lists; "" when it has not.

    It ends when, after the chair's decision, another version replaced its own, its paper was withdrawn, raised in its
    label, or hidden and published again, or its holder was suspended, ended a term of office, or stopped being a
    reader. If the paper or person comes back, the permit does not: the chair has to decide again.
    An altered or missing row that could say one of these ends it as well.
    """
    session = _session_of(permit)
    material, since = session.get(Material, permit.material_id), permit.decided_at
    replaced = naming(session, permit.material_id, permit.version_id)
    if material is None or since is None or not all(row.is_intact for row in (permit, material, *replaced)):
        return _IN_DOUBT
    if is_any_missing(session, (Replacement,)):
        return _IN_DOUBT
    if any(row.former_id == permit.version_id and row.at >= since for row in replaced):
        return "差し替えで終了"
    if material.shut_at is not None and material.shut_at >= since:
        return "取り下げか区分の引き上げで終了"
    was_hidden = material.published_at is not None and material.published_at > since
    return "未公開に戻して終了" if was_hidden else _holder_left(session, permit, material, since)


def _holder_left(session: Session, permit: Permit, material: Material, since: datetime) -> str:
    """The words for what ended a permit on its holder's side; "" for nothing. `since`: the moment of the decision.

    Only rows of offices and readers that are older than that count, so that a new row cannot bring a permit back.
    """
    if not _has_time(permit):
        return ""
    if was_suspended_since(session, permit.person_id, since):
        return "利用の停止で終了"
    if not held_since(session, permit.person_id, since):
        return "任期の終わりで終了"
    return "" if has_read_since(session, material, permit.person_id, since) else READ_NO_MORE


def _has_time(permit: Permit) -> bool:
    return permit.lapses_at is not None and permit.lapses_at > clock.now()


def is_of_former(session: Session, permit: Permit) -> bool:
    """True when another version has replaced the one that the permit is for."""
    return session.get_one(Material, permit.material_id).current_version_id != permit.version_id


def is_usable(permit: Permit) -> bool:
    """True when granted, not lapsed, and with a use left."""
    return permit.uses < permit.max_uses and is_running(permit)  # in this order: the latter asks the database


def state_words(permit: Permit) -> str:
    """The state as lists say it: 「許可」「使用済み」 and so on, or the words of `shut_since`."""
    if permit.doubt:
        return permit.doubt
    if permit.state in {"granted", "emergency"}:
        return _words_of_granted(permit)
    return {"asked": "決裁待ち", "refused": "不許可", "revoked": "取り消し", "withdrawn": "取り下げ"}[permit.state]


def _words_of_granted(permit: Permit) -> str:
    if permit.state == "emergency":
        waits = permit.confirm_by is not None and permit.confirm_by > clock.now()
        return shut_since(permit) or ("緊急（確認待ち）" if waits else "確認されず終了")
    if permit.uses >= permit.max_uses:
        return "使用中（回数は使用済み）" if permit.kind.is_of_reading and is_living(permit) else "使用済み"
    if is_usable(permit):
        return "許可"
    return shut_since(permit) or ("期限切れ" if has_begun(permit) else "期間の前")


def open_permit(session: Session, person_id: str, version_id: str) -> Permit | None:
    """The person's granted permit for a version that can be used now, the one that lapses first."""
    mine = (Permit.person_id == person_id, Permit.version_id == version_id)
    found = session.scalars(select(Permit).where(*mine, _OF_PDF, Permit.state == "granted").order_by(Permit.expires_at))
    return next((permit for permit in found if is_usable(permit)), None)


def asked_already(session: Session, person_id: str, version_id: str, kind: PermitKind = PermitKind.SAVE) -> bool:
    """True while a request of this kind for this person and this version waits for its decision."""
    mine = (Permit.person_id == person_id, Permit.version_id == version_id)
    same = _OF_PDF if kind is PermitKind.SAVE else Permit.purpose == kind.value
    return session.scalars(select(Permit.id).where(*mine, same, _WAITS)).first() is not None


def first_confirm_by(session: Session, person_id: str, material_id: str) -> datetime | None:
    """By when the chair's word on an emergency for this person and paper is due; None where none waits for it.

    Any version, kind and device counts, and the first of them: an exception is not made longer by other ones.
    """
    mine = (Permit.person_id == person_id, Permit.material_id == material_id, Permit.state == "emergency")
    return min((each for each in session.scalars(select(Permit.confirm_by).where(*mine)) if each), default=None)


def is_refused(session: Session, person_id: str, material_id: str) -> bool:
    """Whether the chair's last decision on an exception of reading for this person and paper was a refusal.

    Any version, kind and device counts. An altered or missing row counts as a refusal, as it may have been one.
    """
    if is_any_missing(session, (Permit,)):
        return True
    said = {False: _NEVER, True: _NEVER}
    for permit in session.scalars(
        select(Permit).where(Permit.person_id == person_id, Permit.material_id == material_id)
    ):
        if not permit.is_intact:
            return True
        if permit.kind.is_of_reading and permit.decided_at and permit.state in {"granted", "refused", "revoked"}:
            is_yes = permit.state == "granted"
            said[is_yes] = max(said[is_yes], permit.decided_at)
    return said[False] != _NEVER and said[False] >= said[True]


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
    """All requests without a decision, the oldest first. Without a limit, so that none waits unseen."""
    query = _listed().where(_WAITS).order_by(Permit.asked_at, Permit.id)
    return [ListedPermit(*row) for row in session.execute(query).all()]


def living(session: Session) -> list[ListedPermit]:
    """All permits that are granted and have not ended, and so can be revoked, the newest decision first."""
    query = _listed().where(Permit.state == "granted", Permit.expires_at > clock.now())
    found = session.execute(query.order_by(Permit.decided_at.desc(), Permit.id)).all()
    return [listed for row in found if (listed := ListedPermit(*row)).is_living]


def any_waiting() -> ColumnElement[bool]:
    """A condition in SQL: whether there is a request without a decision."""
    return exists().where(_WAITS)


def lock_paper_of_permit(session: Session, permit_id: str) -> None:
    """Lock the papers of a permit and of all permits of its application, until the unit ends.

    Does nothing when there is no such permit.
    """
    application = select(Permit.application).where(Permit.id == permit_id).scalar_subquery()
    of_permits = select(Permit.material_id).where(or_(Permit.id == permit_id, Permit.application == application))
    query = select(Material).where(Material.id.in_(of_permits)).order_by(Material.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).all()


def together(session: Session, permit: Permit, *, locked: bool = False) -> list[Permit]:
    """All permits of the same application, this one included, in the order of their numbers."""
    if permit.application is None:
        return [permit]
    query = select(Permit).where(Permit.application == permit.application).order_by(Permit.id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def first_of_each(found: Iterable[ListedPermit]) -> list[ListedPermit]:
    """The first permit of each application."""
    return list({listed.matter: listed for listed in reversed(list(found))}.values())[::-1]


def listed(session: Session, permit: Permit) -> ListedPermit:
    """A permit with the rows whose names a screen shows."""
    return _run(session, _listed().where(Permit.id == permit.id))[0]


def decided(session: Session, *, person_id: str | None = None) -> list[ListedPermit]:
    """Decided requests, the newest first; of one person when named."""
    query = _listed().where(Permit.state.not_in(["asked", "withdrawn", "emergency"]))
    query = query.order_by(Permit.decided_at.desc(), Permit.id)
    return _run(session, query if person_id is None else query.where(Permit.person_id == person_id))


def of_person(session: Session, person_id: str) -> list[ListedPermit]:
    """A person's own requests, the newest first."""
    return _run(session, _listed().where(Permit.person_id == person_id).order_by(Permit.asked_at.desc()))


def everything(session: Session) -> list[ListedPermit]:
    """The register (7-4(3)), the newest first."""
    return _run(session, _listed().order_by(Permit.asked_at.desc()))


def listed_where(session: Session, condition: ColumnElement[bool]) -> list[ListedPermit]:
    """All permits that meet a condition, in the order of their numbers."""
    return [ListedPermit(*row) for row in session.execute(_listed().where(condition).order_by(Permit.id)).all()]


def is_open(permit: Permit) -> bool:
    """True when it waits for a decision, or is granted and has not ended: these are reviewed."""
    return permit.state in {"asked", "emergency"} or is_living(permit)


def refuse_if_asked(session: Session, material_id: str) -> None:
    """Check that a paper may be removed: raises PaperRead when a permit was asked for it, even a refused one."""
    if session.scalars(select(Permit.id).where(Permit.material_id == material_id).limit(1)).first() is not None:
        raise PaperRead


def meeting_day(session: Session, material_id: str) -> date | None:
    """The day of the meeting that a paper belongs to, if it is still to come; None when it or its place was altered."""
    place = session.get(Attachment, material_id)
    meeting = session.get(Meeting, place.meeting_id) if place is not None and place.is_intact else None
    is_to_come = meeting is not None and meeting.is_intact and meeting.starts_at > clock.now()
    return clock.jst(meeting.starts_at).date() if meeting is not None and is_to_come else None
