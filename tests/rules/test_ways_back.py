"""Every state has a way back or out by who made it, or the screen says that there is none, and the table is whole."""

from dataclasses import dataclass

import pytest

from app.auth.devices.models import STOPPED, DeviceState
from app.auth.enrolment.proposals import FACTOR_RESET
from app.board.halting.proposals import HALT_LIFT
from app.board.setting.proposals import STANDARD_CHANGE
from app.disposals.proposals import DISPOSAL
from app.disposals.retention.proposals import SHORTENING
from app.kinds.proposals import PROPOSALS
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE
from app.materials.labels.returning import RETURN
from app.materials.models import UNDER_WAY
from app.materials.releases.proposals import RELEASE
from app.meetings.models import CalledOff
from app.people.proposals import OFFICE_CHANGE
from app.routes import ROUTES
from tests.rules.house import ROOT

PREPARE, MEETING = "POST /prepare/materials/{material}/", "POST /prepare/meetings/{meeting}/"
PERMIT = "POST /permits/{permit}/"
PUT_BACK, TAKE_OUT, RESTORE = f"{PREPARE}put-back", f"{PREPARE}take-out", f"{PREPARE}restore"
DEVICE, PEOPLE, RESETS = "POST /admin/devices/{device}/", "POST /admin/people/{person}/", "POST /admin/resets/{reset}/"


@dataclass(frozen=True)
class State:
    """A state of a noun. `ways`: rows that lead back or out. `says`: what screens say of the way, or of its end.

    `proof`: the test that goes it.
    """

    noun: str
    name: str
    ways: tuple[str, ...]
    says: str
    proof: str


