"""The day of a meeting, from the clerk's desk to the ledger's last word."""

import pikepdf
import pytest

from app.__main__ import main
from tests.flows.a_day import TITLE, Day
from tests.flows.conftest import House
from tests.support import stores

_XMP = "{urn:gijo:booklet:1}"


@pytest.mark.clause("I 6-1(14)①", "I 7-4(1)")
def test_a_day_from_preparation_to_the_last_use_of_a_permit(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day = Day(house)

    # The evening before, in the secretariat.
    day.clerk_makes_the_meeting()
    day.clerk_uploads_the_paper()
    day.clerk_labels_it_and_names_its_readers()
    day.nobody_sees_it_yet()
    day.clerk_checks_and_publishes()

    # In the morning, at the tablets.
    day.member_finds_and_reads()
    day.executive_outside_the_audience_finds_nothing()

    # A member would like to have the paper in hand.
    day.member_is_refused_the_original()
    day.member_asks_and_cannot_take_it_yet()
    day.member_cannot_decide()
    day.chair_grants()
    with day.member_downloads() as booklet:
        assert_is_marked_images_only(booklet, holder="佐藤 花子 議員")
        code = str(booklet.open_metadata()[f"{_XMP}Holder"]).rsplit("　", 1)[-1]
    day.second_download_is_refused()
    day.chair_cannot_decide_an_own_request()

    # In the evening, the ledger is asked.
    ledger_has_everything(house, monkeypatch, capsys)
    ledger_names(code, "佐藤 花子 議員", capsys)
    ledger_names(day.last_code_of("member2"), "𠮷田 次郎 議員", capsys)


def assert_is_marked_images_only(booklet: pikepdf.Pdf, *, holder: str) -> None:
    assert len(booklet.pages) == 3
    for page in booklet.pages:
        assert set(page.obj.Resources.keys()) == {"/XObject"}
        assert all(part.Subtype == pikepdf.Name.Image for part in page.obj.Resources.XObject.values())
    assert booklet.is_encrypted
    assert booklet.encryption.R == 6
    assert not booklet.allow.extract
    with booklet.open_metadata() as xmp:
        assert xmp["dc:title"] == TITLE
        assert str(xmp[f"{_XMP}Level"]).startswith("機密性3B")
        assert "第1号" in str(xmp[f"{_XMP}Permit"])
        assert str(xmp[f"{_XMP}Holder"]).startswith(f"{holder}　第7番　")


def ledger_has_everything(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings = house.council.settings
    monkeypatch.setenv("GIJO_HOME", str(settings.home))
    monkeypatch.setenv("GIJO_DATABASE_URL", settings.database_url)
    for name, value in stores.environment(settings.store).items():
        monkeypatch.setenv(name, value)
    assert main(["ledger", "verify"]) == 0, capsys.readouterr().out
    capsys.readouterr()
    kinds = {entry["kind"] for entry in house.council.ledger()}
    assert {
        "auth.sign_in",
        "meeting.created",
        "meeting.published",
        "material.uploaded",
        "material.ready",
        "material.labelled",
        "contents.issued",
        "page.issued",
        "access.refused",
        "permit.asked",
        "permit.decided",
        "permit.issued",
    } <= kinds


def ledger_names(code: str, person: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "issue", code]) == 0
    told = capsys.readouterr().out
    assert f"だれの画面に\t{person}" in told
    assert TITLE in told
