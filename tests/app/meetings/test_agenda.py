"""The agenda tree through its forms: adding, changing, moving, removing, and two clerks at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")


def _titles(council: Council, meeting: str) -> list[str]:
    with council.services.database.read() as unit:
        return [f"{'　' * node.depth}{node.item.title}" for node in in_order(items_of(unit, meeting))]


def _three(council: Council) -> tuple[str, list[str]]:
    meeting = put_meeting(council)
    return meeting, [put_item(council, meeting, title, position=n) for n, title in enumerate("いろは", 1)]


def test_item_is_added_last_and_written_down(council: Council) -> None:
    meeting, _ = _three(council)

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/agenda", {"number_label": "日程第4", "title": "に", "parent": ""}
    )

    assert answer.status_code == 303
    assert _titles(council, meeting) == ["い", "ろ", "は", "に"]
    assert council.ledger("meeting.changed")[-1]["detail"]["change"] == "item_added"


def test_item_without_a_name_comes_back_with_its_number_kept(council: Council) -> None:
    meeting, _ = _three(council)

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/agenda", {"number_label": "日程第99", "title": " ", "parent": ""}
    )

    assert answer.status_code == 422
    assert "日程の名前を入力してください。" in answer.text
    assert "日程第99" in answer.text
    assert _titles(council, meeting) == ["い", "ろ", "は"]


def test_items_move_up_and_down_and_stop_at_the_ends(council: Council) -> None:
    meeting, (first, _, last) = _three(council)
    clerk = council.browser("clerk1")

    for item, direction in ((last, "up"), (first, "up"), (last, "up"), (last, "up")):
        assert (
            clerk.post(f"/prepare/meetings/{meeting}/agenda/{item}/move", {"direction": direction}).status_code == 303
        )

    assert _titles(council, meeting) == ["は", "い", "ろ"]
    clerk.post(f"/prepare/meetings/{meeting}/agenda/{last}/move", {"direction": "down"})
    assert _titles(council, meeting) == ["い", "は", "ろ"]


@pytest.mark.both("asks for rows as no other test does")
def test_item_hangs_under_another_one_and_keeps_its_new_words(council: Council) -> None:
    meeting, (first, second, _) = _three(council)

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/agenda/{second}/edit", {"number_label": "その1", "title": "ろろ", "parent": first}
    )

    assert answer.status_code == 303
    assert _titles(council, meeting) == ["い", "　ろろ", "は"]


def test_item_cannot_hang_under_what_hangs_under_it(council: Council) -> None:
    meeting, (first, second, _) = _three(council)
    clerk = council.browser("clerk1")
    clerk.post(f"/prepare/meetings/{meeting}/agenda/{second}/edit", {"title": "ろ", "parent": first})

    answer = clerk.post(f"/prepare/meetings/{meeting}/agenda/{first}/edit", {"title": "い", "parent": second})

    assert answer.status_code == 422
    assert "自分の下にある日程の下には移せません" in answer.text
    assert _titles(council, meeting) == ["い", "　ろ", "は"]


def test_tree_has_three_steps_at_most(council: Council) -> None:
    meeting = put_meeting(council)
    top = put_item(council, meeting, "い")
    middle = put_item(council, meeting, "ろ", parent=top)
    low = put_item(council, meeting, "は", parent=middle)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda", {"title": "に", "parent": low})

    assert answer.status_code == 422
    assert "日程は 3 段までです" in answer.text


def test_item_of_another_meeting_is_no_parent_here(council: Council) -> None:
    meeting, _ = _three(council)
    other = put_item(council, put_meeting(council, "ほか"), "ほかの日程")

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda", {"title": "に", "parent": other})

    assert answer.status_code == 422


def test_item_of_another_meeting_cannot_be_changed_through_this_one(council: Council) -> None:
    meeting, _ = _three(council)
    other = put_item(council, put_meeting(council, "ほか"), "ほかの日程")

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/{other}/delete")

    assert answer.status_code == 409
    with council.services.database.read() as unit:
        assert unit.get(AgendaItem, other) is not None


def test_empty_item_is_removed(council: Council) -> None:
    meeting, (_, second, _) = _three(council)

    assert council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/{second}/delete").status_code == 303
    assert _titles(council, meeting) == ["い", "は"]


def test_item_with_papers_stays_and_the_way_back_is_offered(council: Council) -> None:
    meeting, (first, _, _) = _three(council)
    put_paper(council, meeting, "議案書", item=first)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/{first}/delete")

    assert answer.status_code == 409
    assert "資料をほかの日程へ移してから" in answer.text
    assert f"/prepare/meetings/{meeting}" in answer.text
    assert _titles(council, meeting) == ["い", "ろ", "は"]


def test_item_with_others_under_it_stays(council: Council) -> None:
    meeting, (first, _, _) = _three(council)
    put_item(council, meeting, "下", parent=first)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/{first}/delete")

    assert answer.status_code == 409
    assert "下の日程を移すか削除してから" in answer.text


def test_member_cannot_touch_the_agenda(council: Council) -> None:
    meeting, (first, _, _) = _three(council)
    member = council.browser("member1")

    answers = [
        member.post(f"/prepare/meetings/{meeting}/agenda", {"title": "に"}),
        member.post(f"/prepare/meetings/{meeting}/agenda/{first}/edit", {"title": "に"}),
        member.post(f"/prepare/meetings/{meeting}/agenda/{first}/delete"),
        member.post(f"/prepare/meetings/{meeting}/agenda/{first}/move", {"direction": "down"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert _titles(council, meeting) == ["い", "ろ", "は"]


def test_direction_that_is_none_is_told_and_changes_nothing(council: Council) -> None:
    meeting, (first, _, _) = _three(council)

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/agenda/{first}/move", {"direction": "sideways"}
    )

    assert answer.status_code == 422
    assert _titles(council, meeting) == ["い", "ろ", "は"]


@pytest.mark.both("what happens at once or in between")
def test_two_clerks_move_and_remove_at_once_and_the_order_stays_whole(council: Council) -> None:
    meeting, items = _three(council)
    clerks = [council.browser("clerk1"), council.browser("clerk2")]
    base = f"/prepare/meetings/{meeting}/agenda"

    def act(turn: int) -> Any:
        clerk, item = clerks[turn % 2], items[turn % 3]
        if turn in {10, 11}:
            return clerk.post(f"{base}/{items[1]}/delete")
        return clerk.post(f"{base}/{item}/move", {"direction": "up" if turn % 5 else "down"})

    with ThreadPoolExecutor(4) as pool:
        statuses = [answer.status_code for answer in pool.map(act, range(24))]

    assert set(statuses) <= {303, 409}
    assert statuses[10:12].count(303) == 1
    with council.services.database.read() as unit:
        assert [item.position for item in items_of(unit, meeting)] == [1, 2]


def test_line_that_is_sent_again_stands_on_the_agenda_once(council: Council) -> None:
    meeting, clerk = put_meeting(council), council.browser("clerk1")
    line = {"number_label": "日程第4", "title": "一般質問", "parent": ""}

    first, second = (clerk.post(f"/prepare/meetings/{meeting}/agenda", line) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "もう日程にあります" in second.text


def test_who_adds_to_a_meeting_that_was_deleted_meanwhile_is_told_so(council: Council) -> None:
    meeting, clerk = put_meeting(council, is_published=False), council.browser("clerk1")
    council.browser("clerk2").post(f"/prepare/meetings/{meeting}/delete")

    answer = clerk.post(f"/prepare/meetings/{meeting}/agenda", {"number_label": "", "title": "一般質問", "parent": ""})

    assert answer.status_code == 409
    assert "ほかの人が先に削除しました" in answer.text
    assert 'href="/prepare"' in answer.text
