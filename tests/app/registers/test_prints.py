"""A register on paper: everything that the screen shows, hostile text too, with who made it, and in the ledger."""

import pymupdf
import pytest

from tests.support.council import Council

HOSTILE = "=1+1 \"引用\" '単'\n二行目 עברית 😀 "
PEN = {"thing": "pen", "borrower": "佐藤 花子", "until": "2026-12-10", "remark": ""}


def text_of(body: bytes) -> list[str]:
    with pymupdf.open(stream=body) as pdf:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        return [page.get_text() for page in pdf]


def test_list_on_paper_says_what_was_chosen_who_made_it_and_every_entry(council: Council) -> None:
    clerk = council.browser("clerk1")
    for number in range(30):
        clerk.post("/registers/lending/new", {**PEN, "borrower": f"借りる人{number}"})
    clerk.post("/registers/lending/1/next", {"to": "back", "seen": "0"})

    answer = clerk.get("/registers/lending/export.pdf?state=lent")

    pages = text_of(answer.content)
    whole = "".join(pages)
    assert answer.headers["content-type"] == "application/pdf"
    assert len(pages) > 1
    assert all(f"{number} / {len(pages)}" in page and "貸出簿" in page for number, page in enumerate(pages, 1))
    assert all(f"借りる人{number}\n" in whole for number in range(1, 30))
    assert "借りる人0\n" not in whole
    assert all(words in whole for words in ("状態：貸出中", "森田 由美", "29 件", council.settings.council.name))
    assert council.ledger("register.exported")[-1]["detail"] == {"register": "貸出簿", "entries": 29}


def test_entry_on_paper_has_its_history_and_loses_no_letter_of_hostile_text(council: Council) -> None:
    clerk = council.browser("clerk1")
    entered = clerk.post("/registers/lending/new", {**PEN, "remark": HOSTILE + "長" * 300})
    clerk.post("/registers/lending/1/edit", {**PEN, "borrower": "高橋 一郎", "seen": "0"})

    whole = "".join(text_of(clerk.get("/registers/lending/1/export.pdf").content))

    assert entered.status_code == 303
    detail = council.ledger("register.exported")[-1]["detail"]
    assert detail == {"register": "貸出簿", "entries": 1, "entry": 1}
    assert all(words in whole for words in ("高橋 一郎", "佐藤 花子", "これまでの記録", "=1+1", "二行目"))
    assert whole.count("長") == 300
    assert "〓" in whole
    assert not set("ע😀") & set(whole)


@pytest.mark.parametrize("path", ["/registers/lending/export.pdf", "/registers/lending/1/export.pdf"])
def test_who_may_not_export_a_register_gets_no_print_and_nothing_is_recorded(council: Council, path: str) -> None:
    council.browser("clerk1").post("/registers/lending/new", PEN)

    assert council.browser("member1").get(path).status_code == 403
    assert council.ledger("register.exported") == []


def test_altered_entry_is_not_printed(council: Council) -> None:
    clerk = council.browser("clerk1")
    clerk.post("/registers/lending/new", PEN)
    with council.services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register_entry SET due_on = '2099-01-01'")

    listed = "".join(text_of(clerk.get("/registers/lending/export.pdf").content))

    assert clerk.get("/registers/lending/1/export.pdf").status_code == 409
    assert "書き換えの疑い" in listed
    assert "佐藤" not in listed
