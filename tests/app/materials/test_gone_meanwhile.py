"""A paper that is taken out, or a file that is thrown away, while a worker makes something of it leaves no object."""

import pytest

from app.materials.pages import sharpening
from app.materials.pages.workshop import Workshop
from tests.app.materials import papers
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.support.shown import asking
from viewer.render import Cleaned, RenderedPage

pytestmark = [
    pytest.mark.usefixtures("sharper"),
    pytest.mark.rare("what goes while it is worked on; only jobs move it"),
]

JSON = {"accept": "application/json"}


@pytest.mark.parametrize("is_thrown_away", [False, True])
def test_file_that_goes_while_its_pages_are_made_sharper_leaves_no_object(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, is_thrown_away: bool
) -> None:
    clerk, real = office.council.browser("clerk1"), sharpening._build_cells
    answered: list[int] = []
    first = office.ready(label="2")
    path = f"/prepare/materials/{first.material_id}"
    gone = first.id
    if is_thrown_away:
        gone = clerk.post(f"{path}/replace", {"file_name": "b.pdf"}, headers=JSON).json()["version"]
    else:
        version = office.register(label="2")
        path, gone = f"/prepare/materials/{version.material_id}", version.id
    office.put(gone, papers.pdf(3))

    def build(shop: Workshop, task: sharpening._Task, page: RenderedPage) -> int:
        if task.version_id == gone and not answered:
            way = "replacement/discard" if is_thrown_away else "take-out"
            if is_thrown_away:
                answered.append(office.replacement(office.version(gone), way).status_code)
            else:
                answered.append(clerk.post(f"{path}/{way}", {}, headers=JSON).status_code)
        return real(shop, task, page)

    monkeypatch.setattr(sharpening, "_build_cells", build)
    office.work()

    assert answered == [200]
    assert office.objects(gone) == []


def test_paper_that_is_taken_out_while_the_file_for_the_public_is_made_leaves_no_object(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.ready(label="1")
    clerk, real = office.council.browser("clerk1"), Workshop.cleaned
    answered: list[int] = []
    address = f"/prepare/materials/{first.material_id}/release"
    clerk.post(address, asking(office.council, address) | NO_PROCEDURE, headers=JSON)

    def cleaned(shop: Workshop, sealed_key: str, version_id: str) -> Cleaned:
        made = real(shop, sealed_key, version_id)
        answered.append(clerk.post(f"/prepare/materials/{first.material_id}/take-out", {}, headers=JSON).status_code)
        return made

    monkeypatch.setattr(Workshop, "cleaned", cleaned)
    office.work()

    assert answered == [200]
    assert office.objects(first.id) == []
