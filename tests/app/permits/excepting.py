"""Short ways through an exception's life for the tests: applied for, begun in an emergency, decided, used."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices.models import Device
from app.meetings.models import Attachment, Meeting
from app.permits.models import Permit
from app.permits.reserves.models import PaperCopy
from tests.app.permits.desk import decide, permits, receive
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Browser, Council
from tests.support.shown import made_from

REASON = "入院中の病院から、予算の審議に加わるため"


class Excepting:
    """A meeting with papers of class 3, a member with a personal device, and the administrator who applies."""

    def __init__(self, council: Council, *, papers: int = 1, level: str = "3C", **how: Any) -> None:
        self.council = council
        self.laid = [lay(council, level=level, title=f"補正予算書 {number}", **how) for number in range(papers)]
        self.meeting = self._meeting(self.laid)
        self.phone = council.browser("member1", device=DeviceKind.PERSONAL)
        self.device = self.device_of("member1")

    def _meeting(self, papers: list[Laid]) -> str:
        with self.council.services.database.write() as unit:
            by = self.council.people["clerk1"].id
            moment = clock.now()
            meeting = Meeting(
                title="定例会", starts_at=moment + timedelta(days=1), state="published", created_at=moment
            )
            meeting.created_by, meeting.published_at = by, moment
            unit.add(meeting)
            unit.flush()
            for place, laid in enumerate(papers, 1):
                unit.add(Attachment(material_id=laid.material, meeting_id=meeting.id, position=place))
            return meeting.id

    def device_of(self, login: str) -> str:
        """The newest personal device of a person."""
        holder = self.council.people[login].id
        with self.council.services.database.read() as unit:
            query = select(Device.id).where(Device.person_id == holder, Device.kind == "personal")
            return unit.scalars(query.order_by(Device.id.desc())).first() or ""

    def _papers(self) -> list[str]:
        return [each.material for each in self.laid]

    def apply(self, login: str = "admin", browser: Browser | None = None, **changes: Any) -> Any:
        """The administrator's form, sent."""
        fields = {
            "kind": "device",
            "papers": self._papers(),
            "devices": [self.device],
            "reason": REASON,
            "until": "three",
            "uses": "1",
        }
        sender = browser or self.council.browser(login)
        address = f"/permits/apply?meeting={self.meeting}"
        return sender.post(address, made_from(sender, address) | fields | changes)

    def begin(self, login: str = "admin", browser: Browser | None = None, **changes: Any) -> Any:
        """The form of an emergency, sent."""
        fields = {"kind": "device", "papers": self._papers(), "device": self.device, "reason": REASON, "hours": "2"}
        sender = browser or self.council.browser(login)
        address = f"/permits/emergency?meeting={self.meeting}"
        return sender.post(address, made_from(sender, address) | fields | changes)

    def applied(self, **changes: Any) -> str:
        """An application that waits; the id of one of its permits."""
        answer = self.apply(**changes)
        assert answer.status_code == 303, answer.text
        return self.last().id

    def begun(self, **changes: Any) -> str:
        """An emergency that holds; the id of one of its permits."""
        answer = self.begin(**changes)
        assert answer.status_code == 303, answer.text
        return self.last().id

    def granted(self, **changes: Any) -> str:
        """An application that was granted; the id of one of its permits."""
        permit_id = self.applied(**changes)
        answer = decide(self.council, permit_id)
        assert answer.status_code == 303, answer.text
        return permit_id

    def last(self) -> Permit:
        """The newest permit."""
        return permits(self.council)[-1]

    def state(self, permit_id: str) -> Permit:
        """A permit as it is now."""
        return next(each for each in permits(self.council) if each.id == permit_id)

    def use(self, permit_id: str, browser: Browser | None = None) -> Any:
        """The button 「この端末で使い始める」."""
        return (browser or self.phone).post(f"/permits/{permit_id}/open")

    def day(self, later: int) -> date:
        """A day in Japan, so many days from now."""
        return clock.jst(clock.now() + timedelta(days=later)).date()

    def page(self, browser: Browser | None = None, laid: Laid | None = None) -> int:
        """How a page is answered, on the personal device."""
        answer = (browser or self.phone).fetch((laid or self.laid[0]).page())
        return int(answer.status_code)


def confirms_emergency(council: Council) -> Callable[[], Any]:
    """The same of the chair's word about an emergency."""
    scene = Excepting(council)
    permit_id = scene.begun()
    return lambda: decide(council, permit_id)


def counts_copy(to: str) -> Callable[[Council], Callable[[], Any]]:
    """The same of a paper copy that is printed, and for another word than "out" out already."""

    def ready(council: Council) -> Callable[[], Any]:
        scene, admin = Excepting(council, level="2"), council.browser("admin")
        permit_id = scene.applied(kind="reserve", people=[council.people["member1"].id], devices=[])
        decide(council, permit_id)
        receive(admin, permit_id)
        with council.services.database.read() as unit:
            where = f"/permits/copies/{unit.scalars(select(PaperCopy.id)).one()}/move"
        if to != "out":
            admin.post(where, {"to": "out", "seen": "kept"})
        return lambda: admin.post(where, {"to": to, "seen": "kept" if to == "out" else "out"})

    return ready
