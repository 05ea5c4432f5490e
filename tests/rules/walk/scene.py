"""A small council where every level lies side by side: published or not, released, withdrawn, with permits of others.

What a decision should look at is told here a second time, from the scene itself and not by the service's loaders.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from app import clock
from app.access.duties import ChairDuty
from app.access.facts import ANONYMOUS, Actor, DeviceKind, PaperFacts
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.models import LedgerHead
from app.auth.devices.models import Device
from app.auth.enrolment.proposals import FACTOR_RESET, FactorReset
from app.db import new_id
from app.main import build
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, PageRow, Reader, Version
from app.meetings.models import AgendaItem, Attachment, Meeting, MeetingGroup
from app.permits.models import Permit
from app.proposals.models import Proposal
from app.vault.objects import cell_name, original_name, outline_name, page_name, text_name, thumbnail_name
from tests.app.registers.trial import lent_pen
from tests.rules.walk.table import WALKED
from tests.rules.walk.undoing import Row, RowsThen
from tests.support.council import PEOPLE, Council, council_in
from viewer import master

ROLES: dict[str, frozenset[Role]] = {login: frozenset(roles) for login, _, _, roles, _ in PEOPLE}
LOGINS: tuple[str | None, ...] = (*ROLES, None)
_CARRIED = frozenset(action for duty in ChairDuty for action in duty.actions)
"""The council founds with a delegation of everything to the deputy."""
MEMBERS = frozenset(login for login, roles in ROLES.items() if Role.MEMBER in roles)
_SIZE_PX = (640, 906)
_PDF = b"%PDF-1.7 the original"


@dataclass(frozen=True)
class Paper:
    """One paper of the scene and its ids; `former` is a version that readers no longer get."""

    key: str
    label: Confidentiality | None
    audience: frozenset[str]
    named: frozenset[str] = frozenset()
    is_published: bool = True
    is_released: bool = False
    is_withdrawn: bool = False
    material: str = field(default_factory=new_id)
    version: str = field(default_factory=new_id)
    former: str = field(default_factory=new_id)

    @property
    def title(self) -> str:
        return f"表題〔{self.key}〕"

    def facts(self, login: str | None, *, is_former: bool = False, permit_of: str | None = None) -> PaperFacts:
        """What a decision for this person looks at."""
        return PaperFacts(
            level=self.label,
            is_released=self.is_released and not is_former,
            is_published=self.is_published and not is_former,
            is_withdrawn=self.is_withdrawn,
            in_audience=login in self.audience | self.named,
            is_named=login in self.named,
            has_download_permit=permit_of is not None,
            is_own_permit=permit_of is not None and permit_of == login,
        )


def _papers() -> dict[str, Paper]:
    made: list[Paper] = []
    for label in (*Confidentiality, None):
        is_3a = label is Confidentiality.C3A
        audience, named = (frozenset(), frozenset({"member1"})) if is_3a else (MEMBERS, frozenset())
        word = label.value if label else "区分なし"
        made.append(Paper(f"{word} 公開", label, audience, named))
        made.append(Paper(f"{word} 準備中", label, audience, named, is_published=False))
    c2, c1 = Confidentiality.C2, Confidentiality.C1
    made += [
        Paper("3A 名指しなし", Confidentiality.C3A, MEMBERS),
        Paper("2 取り下げ", c2, MEMBERS, is_withdrawn=True),
        Paper("2 執行部", c2, frozenset({"executive"})),
        Paper("1 住民に公開", c1, MEMBERS, is_released=True),
        Paper("1 公開後に取り下げ", c1, MEMBERS, is_released=True, is_withdrawn=True),
    ]
    return {paper.key: paper for paper in made}


@dataclass(frozen=True)
class PermitOf:
    """A permit of the scene."""

    key: str
    holder: str
    paper: Paper
    state: str
    is_used: bool = False
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class MeetingOf:
    """A meeting of the scene, with its one agenda item."""

    key: str
    is_published: bool
    attendees: frozenset[str]
    groups: tuple[str, ...]
    id: str = field(default_factory=new_id)
    item: str = field(default_factory=new_id)

    @property
    def title(self) -> str:
        return f"会議〔{self.key}〕"


@dataclass(frozen=True)
class ChangeOf:
    """A label change that waits."""

    asker: str
    paper: Paper
    to: Confidentiality
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class DeviceOf:
    """A device that somebody has asked for."""

    holder: str
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class ResetOf:
    """New factors that somebody has asked for another."""

    person: str
    asker: str
    id: str = field(default_factory=new_id)


class Scene:
    """The council with its papers, meetings, permits and label changes, in the database and the store."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.papers = _papers()
        executives = frozenset({"executive"})
        self.meetings = (
            MeetingOf("公開", True, MEMBERS | executives, ("members", "executives")),
            MeetingOf("準備中", False, MEMBERS, ("members",)),
        )
        self.permits = tuple(_permits(self.papers))
        self.devices = (DeviceOf("member1"), DeviceOf("admin"))
        self.resets = (ResetOf("member1", "admin"), ResetOf("member2", "clerk1"))
        self.changes = (
            ChangeOf("clerk1", self.papers["3B 公開"], Confidentiality.C2),
            ChangeOf("clerk1", self.papers["3A 準備中"], Confidentiality.C3A),
        )
        self._objects()
        with council.services.database.write() as unit:
            self._rows(unit)
        self._rows_then = RowsThen(council.services.database)

    def actor(self, login: str | None, device: DeviceKind = DeviceKind.ISSUED) -> Actor:
        """Who the policy is asked about."""
        if login is None:
            return ANONYMOUS
        return Actor(
            self.council.people[login].id,
            ROLES[login],
            device=device,
            strong_age_seconds=0,
            delegated_duties=_CARRIED if login == "deputy" else frozenset(),
            acting_for=self.council.people["chair"].id if login == "deputy" else None,
        )

    def meeting_of(self, paper: Paper) -> MeetingOf:
        """Where a paper is attached."""
        return self.meetings[0] if paper.is_published else self.meetings[1]

    def restore(self) -> None:
        """Undo what an allowed act has changed; the ledger alone goes on."""
        self._rows_then.bring_back()

    def remember(self) -> None:
        """What `restore` goes back to, sessions that were opened since included."""
        self._rows_then.keep()

    def contents(self) -> dict[str, list[Row]]:
        """All rows but the ledger's, and but when a session was last seen."""
        whole = self._rows_then.now()
        for row in whole["session"]:
            row.pop("seen_at")
        return whole

    def drop_ledger_head(self) -> None:
        """From now on nothing can be appended."""
        with self.council.services.database.write() as unit:
            head = unit.get_one(LedgerHead, 1)
            self._head = (head.seq, head.hash)
            unit.delete(head)

    def restore_ledger_head(self) -> None:
        """The ledger goes on where it was."""
        with self.council.services.database.write() as unit:
            unit.add(LedgerHead(id=1, seq=self._head[0], hash=self._head[1]))

    def _objects(self) -> None:
        vault = self.council.services.vault
        width, height = _SIZE_PX
        body = master.dump(master.build(np.full((height, width), 255, np.uint8)))
        words = json.dumps({"words": [{"text": "本文", "block": 0}]}).encode()
        outline = json.dumps({"outline": [], "links": {}}).encode()
        self.keys: dict[str, str] = {}
        for paper in self.papers.values():
            for version in (paper.version, paper.former):
                key = self.keys[version] = vault.new_key(version)
                for name in (page_name, thumbnail_name):
                    vault.put_once(key, version, name(version, 1), body)
                vault.put_once(key, version, cell_name(version, 1, 2, 0, 0), body)
                vault.put_once(key, version, text_name(version, 1), words)
                vault.put_once(key, version, outline_name(version), outline)
                vault.put_once(key, version, original_name(version), _PDF)

    def _rows(self, unit: Session) -> None:
        moment, clerk = clock.now(), self.council.people["clerk1"].id
        for meeting in self.meetings:
            unit.add(
                Meeting(
                    id=meeting.id,
                    title=meeting.title,
                    starts_at=moment + timedelta(days=2),  # no sitting is on: personal devices may be used
                    state="published" if meeting.is_published else "draft",
                    created_at=moment,
                    created_by=clerk,
                    published_at=moment if meeting.is_published else None,
                )
            )
            unit.flush()
            unit.add_all(MeetingGroup(meeting_id=meeting.id, group_id=self._group(key)) for key in meeting.groups)
            unit.add(AgendaItem(id=meeting.item, meeting_id=meeting.id, position=1, title="日程"))
        for place, paper in enumerate(self.papers.values()):
            self._paper_rows(unit, paper, place)
        unit.flush()
        unit.add_all(self._device_row(device) for device in self.devices)
        unit.add(lent_pen(clerk))
        for number, permit in enumerate(self.permits, 1):
            self._permit_row(unit, permit, number)
        self._asked_rows(unit)

    def _asked_rows(self, unit: Session) -> None:
        moment = clock.now()
        unit.add_all(
            Proposal(
                id=reset.id,
                kind=FACTOR_RESET.name,
                subject=self.council.people[reset.person].id,
                payload=FACTOR_RESET.write(FactorReset()),
                asked_by=self.council.people[reset.asker].id,
                asked_at=moment,
            )
            for reset in self.resets
        )
        for change in self.changes:
            unit.add(
                Proposal(
                    id=change.id,
                    kind=LABEL_CHANGE.name,
                    subject=change.paper.material,
                    payload=LABEL_CHANGE.write(LabelChange(change.paper.label, change.to.value)),
                    asked_by=self.council.people[change.asker].id,
                    asked_at=moment,
                )
            )

    def _group(self, key: str) -> str:
        return self.council.groups[key].id

    def _paper_rows(self, unit: Session, paper: Paper, place: int) -> None:
        moment, clerk = clock.now(), self.council.people["clerk1"].id
        unit.add(
            Material(
                id=paper.material,
                title=paper.title,
                confidentiality=paper.label,
                current_version_id=paper.version,
                created_at=moment,
                created_by=clerk,
                published_at=moment if paper.is_published else None,
                released_at=moment if paper.is_released else None,
                withdrawn_at=moment if paper.is_withdrawn else None,
            )
        )
        unit.flush()
        groups = {"members": MEMBERS, "executives": frozenset({"executive"})}
        for key, people in groups.items():
            if people <= paper.audience:
                unit.add(Reader(material_id=paper.material, group_id=self._group(key)))
        for login in paper.named:
            unit.add(Reader(material_id=paper.material, person_id=self.council.people[login].id))
        for number, version in ((1, paper.former), (2, paper.version)):
            self._version_rows(unit, paper, number, version)
        meeting = self.meeting_of(paper)
        unit.add(
            Attachment(material_id=paper.material, meeting_id=meeting.id, agenda_item_id=meeting.item, position=place)
        )

    def _version_rows(self, unit: Session, paper: Paper, number: int, version: str) -> None:
        moment, clerk = clock.now(), self.council.people["clerk1"].id
        unit.add(
            Version(
                id=version,
                material_id=paper.material,
                number=number,
                file_name=f"{paper.title}.pdf",
                state="ready",
                sealed_key=self.keys[version],
                pages=1,
                pages_done=1,
                created_at=moment,
                created_by=clerk,
                ready_at=moment,
            )
        )
        unit.flush()
        size = {"width_px": _SIZE_PX[0], "height_px": _SIZE_PX[1], "width_points": 595.0, "height_points": 842.0}
        unit.add(PageRow(version_id=version, number=1, kind="gray", zoom=2, **size))

    def _device_row(self, device: DeviceOf) -> Device:
        return Device(
            id=device.id,
            person_id=self.council.people[device.holder].id,
            name="申請した端末",
            state="requested",
            public_key=f"key of {device.id}",
            key_hash=device.id,
            created_at=clock.now(),
            requested_at=clock.now(),
        )

    def _permit_row(self, unit: Session, permit: PermitOf, number: int) -> None:
        moment, is_decided = clock.now(), permit.state != "asked"
        unit.add(
            Permit(
                id=permit.id,
                number=f"令和8年 第{number}号",
                person_id=self.council.people[permit.holder].id,
                material_id=permit.paper.material,
                version_id=permit.paper.version,
                reason="質疑の準備のため",
                wanted_until=moment + timedelta(days=3),
                state=permit.state,
                asked_at=moment,
                decided_at=moment if is_decided else None,
                decided_by=self.council.people["deputy"].id if is_decided else None,
                expires_at=moment + timedelta(days=3) if is_decided else None,
                uses=1 if permit.is_used else 0,
            )
        )


def _permits(papers: dict[str, Paper]) -> Iterator[PermitOf]:
    yield PermitOf("待ち", "member1", papers["3C 公開"], "asked")
    yield PermitOf("議長の待ち", "chair", papers["3C 公開"], "asked")
    for key in ("3A 公開", "3B 公開", "2 公開", "2 取り下げ", "2 準備中"):
        yield PermitOf(f"許可 {key}", "member1", papers[key], "granted")
    yield PermitOf("使用済み", "member1", papers["2 公開"], "granted", is_used=True)
    yield PermitOf("不許可", "member1", papers["2 公開"], "refused")


@contextmanager
def scene_in(home: Path) -> Iterator[Scene]:
    """A council with the scene set, ready to be walked."""
    with council_in(home, ledger_wait_ms=0) as council:
        moment = time.time()
        council.app = build(council.services, WALKED)
        clock.use(lambda: moment)  # no session grows old on the way; the council puts the clock back
        yield Scene(council)
