import json

import pytest
from sqlalchemy.pool import QueuePool

from app.audit import export
from app.audit.checkpoints import retained, sign
from app.audit.vocabulary import Event, EventKind
from app.ledger import views as ledger_views
from storage.ledger import verify
from tests.app.ledger.conftest import NewPaper, Shown
from tests.app.permits.lines import fetch_into
from tests.support.council import Council


@pytest.mark.clause("I 1章7", "N 6(9)・7")
@pytest.mark.parametrize("login", ["admin", "chair"])
def test_export_is_whole_and_verifies_with_the_public_key_alone(
    council: Council, paper: NewPaper, shown: Shown, login: str
) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    sign(council.services.database, council.services.signer, council.services.store)
    public = (council.settings.ledger_key_folder / "ledger-public.pem").read_text("ascii")

    answer = council.browser(login).get("/ledger/export")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="gijo-ledger-')
    assert answer.headers["cache-control"] == "private, no-store"
    verdict = verify(answer.text.splitlines(keepends=True), [public], retained(council.services.store))
    assert verdict.ok, verdict.sentence
    assert verdict.records == len(council.ledger())


def test_export_is_itself_the_last_record_of_what_it_gives(council: Council) -> None:
    browser = council.browser("admin")

    lines = browser.get("/ledger/export").text.splitlines()

    last = json.loads(lines[-2])["record"]
    assert last["kind"] == "ledger.exported"
    assert last["actor"] == council.people["admin"].id
    assert last["session"] == browser.session_id


def test_changed_line_of_an_export_is_found(council: Council, paper: NewPaper, shown: Shown) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    shown(paper(), "member1", 13, "AAAA-AAAA")
    public = (council.settings.ledger_key_folder / "ledger-public.pem").read_text("ascii")
    lines = council.browser("admin").get("/ledger/export").text.splitlines(keepends=True)

    changed = [line.replace('"page":12', '"page":99') for line in lines]

    verdict = verify(changed, [public])
    assert not verdict.ok
    assert verdict.first_bad_seq == 1


def test_nothing_is_shown_or_exported_when_the_look_cannot_be_recorded(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    browser = council.browser("admin")
    council.services.ledger.close()

    answers = [browser.get(path) for path in ("/ledger", "/ledger/codes/K7QM-3FRT", "/ledger/export")]

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert not any("K7QM-3FRT" in answer.text for answer in answers)


def test_export_longer_than_one_stride_is_whole(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.info["gijo.events"] = [Event(EventKind.STARTED) for _ in range(2500)]

    text = council.browser("admin").get("/ledger/export").text

    assert text.count('"kind":"system.started"') == 2500


def test_export_that_is_taken_slowly_holds_no_connection_to_the_database(
    council: Council, paper: NewPaper, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        shown(paper(), "member1", number + 1, f"AAAA-AAA{number + 2}")
    monkeypatch.setattr(export, "_STRIDE", 2)
    monkeypatch.setattr(ledger_views, "_LINES_A_PIECE", 1)
    admin, pool = council.browser("admin"), council.services.database.engine.pool
    assert isinstance(pool, QueuePool)
    held, checked_out = list[int](), pool.checkedout

    class Taken(list[bytes]):
        def append(self, piece: bytes) -> None:
            super().append(piece)
            held.append(checked_out())

    came = Taken()
    fetch_into(came, admin, "GET", "/ledger/export")

    assert len(came) > 8
    assert set(held) == {0}
    public = (council.settings.ledger_key_folder / "ledger-public.pem").read_text("ascii")
    verdict = verify(b"".join(came).decode().splitlines(keepends=True), [public], [])
    assert verdict.ok, verdict.sentence
