import pytest

from app.audit.checkpoints import sign
from app.audit.search import NEVER_USED
from app.materials.pages.marks import ALPHABET
from tests.app.ledger.conftest import NewPaper, Shown
from tests.support.council import Council


def sign_now(council: Council) -> None:
    sign(council.services.database, council.services.signer, council.services.store)


@pytest.mark.parametrize("login", ["admin", "chair", "investigator"])
def test_code_from_a_photograph_names_the_screen_it_was_shown_on(
    council: Council, paper: NewPaper, shown: Shown, login: str
) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    sign_now(council)

    answer = council.browser(login).get("/ledger/codes/K7QM-3FRT")

    assert answer.status_code == 200
    for words in ("佐藤 花子 議員（第7番）", "議案第12号 議案書", "12\u00a0ページ（第1版）", "機密性2", "10.1.2.3"):
        assert words in answer.text
    assert "撮影した人や持ち出した人を示すものではありません" in answer.text
    assert "この記録は改変されていません" in answer.text


@pytest.mark.parametrize("login", ["member1", "member2", "clerk1", "executive", "deputy"])
@pytest.mark.parametrize("path", ["/ledger", "/ledger/codes/K7QM-3FRT", "/ledger/export"])
def test_nobody_else_may_look(council: Council, paper: NewPaper, shown: Shown, login: str, path: str) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")

    answer = council.browser(login).get(path)

    assert answer.status_code == 403
    assert "佐藤 花子 議員（第7番）" not in answer.text


@pytest.mark.parametrize("typed", ["k7qm3frt", "Ｋ７ＱＭ－３ＦＲＴ", " K7QM 3FRT ", "K7QM-3FRT"])
def test_code_may_be_typed_as_it_was_read(council: Council, typed: str) -> None:
    answer = council.browser("admin").get("/ledger", params={"code": typed})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/ledger/codes/K7QM-3FRT"


@pytest.mark.parametrize(
    ("typed", "said"), [("K7QM-3F", "8 文字です"), ("K7QM-3FRTW", "8 文字です"), ("K???-?FRT", "読めない字が 4 文字")]
)
def test_code_that_cannot_be_one_is_told_so_and_kept(council: Council, typed: str, said: str) -> None:
    answer = council.browser("admin").get("/ledger", params={"code": typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("typed", ["K7Q?-3FRT", "K7Q0-3FRT", "K7QI3FRT"])
def test_unreadable_letter_lists_what_fits_and_nothing_else(
    council: Council, paper: NewPaper, shown: Shown, typed: str
) -> None:
    version = paper()
    for login, code in (("member1", "K7QM-3FRT"), ("member2", "K7QD-3FRT"), ("chair", "K7QM-3FRW")):
        shown(version, login, 1, code)

    answer = council.browser("admin").get("/ledger", params={"code": typed})

    assert answer.status_code == 200
    assert "K7QM-3FRT" in answer.text
    assert "K7QD-3FRT" in answer.text
    assert "K7QM-3FRW" not in answer.text
    assert "どれか 1 件に決まったわけではありません" in answer.text


def test_letters_taken_for_unreadable_are_those_no_code_holds() -> None:
    everything = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    assert set(NEVER_USED) <= everything - set(ALPHABET)
    assert not set(NEVER_USED) & set(ALPHABET)


def test_unknown_code_says_so(council: Council) -> None:
    answer = council.browser("admin").get("/ledger/codes/K7QM-3FRT")

    assert answer.status_code == 404
    assert "という発行コードの記録はありません" in answer.text


@pytest.mark.clause("I 7-2(2)")
def test_each_look_is_recorded_with_what_was_looked_for(council: Council, paper: NewPaper, shown: Shown) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    browser = council.browser("chair")

    browser.get("/ledger/codes/K7QM-3FRT")
    browser.get("/ledger/codes/AAAA-AAAA")
    browser.get("/ledger", params={"code": "K7Q?-3FRT"})
    browser.get("/ledger", params={"kind": "page.issued"})

    searches = council.ledger("ledger.searched")
    assert [search.get("detail") for search in searches] == [
        {"code": "K7QM-3FRT"},
        {"code": "AAAA-AAAA"},
        {"code": "K7Q?-3FRT"},
        {"kind": "page.issued"},
    ]
    assert {search["actor"] for search in searches} == {council.people["chair"].id}
    assert {search["session"] for search in searches} == {browser.session_id}


def test_what_the_person_did_before_and_after_stands_beside_it(council: Council, paper: NewPaper, shown: Shown) -> None:
    version = paper()
    for page, code in ((11, "AAAA-AAAA"), (12, "BBBB-BBBB"), (13, "CCCC-CCCC")):
        shown(version, "member1", page, code)
    shown(version, "member2", 40, "DDDD-DDDD")

    page = council.browser("admin").get("/ledger/codes/BBBB-BBBB").text

    assert "11\u00a0ページを表示" in page
    assert "13\u00a0ページを表示" in page
    assert "40\u00a0ページ" not in page


def test_record_newer_than_the_last_checkpoint_claims_no_more_than_its_links(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    sign_now(council)
    shown(paper(), "member1", 12, "K7QM-3FRT")

    page = council.browser("admin").get("/ledger/codes/K7QM-3FRT").text

    assert "前後の記録とのつながり：正しい" in page
    assert "署名された確認点：まだありません" in page
    assert "この記録は改変されていません" not in page


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_record SET body = replace(body, '\"page\":12', '\"page\":13') WHERE issue_code = 'K7QM-3FRT'",
        "UPDATE ledger_record SET actor_id = 'somebody' WHERE issue_code = 'K7QM-3FRT'",
        "UPDATE ledger_record SET body = 'no record' WHERE issue_code = 'K7QM-3FRT'",
        "DELETE FROM ledger_record WHERE seq = (SELECT seq - 1 FROM ledger_record WHERE issue_code = 'K7QM-3FRT')",
        "DELETE FROM ledger_record WHERE seq = (SELECT seq + 2 FROM ledger_record WHERE issue_code = 'K7QM-3FRT')",
        "UPDATE ledger_checkpoint SET note = replace(note, 'at 1', 'at 2')",
    ],
)
def test_tampered_record_is_never_shown_as_sound(
    council: Council, paper: NewPaper, shown: Shown, tampering: str
) -> None:
    version = paper()
    shown(version, "member1", 11, "AAAA-AAAA")
    shown(version, "member1", 12, "K7QM-3FRT")
    for page, code in ((13, "BBBB-BBBB"), (14, "CCCC-CCCC"), (15, "DDDD-DDDD")):
        shown(version, "member1", page, code)
    sign_now(council)
    with council.services.database.engine.begin() as connection:
        assert connection.exec_driver_sql(tampering).rowcount == 1

    answer = council.browser("admin").get("/ledger/codes/K7QM-3FRT")

    assert answer.status_code == 200
    assert "書き換えられた疑いがあります" in answer.text
    assert "この記録は改変されていません" not in answer.text


def test_page_fetched_ahead_is_not_told_as_one_that_was_looked_at(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT", ahead=True)
    secretariat = council.browser("admin")

    listed, one = secretariat.get("/ledger").text, secretariat.get("/ledger/codes/K7QM-3FRT").text

    assert "12\u00a0ページを先読み" in listed
    assert "12\u00a0ページを表示" not in listed
    assert "そのあと見たかどうかは、記録からは分かりません" in one