OWN_TIME = "tests/app/disposals/test_own_times.py"
OFF, PAPERS = "tests/app/meetings/test_calling_off.py", "tests/app/materials/"
DAY, TAKEN_BACK = "tests/browser/test_ways_back.py", "tests/app/auth/enrolment/test_taken_back.py"
CLERKS = f"{DAY}::test_clerk_undoes_each_act_of_a_days_preparation"
OTHERS = f"{DAY}::test_member_chair_and_administrator_undo_what_they_did"
STATES = (
    State("meeting", "draft", (f"{MEETING}delete",), "削除した会議は戻せません。", CLERKS),
    State(
        "meeting",
        "published",
        (f"{MEETING}hide", f"{MEETING}call-off/cancel"),
        "始まると、未公開に戻せなくなります。",
        CLERKS,
    ),
    State("meeting", "read", (f"{MEETING}call-off/cancel",), "始まる時刻までは、取り消せます。", CLERKS),
    State("meeting", "cancelled", (f"{MEETING}call-off/take-back",), "もう取り消せません。", CLERKS),
    State("meeting", "adjourned", (f"{MEETING}call-off/take-back",), "までは、取り消せます。", CLERKS),
    State(
        "meeting",
        "lapsed",
        (f"{MEETING}call-off/take-back",),
        "もう取り消せません。",
        f"{OFF}::test_what_was_put_off_is_not_taken_back_after_its_first_day",
    ),
    State("paper", "unread", (TAKE_OUT,), "だれかが読むと、取り除けなくなります。", CLERKS),
    State("paper", "read", (f"{PREPARE}withdraw",), "もう読んだ人がいるので、取り除けません。", CLERKS),
    State("paper", "withdrawn", (RESTORE,), "あとで戻せます。", CLERKS),
    State(
        "paper",
        "released",
        (f"{PREPARE}release/end",),
        "保存されたものは、取り戻せない",
        f"{PAPERS}test_releases.py::test_one_person_ends_a_release_at_once_and_its_readers_keep_the_paper",
    ),
    State(
        "version",
        "under way",
        (TAKE_OUT,),
        "まちがえて入れた資料を取り除く（戻せません）",
        f"{PAPERS}test_acts.py::test_a_file_that_broke_off_with_the_service_can_be_put_in_anew_or_removed",
    ),
    State(
        "version",
        "failed",
        (f"{PREPARE}replace", f"{PREPARE}remove"),
        "入れ直す",
        "tests/app/meetings/test_preparing_in_a_browser.py::test_failed_file_is_put_in_again_on_its_row",
    ),
    State("version", "waiting to be sent out", (f"{PREPARE}replacement/discard",), "捨てた版は戻せません。", CLERKS),
    State(
        "version", "sent out", (PUT_BACK,), "次の差し替えを公開するか、いまの版を住民に公開するまで、戻せます。", CLERKS
    ),
    State("version", "put back", (PUT_BACK,), "読まれたことは取り消せません。", CLERKS),
    State("version", "discarded", (f"{PREPARE}replace",), "公開せずに捨てました", CLERKS),
    State(
        "label",
        "given",
        (f"{PREPARE}label",),
        "もう 1&nbsp;人の確認が必要です。",
        f"{PAPERS}test_labels.py::test_lowering_a_level_3_label_waits_for_a_second_person",
    ),
    State("label_change", "asked", ("POST /prepare/label-changes/{change}/withdraw",), "区分の依頼を取り消す", CLERKS),
    State(
        "marks_change",
        "asked",
        ("POST /prepare/label-changes/{change}/withdraw",),
        "区分の依頼を取り消す",
        f"{PAPERS}test_marks_of_papers.py::test_a_lowering_is_taken_back_by_who_asked_and_closed_by_a_raise",
    ),
    State("return", "asked", ("POST /prepare/label-changes/{change}/withdraw",), "申し出を取り消す", CLERKS),
    State(
        "release",
        "asked",
        ("POST /prepare/releases/{release}/withdraw",),
        "依頼を取り消す",
        f"{PAPERS}test_releases.py::test_whoever_asked_takes_it_back_and_nobody_else_does",
    ),
    State(
        "disposal",
        "asked",
        ("POST /disposals/{disposal}/withdraw",),
        "申し出を取り下げる",
        "tests/app/disposals/test_disposal.py::test_asker_takes_it_back_and_nobody_else_does",
    ),
    State(
        "paper",
        "disposed of",
        ("POST /disposals/{disposal}/decide",),
        "廃棄は、確認されると戻せません。",
        "tests/app/disposals/test_disposal.py::test_disposed_paper_is_changed_and_brought_back_by_no_act",
    ),
    State(
        "keeping",
        "asked",
        ("POST /disposals/keeping/{keeping}/withdraw",),
        "申し出を取り下げる",
        f"{OWN_TIME}::test_shorter_time_takes_two_and_whoever_asked_takes_it_back",
    ),
    State(
        "keeping",
        "set",
        ("POST /prepare/materials/{material}/keeping", "POST /prepare/meetings/{meeting}/keeping"),
        "標準に戻すときは、空にします。",
        f"{OWN_TIME}::test_longer_time_of_a_paper_counts_at_once_goes_before_its_meetings_and_back",
    ),
    State("factor_reset", "asked", (f"{RESETS}withdraw",), "確認されるまでは、取り下げられます。", OTHERS),
    State(
        "factor_reset",
        "confirmed",
        (f"{PEOPLE}letters",),
        "リセットは確認されたので、もう取り下げられません。",
        f"{TAKEN_BACK}::test_reset_that_was_confirmed_is_not_withdrawn_and_the_screen_says_so",
    ),
    State(
        "office_change",
        "asked",
        ("POST /admin/offices/{change}/withdraw",),
        "申し出を取り下げる",
        "tests/app/people/test_offices_of_power.py::test_change_is_withdrawn_by_whoever_asked_alone",
    ),
    State("letter", "out", (f"{PEOPLE}letters/cancel", f"{PEOPLE}letters"), "使われるまでは、無効にできます。", OTHERS),
    State("letter", "used", (f"{PEOPLE}reset",), "に使われました。もう無効にはできません。", OTHERS),
    State(
        "letter",
        "cancelled",
        (f"{PEOPLE}letters",),
        "に無効になりました。",
        f"{TAKEN_BACK}::test_letter_that_is_out_is_cancelled_and_opens_nothing_any_more",
    ),
    State("device", DeviceState.SEEN, ("POST /devices/request",), "本人は、もう一度申し込めます。", OTHERS),
    State(
        "device",
        DeviceState.REQUESTED,
        ("POST /devices/request/withdraw", f"{DEVICE}refuse"),
        "申し込みを取り下げる",
        OTHERS,
    ),
    State("device", DeviceState.APPROVED, (f"{DEVICE}suspend", f"{DEVICE}revoke"), "もとに戻せません。", OTHERS),
    State("device", DeviceState.SUSPENDED, (f"{DEVICE}resume",), "停止を解除", OTHERS),
    State(
        "device",
        DeviceState.INFECTED,
        ("POST /devices/{device}/clear", f"{DEVICE}revoke"),
        "停止を解除する",
        "tests/app/registers/test_infections.py::test_stopped_tablet_is_used_again_by_another_than_who_stopped_it_with_what_was_found_6_4_3_5",
    ),
    State(
        "device",
        DeviceState.REVOKED,
        ("POST /devices/request",),
        "もう一度使うには、その端末のブラウザーでサイトのデータを消し",
        "tests/app/auth/devices/test_spares.py::test_what_was_made_a_spare_by_mistake_becomes_somebodys_tablet_again",
    ),
    State(
        "halt_lift",
        "asked",
        ("POST /halt/lifts/{lift}/withdraw",),
        "申し出を取り下げる",
        "tests/app/board/halting/test_halt.py::test_what_was_refused_or_taken_back_leaves_it_stopped",
    ),
    State(
        "standard_change",
        "asked",
        ("POST /standards/changes/{wanted}/withdraw",),
        "申し出を取り下げる",
        "tests/app/board/setting/test_setting.py::test_nobody_decides_alone_twice_too_late_or_about_something_else",
    ),
    State(
        "entry",
        "closed",
        ("POST /registers/{register}/new",),
        "違うところがあるときは、新しい記録を作ります。",
        "tests/app/registers/test_takeouts.py::test_level_3_paper_is_read_outside_only_while_a_notice_is_in_force_5_1_3",
    ),
    State(
        "delegation",
        "ended",
        ("POST /admin/delegations",),
        "終わらせた委任は、もとに戻せません。",
        "tests/app/people/test_offices_of_power.py"
        "::test_delegation_and_its_end_are_told_to_the_delegate_and_the_administrator",
    ),
    State(
        "factor",
        "removed",
        ("POST /account/factors/keys", "POST /account/factors/totp"),
        "もう一度使うには、追加し直します。",
        "tests/app/auth/factors/test_security_keys.py::test_key_that_was_removed_signs_nobody_in",
    ),
    State(
        "retirement",
        "begun",
        (f"{PEOPLE}office",),
        "まちがえて始めたときは、閉じずに、上の「役職と任期」で終わりの日を直します。",
        "tests/app/people/test_retired_by_mistake.py::test_retirement_begun_for_the_wrong_person_is_undone_by_their_last_day",
    ),
    State(
        "retirement",
        "closed",
        ("POST /admin/people/new",),
        "この ID は、だれにも二度と使えません。",
        "tests/app/people/test_people.py::test_id_of_the_retired_is_never_given_again",
    ),
    State(
        "spare",
        "kept",
        (f"{DEVICE}revoke",),
        "だれかの端末に戻すには、予備機の「登録を取り消す」を押し、",
        "tests/app/auth/devices/test_spares.py::test_what_was_made_a_spare_by_mistake_becomes_somebodys_tablet_again",
    ),
    State("permit", "asked", (f"{PERMIT}withdraw",), "決まるまでは、そこで取り下げられます。", OTHERS),
    State("permit", "withdrawn", ("POST /papers/{material}/permit",), "申請を取り下げました", OTHERS),
    State("permit", "granted", (f"{PERMIT}decide",), "あとで取り消せます。", OTHERS),
    State("permit", "refused", ("POST /papers/{material}/permit",), "この決定は変えられません。", OTHERS),
    State("permit", "revoked", ("POST /papers/{material}/permit",), "申請した人は、もう一度申請できます。", OTHERS),
)


