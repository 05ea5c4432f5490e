"""A small council where every level lies side by side: published or not, released, withdrawn, with permits of others.

What a decision should look at is told here a second time, from the scene itself and not by the service's loaders.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.duties import ChairDuty
from app.access.facts import ANONYMOUS, Actor, DeviceKind
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.models import LedgerHead
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import Device
from app.auth.enrolment.proposals import FACTOR_RESET, FactorReset
from app.board.halting.proposals import HALT_LIFT, LiftHalt
from app.board.setting.change import StandardChange
from app.board.setting.proposals import STANDARD_CHANGE
from app.disposals.proposals import DISPOSAL, Disposal
from app.disposals.retention.proposals import SHORTENING, Shortening
from app.main import build
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, PageRow, PublicFile, Reader, Version
from app.materials.pages.marks import issue_code
from app.materials.releases.proposals import RELEASE, Release
from app.materials.words.folding import FOLD, fold
from app.meetings.models import AgendaItem, Attachment, Meeting, MeetingGroup
from app.people.proposals import OFFICE_CHANGE, OfficeChange
from app.permits.booklets.acts import want
from app.permits.booklets.models import Booklet
from app.permits.booklets.wording import BookletWording
from app.permits.models import Permit
from app.proposals.kinds import AnyProposalKind
from app.proposals.models import Proposal
from app.rulebook.models import RuleVersion, WrittenRule
from app.rulebook.words import Concerned, RuleKind
from app.vault.gathered import dump_pages
from app.vault.objects import (
    cell_name,
    original_name,
    outline_name,
    page_name,
    public_name,
    text_name,
    thumbnail_name,
    words_name,
)
from tests.app.registers.trial import lent_pen
from tests.rules.walk.table import WALKED
from tests.rules.walk.things import (
    MEMBERS,
    AskedOf,
    ChangeOf,
    DeviceOf,
    DisposalOf,
    LiftOf,
    MeetingOf,
    OfficeChangeOf,
    Paper,
    PermitOf,
    ReleaseOf,
    ResetOf,
    RuleOf,
    ShorteningOf,
    StandardChangeOf,
    papers_of_the_scene,
    permits_of_the_scene,
)
from tests.rules.walk.undoing import Row, RowsThen
from tests.support import morning
from tests.support.council import PEOPLE, Council, council_in, everybodys_records
from tests.support.slots import bind_all
from viewer import master

ROLES: dict[str, frozenset[Role]] = {login: frozenset(roles) for login, _, _, roles, _ in PEOPLE}
LOGINS: tuple[str | None, ...] = (*ROLES, None)
_CARRIED = frozenset(action for duty in ChairDuty for action in duty.actions)
"""The council founds with a delegation of everything to the deputy."""
_WORDLESS = BookletWording("", "", "", "", "", is_encrypted=False, holder_id="")
_SIZE_PX = (640, 906)
_PDF = b"%PDF-1.7 the original"
_SHA256 = hashlib.sha256(_PDF).hexdigest()


class Scene:
    """The council with its papers, meetings, permits and label changes, in the database and the store."""

    def __init__(self, council: Council) -> None:
        self.council = council
        council.gather("soumu")
        self.papers = papers_of_the_scene()
        executives = frozenset({"executive"})
        self.meetings = (
            MeetingOf("公開", True, MEMBERS | executives, ("members", "executives")),
            MeetingOf("準備中", False, MEMBERS, ("members",)),
        )
        self.permits = tuple(permits_of_the_scene(self.papers))
        self.devices = (DeviceOf("member1"), DeviceOf("admin"))
        self.tablets = (DeviceOf("member1"), DeviceOf("admin"))
        self.resets = (ResetOf("member1", "admin"), ResetOf("member2", "clerk1"))
        self.office_changes = (OfficeChangeOf("member1", "admin"), OfficeChangeOf("chair", "admin"))
        self.lifts = (LiftOf("chair"), LiftOf("admin"))
        self.wanted = (StandardChangeOf("chair"), StandardChangeOf("admin"))
        self.changes = (
            ChangeOf("clerk1", self.papers["3B 公開"], Confidentiality.C2),
            ChangeOf("clerk1", self.papers["3A 準備中"], Confidentiality.C3A),
        )
        self.releases = (ReleaseOf("clerk1", self.papers["1 公開"]), ReleaseOf("admin", self.papers["1 住民に公開"]))
        self.disposals = (DisposalOf("clerk1", self.papers["2 公開"]), DisposalOf("admin", self.papers["3A 公開"]))
        self.shortenings = tuple(ShorteningOf(end.asker, end.paper) for end in self.disposals)
        self.rules = (
            RuleOf(RuleKind.PROCEDURE, Concerned.SECRETARIAT),
            RuleOf(RuleKind.NOTICE, Concerned.EVERYBODY),
        )
        self._objects()
        with council.services.database.write() as unit:
            self._rows(unit)
        bind_all(council.services)
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
            is_phishing_resistant=True,
            delegated_duties=_CARRIED if login == "deputy" else frozenset(),
            acting_for=self.council.people["chair"].id if login == "deputy" else None,
            remits=((Role.INVESTIGATOR, everybodys_records(self.council.people)),) if login == "investigator" else (),
        )

    def meeting_of(self, paper: Paper) -> MeetingOf:
        """Where a paper is attached."""
        return self.meetings[0] if paper.is_published else self.meetings[1]

    def restore(self) -> None:
        """Undo what an allowed act has changed, in the store as well; the ledger alone goes on."""
        self._rows_then.bring_back()
        for version in self.keys:
            if not self.council.services.store.exists(outline_name(version)):
                self._put_objects(version)

    def remember(self) -> None:
        """What `restore` goes back to, sessions that were opened since included."""
        self._rows_then.keep()

    def contents(self) -> dict[str, list[Row]]:
        """All rows but the ledger's, and but when a session was last seen."""
        whole = self._rows_then.now()
        for row in whole["session"]:
            row.pop("seen_at")
        return whole

    def give_new_codes(self) -> None:
        """Each permit's PDF under a code that no record has yet: going back to the beginning leaves the ledger."""
        with self.council.services.database.write() as unit:
            for booklet in unit.scalars(select(Booklet)):
                booklet.issue_code = issue_code()
        self.remember()

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
        self.keys: dict[str, str] = {}
        for paper in self.papers.values():
            for version in (paper.version, paper.former):
                self.keys[version] = vault.new_key(version)
                self._put_objects(version)

    def _put_objects(self, version: str) -> None:
        vault, key = self.council.services.vault, self.keys[version]
        width, height = _SIZE_PX
        body = master.dump(master.build(np.full((height, width), 255, np.uint8)))
        box = {"x0": 0.1, "y0": 0.1, "x1": 0.2, "y1": 0.12}
        words = json.dumps({"words": [{"text": "本文", **box, "block": 0, "line": 0}]}).encode()
        outline = json.dumps({"outline": [], "links": {}}).encode()
        for name in (page_name, thumbnail_name):
            vault.put_once(key, version, name(version, 1), body)
        vault.put_once(key, version, cell_name(version, 1, 2, 0, 0), body)
        vault.put_once(key, version, text_name(version, 1), words)
        vault.put_once(key, version, outline_name(version), outline)
        vault.put_once(key, version, words_name(version), dump_pages([fold("本文").text]))
        vault.put_once(key, version, original_name(version), _PDF)
        vault.put_once(key, version, public_name(version, _SHA256), _PDF)

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
        unit.add_all(self._tablet_row(tablet) for tablet in self.tablets)
        for row in lent_pen(clerk):
            unit.add(row)
            unit.flush()
        self._rule_rows(unit)
        for number, permit in enumerate(self.permits, 1):
            self._permit_row(unit, permit, number)
        for permit in self.permits:
            if permit.state == "granted" and not permit.is_used:
                want(unit, unit.get_one(Permit, permit.id), "", _WORDLESS)
        self._asked_rows(unit)

    def _rule_rows(self, unit: Session) -> None:
        by, moment = self.council.people["admin"].id, clock.now()
        for rule in self.rules:
            whose = {"kind": rule.kind.value, "concerned": rule.concerned.value, "written_as": Role.ADMINISTRATOR.value}
            unit.add(WrittenRule(id=rule.id, title="手順", created_at=moment, created_by=by, **whose))
            unit.flush()
            version = {"parts": '{"text": "文"}', "decided_by": "議長", "in_force_on": "2026-04-01"}
            stamps = {"in_force_at": moment, "written_at": moment, "written_by": by}
            unit.add(RuleVersion(rule_id=rule.id, number=1, is_asked=rule.kind.is_notice, **version, **stamps))

    def _asked_rows(self, unit: Session) -> None:
        for reset in self.resets:
            subject = self.council.people[reset.person].id
            unit.add(self._asked(FACTOR_RESET, reset, subject, FACTOR_RESET.write(FactorReset())))
        leaving = OFFICE_CHANGE.write(OfficeChange("retire", last_day="2030-03-31"))
        for change_of_office in self.office_changes:
            subject = self.council.people[change_of_office.person].id
            unit.add(self._asked(OFFICE_CHANGE, change_of_office, subject, leaving))
        for lift in self.lifts:
            unit.add(self._asked(HALT_LIFT, lift, lift.id, HALT_LIFT.write(LiftHalt("all", ""))))
        for key, asked in zip(("devices_3B", "devices_3C"), self.wanted, strict=True):
            until = str(days.today() + timedelta(days=30))
            exception = StandardChange(key, "issued", "personal", "2(1) 取扱制限1", until)
            unit.add(self._asked(STANDARD_CHANGE, asked, key, STANDARD_CHANGE.write(exception)))
        for change in self.changes:
            wanted = LABEL_CHANGE.write(LabelChange(change.paper.label, change.to.value, change.paper.version))
            unit.add(self._asked(LABEL_CHANGE, change, change.paper.material, wanted))
        for one in self.releases:
            unit.add(self._asked(RELEASE, one, one.paper.material, RELEASE.write(Release(one.paper.version))))
        for shorter in self.shortenings:
            unit.add(self._asked(SHORTENING, shorter, shorter.paper.material, SHORTENING.write(Shortening("", "1"))))
        for end in self.disposals:
            unit.add(self._asked(DISPOSAL, end, end.paper.material, DISPOSAL.write(Disposal(is_due=False))))

    def _asked(self, kind: AnyProposalKind, asked: AskedOf, subject: str, payload: str) -> Proposal:
        who = {"asked_by": self.council.people[asked.asker].id, "asked_at": clock.now()}
        return Proposal(id=asked.id, kind=kind.name, subject=subject, payload=payload, **who)

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
                released_version_id=paper.version if paper.is_released else None,
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
                fold=FOLD,
                created_at=moment,
                created_by=clerk,
                ready_at=moment,
            )
        )
        unit.flush()
        size = {"width_px": _SIZE_PX[0], "height_px": _SIZE_PX[1], "width_points": 595.0, "height_points": 842.0}
        unit.add(PageRow(version_id=version, number=1, kind="gray", zoom=2, **size))
        unit.add(PublicFile(version_id=version, sha256=_SHA256, size_bytes=len(_PDF), made_at=moment))

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

    def _tablet_row(self, tablet: DeviceOf) -> FleetTablet:
        people, moment = self.council.people, clock.now()
        return FleetTablet(
            id=tablet.id,
            asset=f"T-{tablet.holder}",
            person_id=people[tablet.holder].id,
            listed_at=moment,
            listed_by=people["admin"].id,
            moved_at=moment,
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


@contextmanager
def scene_in(home: Path) -> Iterator[Scene]:
    """A council with the scene set, ready to be walked."""
    with council_in(home, ledger_wait_ms=0) as council:
        moment = morning.now()
        council.app = build(council.services, WALKED)
        clock.use(lambda: moment)  # no session grows old on the way; the council puts the clock back
        yield Scene(council)
