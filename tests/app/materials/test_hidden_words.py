"""A paper with words that nobody sees on its pages: what readers get of it, and what the clerk is told."""

import io
import json

import pikepdf
import pytest

from app.materials.pages.contents import HIDDEN_TITLE, without_unseen, words_of
from app.materials.progress import warning_words
from app.vault.objects import outline_name, text_name
from tests.app.materials.office import Office
from tests.app.materials.papers import pdf
from viewer.render import OutlineEntry

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

SECRET = "Tanaka"


def blacked_out(*, pages: int = 3, on: int = 2, black: str = "60 300 200 40 re f") -> bytes:
    """A name under a box, and in the contents list that the word processor made of it."""
    with pikepdf.open(io.BytesIO(pdf(pages))) as document:
        page = document.pages[on - 1]
        page.contents_add(f"BT /F1 20 Tf 70 310 Td ({SECRET}) Tj ET {black}".encode())
        with document.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem("Budget", 0), pikepdf.OutlineItem(f"On {SECRET}", on - 1)]
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def _said(office: Office, version_id: str, sealed_key: str) -> str:
    vault = office.council.services.vault
    pages = (vault.read(sealed_key, version_id, text_name(version_id, number)) for number in (1, 2, 3))
    return " ".join(word["text"] for page in pages for word in words_of(page))


def test_name_under_a_box_is_in_no_text_and_no_title_and_the_clerk_reads_the_page(office: Office) -> None:
    version = office.ready(blacked_out())

    assert version.sealed_key is not None
    said = _said(office, version.id, version.sealed_key)
    assert SECRET not in said
    assert "page 3 line 4" in said
    outline = json.loads(office.council.services.vault.read(version.sealed_key, version.id, outline_name(version.id)))
    assert [entry["title"] for entry in outline["outline"]] == ["Budget", "（見えない文字を含む見出し）"]
    assert warning_words(version)[0].startswith("黒塗りの下に文字が残っています（2\u00a0ページ）。")


def test_same_name_without_a_box_is_served_and_nothing_is_told(office: Office) -> None:
    version = office.ready(blacked_out(black=""))

    assert version.sealed_key is not None
    assert SECRET in _said(office, version.id, version.sealed_key)
    outline = json.loads(office.council.services.vault.read(version.sealed_key, version.id, outline_name(version.id)))
    assert outline["outline"][1]["title"] == f"On {SECRET}"
    assert warning_words(version) == []


def test_text_layer_of_a_scan_is_told_as_what_it_is(office: Office) -> None:
    with pikepdf.open(io.BytesIO(pdf(3))) as document:
        document.pages[0].contents_add(f"BT 3 Tr /F1 20 Tf 70 310 Td ({SECRET}) Tj ET".encode())
        target = io.BytesIO()
        document.save(target)

    version = office.ready(target.getvalue())

    assert warning_words(version) == [
        "見えない文字があります（1\u00a0ページ）。スキャンの文字認識などです。議員の検索や読み上げには使われません。"
    ]


def test_cleaned_file_of_a_paper_lacks_the_name(office: Office) -> None:
    version = office.ready(blacked_out())

    assert version.sealed_key is not None
    cleaned = office.shop.cleaned(version.sealed_key, version.id)

    assert (cleaned.pages, cleaned.removed) == (3, ("metadata", "unseen"))
    again = office.ready(cleaned.data)
    assert warning_words(again) == []
    assert again.sealed_key is not None
    assert SECRET not in _said(office, again.id, again.sealed_key)


@pytest.mark.parametrize(
    ("hidden", "title"),
    [
        (["請願者の佐藤太郎氏は次の"], "佐藤太郎"),
        (["請願者の佐藤太郎氏は次の"], "佐藤太郎の件"),
        (["佐", "藤", "太", "郎"], "佐藤太郎"),
        (["佐藤 太郎"], "佐藤太郎"),
        (["TANAKA"], "On Tanaka"),
        (["泉"], "泉の予算"),
    ],
)
def test_title_that_shares_a_name_with_hidden_letters_is_replaced(hidden: list[str], title: str) -> None:
    entries = [OutlineEntry("予算の審査", 1, 0), OutlineEntry(title, 1, 0)]

    kept = without_unseen(entries, ["".join(hidden)], ["予算の審査"])

    assert [entry.title for entry in kept] == ["予算の審査", HIDDEN_TITLE]
