"""What is derived from a paper follows its label at once: no page, cell, text or permit remembers a former one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.access.facts import DeviceKind
from app.access.levels import Confidentiality, effective
from app.access.policy import decide
from app.access.reasons import TELLINGS
from app.materials.models import Material
from app.permits.models import Permit
from app.routes import ROUTES
from app.web.rows import Row
from tests.rules.walk.scene import Scene, scene_in
from tests.rules.walk.things import Paper
from tests.rules.walk.walker import Walker
from tests.support.properties import ONE_FOR_ALL_EXAMPLES
from tests.support.slots import bind_all

pytestmark = pytest.mark.rare("courses of labels by chance; only the policy moves it")

DERIVED = [row for row in ROUTES if "{version}" in row.path and row.method == "GET"]
LABELS = st.sampled_from([*Confidentiality, None])
READERS: list[tuple[str | None, DeviceKind]] = [
    ("member1", DeviceKind.ISSUED),
    ("member1", DeviceKind.PERSONAL),
    ("executive", DeviceKind.ISSUED),
    (None, DeviceKind.UNKNOWN),
]


@pytest.fixture(scope="module")
def walker(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    with scene_in(tmp_path_factory.mktemp("labels") / "home") as scene:
        made = Walker(scene)
        for login, device in [*READERS, ("admin", DeviceKind.ISSUED), ("clerk1", DeviceKind.ISSUED)]:
            made.browser(login, device)
        yield made


def put_label(scene: Scene, paper: Paper, label: Confidentiality | None, *, is_released: bool) -> Paper:
    """The label as any act leaves it, in one commit; the paper as it is then."""
    with scene.council.services.database.write() as unit:
        row = unit.get_one(Material, paper.material)
        row.confidentiality = label
        row.released_at = row.created_at if is_released else None
        row.released_version_id = row.current_version_id if is_released else None
    return replace(paper, label=label, is_released=is_released)


def path_of(row: Row, paper: Paper) -> str:
    path = row.path.replace("{version}", paper.version).replace("{n:int}", "1").replace("{scale:int}", "2")
    return path.replace("{column:int}", "0").replace("{row:int}", "0")


def assert_follows(walker: Walker, paper: Paper, row: Row) -> None:
    handling = walker.scene.council.handling
    for login, device in READERS:
        decision = decide(walker.scene.actor(login, device), row.action, paper.facts(login), handling)
        before = walker.last_seq()
        answer = walker.raw(login, "GET", path_of(row, paper), device=device)
        wanted = 200 if decision.is_allowed else TELLINGS[decision.reason].status
        told = (answer.status_code, row.path, paper.label, login, device)
        assert told == (wanted, *told[1:]), (decision.reason, answer.text[:200] if wanted == 200 else "")
        issued = [one for one in walker.records_after(before) if one["kind"].endswith(".issued")]
        is_issued = decision.is_allowed and row.issues_paper
        assert [one["detail"]["level"] for one in issued] == [effective(paper.label).value] * is_issued


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=ONE_FOR_ALL_EXAMPLES,
)
@given(steps=st.lists(st.tuples(LABELS, st.booleans()), min_size=2, max_size=3))
def test_everything_derived_follows_any_course_of_labels(
    walker: Walker, steps: list[tuple[Confidentiality | None, bool]]
) -> None:
    paper = walker.scene.papers["2 公開"]
    for label, is_released in steps:
        now = put_label(walker.scene, paper, label, is_released=is_released)
        for row in DERIVED:
            assert_follows(walker, now, row)
    walker.scene.restore()


def test_permit_granted_at_level_2_does_not_open_the_paper_once_it_is_3a(walker: Walker) -> None:
    scene = walker.scene
    permit = next(one for one in scene.permits if one.key == "許可 2 公開")
    walker.browser("member1")
    raised = walker.browser("admin").post(f"/prepare/materials/{permit.paper.material}/label", {"label": "3A"})

    refused = walker.raw("member1", "POST", f"/permits/{permit.id}/download")

    assert raised.status_code == 303
    assert refused.status_code == 404
    assert b"%PDF" not in refused.content
    scene.restore()


def test_permit_of_a_paper_raised_to_3b_is_over_and_a_new_one_is_honoured_encrypted(walker: Walker) -> None:
    scene = walker.scene
    permit = next(one for one in scene.permits if one.key == "許可 2 公開")
    put_label(scene, permit.paper, Confidentiality.C1, is_released=False)
    early = walker.raw("member1", "POST", f"/permits/{permit.id}/download")
    bind_all(scene.council.services)
    plain = walker.raw("member1", "POST", f"/permits/{permit.id}/download")
    scene.restore()
    walker.browser("admin").post(f"/prepare/materials/{permit.paper.material}/label", {"label": "3B"})

    over = walker.raw("member1", "POST", f"/permits/{permit.id}/download")
    with scene.council.services.database.write() as unit:
        # as one that is granted after the raise; the scene's clock stands still
        unit.get_one(Permit, permit.id).decided_at = clock.now() + timedelta(seconds=1)
    walker.raw("member1", "POST", f"/permits/{permit.id}/download")
    bind_all(scene.council.services)
    sealed = walker.raw("member1", "POST", f"/permits/{permit.id}/download")

    assert b"/Encrypt" not in plain.content
    assert [(each.status_code, each.json()["code"]) for each in (early, over)] == [(409, "K107"), (403, "P415")]
    assert b"/Encrypt" in sealed.content
    scene.restore()


def test_release_ends_when_the_label_is_raised(walker: Walker) -> None:
    paper = walker.scene.papers["1 住民に公開"]
    page = f"/papers/{paper.version}/pages/1"
    open_to_all = walker.raw(None, "GET", page).status_code
    walker.browser("clerk1").post(f"/prepare/materials/{paper.material}/label", {"label": "2"})

    assert open_to_all == 200
    assert walker.raw(None, "GET", page).status_code == 401
    assert walker.raw(None, "GET", f"/papers/{paper.material}/original").status_code == 401
    walker.scene.restore()
