"""The secretariat at work in a test: short ways to papers in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import clock
from app.access.facts import Actor
from app.access.levels import Confidentiality
from app.audit.notes import By
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.intake import acts as intake
from app.materials.models import Material, PageRow, Version
from app.materials.pages.jobs import SHARPEN
from app.materials.pages.workshop import Workshop
from app.members.models import Group, Person
from tests.app.materials import papers
from tests.support.council import PEOPLE, Council
from tests.support.shown import asking, mark_on, shown_of_paper
from tests.support.slots import KINDS, slot_over

NO_PROCEDURE: dict[str, object] = {"is_no_procedure": "1"}
"""What whoever asks for a release has made sure of."""

_ALL_BUT_SHARPER = tuple(kind for kind in KINDS if kind is not SHARPEN)
ROLES = {login: frozenset(roles) for login, _, _, roles, _ in PEOPLE}


@dataclass
class Office:
    """The secretariat at work in a council.

    `sharpens`: False where a test does not look at what becomes of sharper pages, which cost as much as all else.
    """

    council: Council
    shop: Workshop
    shift: Shift
    worker: Slot
    sharpens: bool = False

    def by(self, login: str) -> By:
        """Somebody who acts."""
        return By(Actor(self.council.people[login].id, ROLES[login]))

    def register(
        self,
        login: str = "clerk1",
        *,
        label: str | None = None,
        groups: Sequence[Group] | None = None,
        people: Sequence[Person] = (),
    ) -> Version:
        """A paper that waits for its file."""
        wanted = Confidentiality(label) if label else None
        with self.council.services.database.write() as session:
            _, version = intake.register(
                session,
                self.by(login),
                title="議案第16号",
                file_name="gian16.pdf",
                label=wanted,
                groups=groups,
                people=people,
            )
        return version

    def put(self, version_id: str, content: object, login: str = "clerk1") -> Any:
        """The file, over HTTP."""
        return self.council.browser(login).put(f"/prepare/versions/{version_id}/file", content)

    def ready(
        self,
        content: bytes | None = None,
        *,
        label: str | None = None,
        is_published: bool = True,
        login: str = "clerk1",
    ) -> Version:
        """A paper with one converted version."""
        version = self.register(login, label=label)
        self.put(version.id, papers.pdf(2) if content is None else content, login)
        self.work()
        if is_published:
            with self.council.services.database.write() as session:
                session.get_one(Material, version.material_id).published_at = clock.now()
        return self.version(version.id)

    def prepared(self, version: Version, content: bytes | None = None, login: str = "clerk1") -> Version:
        """A further version of the same paper, asked for and sent over HTTP, and converted; nobody reads it yet."""
        answer = self.council.browser(login).post(
            f"/prepare/materials/{version.material_id}/replace",
            {"file_name": "another.pdf"},
            headers={"accept": "application/json"},
        )
        newer: str = answer.json()["version"]
        self.put(newer, papers.pdf(3) if content is None else content, login)
        self.work()
        return self.version(newer)

    def replaced(self, version: Version, content: bytes | None = None, login: str = "clerk1") -> Version:
        """The same, sent out to the readers."""
        newer = self.prepared(version, content, login)
        self.replacement(newer, "replacement/send", login=login)
        return self.version(newer.id)

    def replacement(
        self, version: Version, act: str, reason: str = "誤記の訂正", login: str = "clerk1", **fields: str
    ) -> Any:
        """An act on a replacement over HTTP: `replacement/send`, `replacement/discard` or `put-back`.

        Sent as by the form of a screen that is drawn now, with `fields` beside what every such form has.
        """
        typed = {"version": version.id, "reason": reason, "shown": shown_of_paper(self.council, version.material_id)}
        return self.council.browser(login).post(
            f"/prepare/materials/{version.material_id}/{act}",
            typed | fields,
            headers={"accept": "application/json"},
        )

    def work(self) -> None:
        """The worker does everything that waits, sharper pages only when `sharpens`."""
        worker = self.worker if self.sharpens else slot_over(self.shop, "test", self.shift, kinds=_ALL_BUT_SHARPER)
        while worker.run_one():
            pass

    def release(self, material_id: str, asker: str = "clerk1", second: str = "admin") -> Any:
        """Opened to residents over HTTP by two persons; the answer to the second."""
        headers = {"accept": "application/json"}
        address = f"/prepare/materials/{material_id}/release"
        form = asking(self.council, address) | NO_PROCEDURE
        asked = self.council.browser(asker).post(address, form, headers=headers)
        self.work()
        screen = f"/prepare/releases/{asked.json()['release']}"
        browser, path = self.council.browser(second), f"{screen}/decide"
        word = {"decision": "confirm", "shown": mark_on(browser.get(screen).text, path)}
        return browser.post(path, word, headers=headers)

    def version(self, version_id: str) -> Version:
        """Its row now."""
        with self.council.services.database.read() as session:
            return session.get_one(Version, version_id)

    def material(self, material_id: str) -> Material:
        """Its row now."""
        with self.council.services.database.read() as session:
            return session.get_one(Material, material_id)

    def page(self, version_id: str, number: int) -> PageRow:
        """Its row now."""
        with self.council.services.database.read() as session:
            return session.get_one(PageRow, (version_id, number))

    def objects(self, version_id: str) -> list[str]:
        """Names in the store, without the version's own part."""
        prefix = f"v/{version_id}/"
        return sorted(name.removeprefix(prefix) for name in self.council.services.store.names(prefix))

    def kinds(self) -> list[str]:
        """Kinds of the ledger's records that speak of papers, in order."""
        return [record["kind"] for record in self.council.ledger() if record["kind"].startswith("material.")]
