"""Procedures leave by no way: not as a rule, not in an export, not as a paper that residents would read (N 10)."""

import pymupdf
import pytest

from app.materials.models import Material
from app.routes import ROUTES
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.app.materials.test_releases import ask, decide, post, public
from tests.app.rulebook.test_rulebook import POLICY
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is handed out and released; others ask for the same on both")

SECRET = "管理用の鍵は金庫の二段目に置く"


def _said(body: bytes) -> str:
    if not body.startswith(b"%PDF"):
        return body.decode("utf-8-sig")
    with pymupdf.open(stream=body) as pdf:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        return "".join(page.get_text() for page in pdf)


@pytest.mark.clause("N 10")
@pytest.mark.rare("every export at once")
def test_text_of_a_procedure_stands_in_nothing_that_is_taken_out(council: Council) -> None:
    fields = {**POLICY, "kind": "procedure", "title": "端末の設定手順", "concerned": "secretariat", "text": SECRET}
    written = council.browser("admin").post("/rules/new", fields | {"is_asked": ""})
    assert written.status_code == 303
    assert SECRET in council.browser("clerk1").get(written.headers["location"]).text
    paths = {row.path for row in ROUTES if row.method == "GET" and "{" not in row.path}
    taken_out = sorted(path for path in paths if path.endswith((".csv", ".pdf", "export")))

    got = {path: council.browser("admin", strong_with="passkey").get(path) for path in taken_out}
    extract = council.browser("investigator").post("/ledger/extract")

    assert {"/ledger/export", "/rules/acknowledgements.csv", "/permits/register.pdf"} <= set(taken_out)
    assert [path for path, answer in got.items() if answer.status_code == 200 and SECRET in _said(answer.content)] == []
    assert sum(answer.status_code == 200 for answer in got.values()) >= 4
    assert (extract.status_code, SECRET in extract.text, "端末の設定手順" in extract.text) == (200, False, False)


@pytest.mark.clause("N 10")
def test_paper_that_is_a_procedure_is_opened_to_residents_by_nobody(office: Office) -> None:
    named, plain = office.ready(label="1"), office.ready(label="1")
    here = f"/prepare/materials/{named.material_id}"
    post(office, f"{here}/title", {"title": "端末 設定　実施 手順（第2版）"})

    refused = post(office, f"{here}/release", NO_PROCEDURE)
    unsure = post(office, f"/prepare/materials/{plain.material_id}/release", {})
    release = ask(office, plain.material_id)
    shown = office.council.browser("admin").get(f"/prepare/releases/{release}").text
    with office.council.services.database.write() as unit:
        unit.get_one(Material, plain.material_id).title = "端末実施手順"
    late = decide(office, release, "admin")

    assert (refused.status_code, refused.json()["code"]) == (409, "M179")
    assert unsure.json()["code"] == "M180"
    assert "実施手順ではないことを、依頼した人が確かめました" in shown
    assert late.json()["code"] == "M128"
    assert [public(office, each.material_id) for each in (named, plain)] == [(401, 401)] * 2
    assert office.council.ledger("material.release_asked")[-1]["detail"]["is_no_procedure"] is True