def named(noun: str) -> set[str]:
    return {each.name for each in STATES if each.noun == noun}


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state.noun} {state.name}")
def test_each_way_is_a_row_each_sentence_stands_on_a_screen_and_each_test_is_there(state: State) -> None:
    rows = {row.name for row in ROUTES}
    screens = [*(ROOT / "app").rglob("*.html"), *(ROOT / "app").rglob("*.py")]
    path, _, test = state.proof.partition("::")

    assert state.ways
    assert set(state.ways) <= rows
    assert any(state.says in file.read_text("utf-8") for file in screens)
    assert f"def {test}(" in (ROOT / path).read_text("utf-8")


def test_no_state_is_forgotten() -> None:
    of_papers = {LABEL_CHANGE.name, MARKS_CHANGE.name, RETURN.name, RELEASE.name, DISPOSAL.name, SHORTENING.name}
    kinds = of_papers | {FACTOR_RESET.name, OFFICE_CHANGE.name, HALT_LIFT.name, STANDARD_CHANGE.name}

    assert {kind.name for kind in PROPOSALS.kinds} == kinds, "name the kind here, and its way back in STATES"
    assert all("asked" in named(kind) for kind in kinds), "give the kind a State that is called asked"
    assert named("device") == {DeviceState.SEEN, DeviceState.REQUESTED, DeviceState.APPROVED, *STOPPED}
    assert {each.value for each in CalledOff} <= named("meeting")
    assert {"receiving", "queued", "converting"} == UNDER_WAY  # "under way"; what comes after has rows of its own
