"""The words of a mark."""

import re
from datetime import UTC, datetime

from app.access.levels import Confidentiality
from app.access.table import DEFAULT
from app.materials.models import Material
from app.materials.pages.marks import ALPHABET, issue_code, mark_for, number_words
from app.members.checks import drawable_with
from app.web.call import Viewer
from tests.support.council import Council

BEGAN = datetime(2026, 12, 8, 1, 14, tzinfo=UTC)


def viewer(seat_number: int | None) -> Viewer:
    return Viewer("p", "s", "sato", "佐藤 花子", "議員", seat_number, "議員", began_at=BEGAN)


def test_issue_codes_are_long_enough_short_enough_and_of_letters_that_differ() -> None:
    codes = {issue_code() for _ in range(5000)}

    assert len(codes) == 5000
    assert all(re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code) for code in codes)
    assert len(ALPHABET) ** 8 > 2**35
    for pair in ("0O", "1I", "1L", "IL", "2Z", "5S", "8B", "UV"):
        assert sum(letter in ALPHABET for letter in pair) < 2


def test_a_mark_names_person_seat_time_code_and_handling() -> None:
    mark = mark_for(viewer(7), Material(confidentiality="2"), "K7QM-3FRT", DEFAULT)

    assert (mark.name, mark.number, mark.issue_code) == ("佐藤 花子 議員", "第7番", "K7QM-3FRT")
    assert mark.at == "2026-12-08 10:14", "the beginning of the session, in Japan's time"
    assert mark.level_words == "機密性2　複製・配付を禁じます"


def test_page_that_is_read_by_an_exception_names_it() -> None:
    mark = mark_for(viewer(7), Material(confidentiality="3B"), "K7QM-3FRT", DEFAULT, under="令和8年 第3号の12")

    assert mark.number == "第7番　例外許可 令和8年 第3号の12"


def test_who_has_no_seat_is_marked_with_their_id() -> None:
    assert mark_for(viewer(None), Material(confidentiality=None), "X", DEFAULT).number == "ID sato"
    assert Confidentiality.C3C.value in mark_for(viewer(None), Material(confidentiality=None), "X", DEFAULT).level_words


def test_names_with_rare_characters_are_drawable_and_others_are_named(council: Council) -> None:
    drawable, person = drawable_with(council.services.stamper), council.people["member2"]

    fine = drawable(f"{person.display_name} {number_words(person.seat_number, person.login)}")
    person.name = "田中\U0001f600"

    assert fine == ""
    assert "\U0001f600" in drawable(person.display_name)
