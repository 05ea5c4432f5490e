"""Whether a request could be granted now, and the mark of what the chair's desk shows of it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import ANONYMOUS, Actor, DeviceKind, Lift
from app.access.levels import Confidentiality
from app.access.table import HandlingTable
from app.errors import NotFound
from app.materials.queries import Paper, paper_of_material
from app.materials.visible import Visibility, visibility
from app.members.people import as_if_present
from app.permits import queries
from app.permits.kinds import PermitKind
from app.permits.models import Permit
from app.permits.queries import ListedPermit
from app.standards.queries import in_force
from app.web.forms.merging import mark


class Hindrance(StrEnum):
    """Why a request cannot be granted at this moment."""

    ALTERED = "altered"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    AWAY = "away"
    NOT_A_READER = "not_a_reader"
    NO_NEED = "no_need"

    @property
    def heading(self) -> str:
        """What has happened since the request."""
        return _TITLES[self]

    @property
    def advice(self) -> str:
        """What to do with the request."""
        return _ADVICE[self]

    @property
    def for_holder(self) -> str:
        """The sentence that tells the holder why the PDF of a granted permit is withheld."""
        return _FOR_HOLDER.get(self, "")


_FOR_HOLDER = {
    Hindrance.WITHDRAWN: "資料は、いま公開されていません。議会事務局に確かめてください。",
    Hindrance.NOT_A_READER: "あなたは、いまこの資料を読む人に入っていません。議会事務局に確かめてください。",
}
_TITLES = {
    Hindrance.ALTERED: "記録が、システムの外から書き換えられた疑いがあります",
    Hindrance.REPLACED: "申請のあとで差し替えられました",
    Hindrance.WITHDRAWN: "資料は、いま公開されていません",
    Hindrance.AWAY: "申請した人は、いま利用を止められているか、役職がありません",
    Hindrance.NOT_A_READER: "申請した人は、いまこの資料を読めません",
    Hindrance.NO_NEED: "この例外がなくても、決まりのとおりに読める資料です",
}
_REFUSE = "許可はできません。不許可にするか、元に戻るのを待ってください。"
_ADVICE = {
    Hindrance.ALTERED: "確かめが済むまで、許可はできません。",
    Hindrance.REPLACED: "前の版は、もう読まれていません。不許可にして、新しい版で申請し直すように伝えてください。",
    Hindrance.WITHDRAWN: _REFUSE,
    Hindrance.AWAY: _REFUSE,
    Hindrance.NOT_A_READER: _REFUSE,
    Hindrance.NO_NEED: "許可しても、何も変わりません。不許可にしてください。",
}


@dataclass(frozen=True)
class Grounds:
    """The grounds of a decision on a request: the level, the version, and the hindrance to granting it, if any.

    `asked`: the mark of the request: its paper's title, its person, its reason and conditions, and whose wish it was.
    """

    level: Confidentiality
    version_id: str
    hindrance: Hindrance | None
    asked: str

    @property
    def mark(self) -> str:
        """The mark that the desk's form carries. It includes the day, from which the deadlines offered are counted."""
        return mark(self.level.value, self.version_id, self.hindrance or "", str(days.today()), self.asked)


def grounds_of(session: Session, listed: ListedPermit) -> Grounds:
    """The grounds of a request, with facts loaded in this unit."""
    permit = listed.permit
    return Grounds(listed.level, listed.version.id, hindrance(session, permit), _asked(listed))


def _asked(listed: ListedPermit) -> str:
    permit = listed.permit
    people = (permit.person_id, permit.applied_by or "", permit.word_of or "")
    moments = (permit.starts_at, permit.wanted_until, permit.confirm_by)
    when = (clock.stamp_text(moment) if moment else "" for moment in moments)
    said = (permit.purpose, permit.reason, listed.material.title)
    return mark(*said, permit.conditions, permit.device_id or "", *people, *when)


def hindrance(session: Session, permit: Permit) -> Hindrance | None:
    """Why this request cannot be granted now, with facts loaded in this unit; None when it can."""
    if queries.is_of_former(session, permit):
        return Hindrance.REPLACED
    asker = as_if_present(session, permit.person_id)
    try:
        paper = paper_of_material(session, asker, permit.material_id)
    except NotFound:
        return Hindrance.WITHDRAWN
    facts = paper.facts(asker)
    if not permit.is_intact or facts.is_altered:
        return Hindrance.ALTERED
    if facts.is_withdrawn or not facts.is_published:
        return Hindrance.WITHDRAWN
    return _of_holder(session, permit, asker, paper)


def _of_holder(session: Session, permit: Permit, asker: Actor, paper: Paper) -> Hindrance | None:
    if asker == ANONYMOUS:
        return Hindrance.AWAY
    if visibility(asker, paper) is not Visibility.OPEN:
        return Hindrance.NOT_A_READER
    lifts = not permit.kind.is_of_reading or lifts_something(permit.kind, paper, in_force(session).handling)
    return None if lifts else Hindrance.NO_NEED


def lifts_something(kind: PermitKind, paper: Paper, table: HandlingTable) -> bool:
    """Whether the table's row for this paper has the condition that an exception of this kind lifts."""
    row = table.row(paper.level)
    refused = {
        Lift.DEVICE: DeviceKind.PERSONAL not in row.devices,
        Lift.ZONE: table.zones_are_configured and row.trusted_zone_only,
    }
    return any(refused[lift] for lift in kind.lifts)


def could_be_read(session: Session, permit: Permit) -> bool:
    """Whether the holder could read the paper now, for a PDF that the administrator prints for the holder.

    For other PDFs the rules of reading decide this when the holder fetches them.
    """
    return permit.kind is not PermitKind.RESERVE or hindrance(session, permit) is None
