"""No sequence of one clerk's acts makes a byte of a level 2 or 3 paper public, or readable outside its readers.

The clerk does what the screens of the preparation offer, over HTTP, in any order, with the worker at work between. What
was asked for by others before may be confirmed too: the clerk is a second person then, and not alone.

- A paper is *guarded* once it has been handled at level 2 or 3 (without a label too) at any moment of the sequence.
  What was level 1 all the time is not.
- *Public* is what somebody gets who is not signed in: a page, a thumbnail, a cell, text, contents, the file.
- *Readers* are whoever the paper's rows name, as a person or by a group: to say who reads a paper below 3A is the
  clerk's own recorded act, before publication and after it. Nobody reads one that was never published, or is withdrawn.
- Of a 3A paper the readers are those persons whom the administrator named: the clerk changes nothing of it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app import clock
from app.access.levels import Confidentiality
from app.jobs.slots import Slot
from app.materials.labels.proposals import LABEL_CHANGE
from app.materials.models import Material, Reader, Version
from app.materials.pages.workshop import Workshop
from app.materials.releases.proposals import RELEASE
from app.meetings.models import Meeting
from app.members.belonging import people_in
from app.proposals.models import Proposal
from app.registers.holds import holds_paper
from tests.app.materials import papers
from tests.rules.walk.scene import scene_in
from tests.rules.walk.walker import Walker
from tests.support.shown import made_from, publish, second_word, shown_of_paper
from tests.support.slots import slot_over
from viewer.render import Renderer

JSON = {"accept": "application/json"}
OTHERS = ("member1", "member2", "executive", "chair")
KEYS = (
    "3A 準備中",
    "3B 公開",
    "3C 準備中",
    "2 公開",
    "2 準備中",
    "2 取り下げ",
    "区分なし 公開",
    "区分なし 準備中",
    "1 公開",
    "1 住民に公開",
)
FIRST = st.sampled_from(["2 公開", "2 準備中", "区分なし 準備中", "区分なし 公開", "2 取り下げ", "3C 準備中"])
PAPERS, LABELS = st.sampled_from(KEYS), st.sampled_from(["1", "1", "1", "2", "3C", "3A"])
WHICH = st.sampled_from([0, 0, 1])
CROWDS = st.sampled_from([[], ["members"], ["executives"], ["members", "executives"]])


class OneClerk(RuleBasedStateMachine):
    """What the clerk may try on two papers; after each step everybody else asks for what it touched."""

    walker: Walker
    slot: Slot

    def __init__(self) -> None:
        super().__init__()
        self.walker.scene.restore()
        self.clerk = self.walker.browser("clerk1")
        self.guarded: set[str] = set()
        self.touched: set[str] = set()
        self.chosen: tuple[str, ...] = ()
        self.secret = self._of_3a()

    @initialize(first=FIRST, second=PAPERS)
    def chooses(self, first: str, second: str) -> None:
        self.chosen = (first, second)
        self.touched |= {first, second}

    def _material(self, key: str) -> str:
        return self.walker.scene.papers[key].material

    def _act(self, which: int, name: str, fields: dict[str, Any]) -> Any:
        key = self.chosen[which]
        self.touched.add(key)
        return self.clerk.post(f"/prepare/materials/{self._material(key)}/{name}", fields, headers=JSON)

    @rule(which=WHICH, label=LABELS)
    def labels(self, which: int, label: str) -> None:
        self._act(which, "label", {"label": label, "reason": "一人で"})

    @rule(which=WHICH)
    def asks_for_a_release(self, which: int) -> None:
        self._act(which, "release", {})

    @rule(which=WHICH, is_published=st.booleans())
    def goes_straight_for_it(self, which: int, *, is_published: bool) -> None:
        """What chance would seldom do in this order."""
        self.labels(which, "1")
        if is_published:
            self.publishes_or_moves(which, "publish")
        self.asks_for_a_release(which)
        self.lets_the_worker_work()
        self.confirms_everything_that_waits("confirm")

    @rule(which=WHICH, name=st.sampled_from(["replacement/send", "replacement/discard", "put-back"]))
    def sends_a_version_out_or_back(self, which: int, name: str) -> None:
        with self.walker.scene.council.services.database.read() as unit:
            material = self._material(self.chosen[which])
            versions = unit.scalars(select(Version.id).where(Version.material_id == material)).all()
        for version in versions:
            shown = shown_of_paper(self.walker.scene.council, material)
            self._act(which, name, {"version": version, "reason": "一人で", "shown": shown})

    @rule(which=WHICH)
    def ends_a_release(self, which: int) -> None:
        self._act(which, "release/end", {})

    @rule(which=WHICH, groups=CROWDS, person=st.sampled_from([None, "member2", "executive"]))
    def addresses(self, which: int, groups: list[str], person: str | None) -> None:
        council = self.walker.scene.council
        people = [council.people[person].id] if person else []
        self._act(which, "readers", {"groups": [council.groups[each].id for each in groups], "people": people})

    @rule(which=WHICH, name=st.sampled_from(["withdraw", "restore", "remove"]))
    def withdraws_or_restores(self, which: int, name: str) -> None:
        self._act(which, name, {"reason": "誤記"})

    @rule(which=WHICH)
    def replaces_the_file(self, which: int) -> None:
        answer = self._act(which, "replace", {"file_name": "another.pdf"})
        if answer.status_code == 200:
            self.clerk.put(answer.json()["upload"], papers.pdf(1))

    @rule(which=WHICH, name=st.sampled_from(["publish", "move"]))
    def publishes_or_moves(self, which: int, name: str) -> None:
        key = self.chosen[which]
        self.touched.add(key)
        meeting = self.walker.scene.meeting_of(self.walker.scene.papers[key]).id
        path = f"/prepare/meetings/{meeting}/papers/{self._material(key)}/{name}"
        self.clerk.post(path, made_from(self.clerk, path) | {"direction": "up"}, headers=JSON)

    @rule(place=st.sampled_from([0, 1]))
    def publishes_the_meeting(self, place: int) -> None:
        self.touched |= set(self.chosen)
        publish(self.clerk, f"/prepare/meetings/{self.walker.scene.meetings[place].id}/publish", headers=JSON)

    @rule(decision=st.sampled_from(["confirm", "confirm", "refuse"]))
    def confirms_everything_that_waits(self, decision: str) -> None:
        self.touched |= set(self.chosen)
        with self.walker.scene.council.services.database.read() as unit:
            waiting = unit.execute(select(Proposal.kind, Proposal.id).where(Proposal.state == "asked")).all()
        where = {LABEL_CHANGE.name: "label-changes", RELEASE.name: "releases"}
        for kind, proposal_id in waiting:
            if kind in where:
                path = f"/prepare/{where[kind]}/{proposal_id}/decide"
                self.clerk.post(path, second_word(self.walker.scene.council, path, decision), headers=JSON)

    @rule()
    def lets_the_worker_work(self) -> None:
        self.touched |= set(self.chosen)
        while self.slot.run_one():
            pass

    @invariant()
    def nobody_gets_what_is_not_theirs(self) -> None:
        for key in sorted(self.touched):
            with self.walker.scene.council.services.database.read() as unit:
                material = unit.get_one(Material, self._material(key))
                versions = unit.scalars(select(Version.id).where(Version.material_id == material.id)).all()
                readers = self._readers(unit, material)
            if material.level is not Confidentiality.C1:
                self.guarded.add(key)
            if key in self.guarded:
                self._ask(key, list(versions), readers)
        self.touched.clear()
        assert self._of_3a() == self.secret

    def _ask(self, key: str, versions: list[str], readers: set[str]) -> None:
        paths = [f"/papers/{self._material(key)}/{name}" for name in ("contents", "original")]
        for version in versions:
            paths += [f"/papers/{version}/{name}/1" for name in ("pages", "thumbs")]
            paths += [f"/papers/{version}/pages/1/text", f"/papers/{version}/pages/1/zoom/2/0/0"]
        for path in paths:
            assert self.walker.raw(None, "GET", path).status_code != 200, (key, path, "public")
        outside = [login for login in OTHERS if self.walker.scene.council.people[login].id not in readers]
        for login in outside:
            for version in versions:
                path = f"/papers/{version}/pages/1"
                assert self.walker.raw(login, "GET", path).status_code != 200, (key, path, login)

    def _readers(self, unit: Any, material: Material) -> set[str]:
        """Ids of those whom the rows name; nobody's while it is not published, or is withdrawn."""
        if material.published_at is None or material.withdrawn_at is not None:
            return set()
        rows = unit.scalars(select(Reader).where(Reader.material_id == material.id)).all()
        named = {row.person_id for row in rows if row.person_id}
        groups = {row.group_id for row in rows if row.group_id}
        if material.label is Confidentiality.C3A:
            return named
        return named.union(*people_in(unit, groups).values())

    def _of_3a(self) -> list[tuple[Any, ...]]:
        """Everything of the papers that were 3A from the beginning."""
        ids = [paper.material for paper in self.walker.scene.papers.values() if paper.label is Confidentiality.C3A]
        with self.walker.scene.council.services.database.read() as unit:
            rows = unit.execute(
                select(Material.id, Material.confidentiality, Material.published_at, Material.withdrawn_at)
                .where(Material.id.in_(ids))
                .order_by(Material.id)
            ).all()
            named = unit.execute(
                select(Reader.material_id, Reader.person_id, Reader.group_id)
                .where(Reader.material_id.in_(ids))
                .order_by(Reader.id)
            ).all()
        return [*map(tuple, rows), *map(tuple, named)]


@contextmanager
def worker_of(walker: Walker) -> Iterator[Slot]:
    services = walker.scene.council.services
    with ThreadPoolExecutor(2) as threads, Renderer() as renderer:
        yield slot_over(Workshop(services.database, services.vault, renderer, threads, holds_paper), "one clerk")


@pytest.mark.slow("tries many orders of acts")
def test_no_sequence_of_one_clerks_acts_opens_a_guarded_paper(
    each_database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    del each_database
    with scene_in(tmp_path_factory.mktemp("one-clerk") / "home") as scene:
        walker = Walker(scene)
        for login in ("clerk1", *OTHERS, None):
            walker.browser(login)
        with scene.council.services.database.write() as unit:  # so that single papers of it can be published, too
            unit.get_one(Meeting, scene.meetings[1].id).published_at = clock.now()
        scene.remember()
        with worker_of(walker) as slot:
            OneClerk.walker, OneClerk.slot = walker, slot
            run_state_machine_as_test(
                OneClerk,
                settings=settings(
                    max_examples=15,
                    stateful_step_count=12,
                    deadline=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
