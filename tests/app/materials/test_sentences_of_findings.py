"""What the clerk reads about a file at upload: for each thing that can be found, its own sentence and no other's."""

import html
import io
import re
from collections.abc import Callable, Iterator, Mapping

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from app.materials.intake.jobs import CONVERT
from app.materials.progress import _FINDINGS
from tests.app.materials.office import Office
from tests.app.materials.papers import pdf
from tests.app.materials.test_missing_fonts import GAIJI, with_fonts
from tests.viewer.conftest import Papers
from viewer.wire import WARNINGS

pytestmark = [
    pytest.mark.alike("what is read in files and said of it; a conversion's rows are tried elsewhere"),
    pytest.mark.slow("converts twenty files"),
]

PAGE, PAGE_3 = "（1\u00a0ページ）", "（3\u00a0ページ）"
LOOK = "全ページを確かめてください。"
REMAKE = "隠すつもりの文字なら、消してから PDF を作り直してください。"
HARMLESS = "表示に問題はありません。"
BOXED = "外字など、書体の入っていない文字で、空白になることもあります。書体を埋め込んで PDF を作り直してください。"
FONTS = (
    f"PDF に入っていない書体があります{PAGE_3}。MS-Mincho です。似た書体で表示するので、"
    "字の形や幅が元と違うことがあります。書体を埋め込んで作り直すと、元のとおりになります。"
)
_SAID = re.compile(r'<li class="find">.*?<div>(.*?)</div></li>', re.DOTALL)
_NOTHING = "<b>直すところはありません</b>"


def changed(change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        change(document)
        return Papers.saved(document)


def drawing(content: bytes) -> bytes:
    return changed(lambda document: document.pages[0].contents_add(content))


def acting(**action: object) -> bytes:
    return changed(lambda document: setattr(document.Root, "OpenAction", _dictionary(action)))


def noting(**annotation: object) -> bytes:
    """With an annotation on the page."""
    note = _dictionary({"Type": Name.Annot, "Rect": Array([70, 300, 200, 340]), **annotation})
    return changed(lambda document: setattr(document.pages[0], "Annots", Array([document.make_indirect(note)])))


def _dictionary(entries: Mapping[str, object]) -> Dictionary:
    return Dictionary({f"/{name}": value for name, value in entries.items()})


def _ask_for_a_name(document: Pdf) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), Rect=Array([70, 300, 200, 340])
    )
    document.pages[0].Annots = fields = Array([document.make_indirect(field)])
    document.Root.AcroForm = Dictionary(Fields=fields)


def _attach(document: Pdf) -> None:
    document.attachments["budget.xlsx"] = b"PK"


def _refer_out(document: Pdf) -> None:
    picture = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, F=String("/srv/picture.jpg"))
    picture.stream_dict.update({"/Width": 1, "/Height": 1, "/BitsPerComponent": 8, "/ColorSpace": Name.DeviceGray})
    document.pages[0].Resources.XObject = Dictionary(Im=picture)


def _be_a_scan(document: Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"0.2 g 50 50 300 400 re f")


def _owned() -> bytes:
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        return Papers.saved(document, pikepdf.Encryption(owner="o", user=""))


def _many_objects() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    tree = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)
    return Papers.raw(*tree, *[b"null"] * 100_001)


FILES: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "covered": (
        lambda: drawing(b"BT /F1 20 Tf 70 310 Td (Tanaka) Tj ET 60 300 200 40 re f"),
        (
            (
                f"黒塗りの下に文字が残っています{PAGE}。"
                f"議員には表示されませんが、元のファイルに残ります（白い文字や、画像の下の文字を含みます）。{REMAKE}"
            ),
        ),
    ),
    "marked": (
        lambda: noting(Subtype=Name("/Redact")),
        (f"墨消しの指定だけがあり、まだ消えていません{PAGE}。墨消しを適用した PDF を作り直して、入れ直してください。",),
    ),
    "number": (
        lambda: pdf(1, words="No. 123456789018 of"),
        (
            (
                f"個人番号（マイナンバー）とみられる 12 けたの数字があります{PAGE}。"
                "個人番号なら、特定個人情報は置けないので、取り下げて、消した PDF を入れ直してください。"
            ),
        ),
    ),
    "textless": (
        lambda: changed(_be_a_scan),
        (
            (
                f"文字の情報がないページがあります{PAGE}。"
                "スキャンや図などです。検索と読み上げは、サーバーが機械で読み取れた文字だけでできます。"
                "個人番号は、目で見て確かめてください。文字の入った PDF があれば入れ直してください。"
            ),
        ),
    ),
    "repaired": (lambda: pdf(1).partition(b"startxref")[0], (f"壊れていた部分を直して読み込みました。{LOOK}",)),
    "boxed": (
        lambda: with_fonts(MS_Mincho=(3, f"高{GAIJI}")),
        (
            f"表示できない文字があり、□ で表示します{PAGE_3}。{BOXED}",
            FONTS,
        ),
    ),
    "fonts": (lambda: with_fonts(MS_Mincho=(3, "議案")), (FONTS,)),
    "external": (lambda: changed(_refer_out), (f"ほかのファイルに置かれた内容は表示されません。{LOOK}",)),
    "inspection": (_many_objects, (f"中身が多く、すべては調べられませんでした。{LOOK}",)),
    "layers": (
        lambda: changed(lambda document: setattr(document.Root, "OCProperties", Dictionary(OCGs=Array([])))),
        (f"表示を切り替える部分があります。議員には、いま見えている状態で表示されます。{LOOK}",),
    ),
    "xfa": (
        lambda: changed(lambda document: setattr(document.Root, "AcroForm", Dictionary(XFA=String("<xdp/>")))),
        ("入力フォームは動きません。書き込んだ内容が表示されているか確かめてください。",),
    ),
    "form": (
        lambda: changed(_ask_for_a_name),
        ("入力欄には書き込めません。書き込んだ内容が表示されているか確かめてください。",),
    ),
    "attachments": (
        lambda: changed(_attach),
        ("PDF に添付されたファイルは表示されません。必要なときは別の資料として入れてください。",),
    ),
    "undrawn": (
        lambda: drawing(b"BT 3 Tr /F1 20 Tf 70 310 Td (Tanaka) Tj ET"),
        (f"見えない文字があります{PAGE}。スキャンの文字認識などです。議員の検索や読み上げには使われません。",),
    ),
    "media": (
        lambda: noting(Subtype=Name.Screen),
        ("音声や動画は再生されません。必要なときは別の方法で見せてください。",),
    ),
    "javascript": (
        lambda: acting(S=Name.JavaScript, JS=String("app.alert(1)")),
        (f"PDF の中のプログラムは動きません。{HARMLESS}",),
    ),
    "launch": (
        lambda: acting(S=Name.Launch, F=String("cmd.exe")),
        (f"ほかのプログラムを動かすリンクは動きません。{HARMLESS}",),
    ),
    "remote": (
        lambda: acting(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit])),
        (f"ほかのファイルへのリンクは動きません。{HARMLESS}",),
    ),
    "submit": (
        lambda: acting(S=Name.SubmitForm, F=String("https://example.invalid")),
        (f"入力した内容を送るボタンは動きません。{HARMLESS}",),
    ),
    "encrypted": (_owned, ("印刷やコピーの制限が付いた PDF です。議場での表示には関係ありません。",)),
    "uri": (lambda: acting(S=Name.URI, URI=String("https://example.invalid")), ()),
    "outline": (lambda: changed(lambda document: setattr(document.Root, "Outlines", _endless(document))), ()),
    "nothing": (lambda: pdf(1), ()),
}
"""A code, a file in which it is found, and what the clerk reads: nothing about what needs no act (links, contents)."""


def _endless(document: Pdf) -> pikepdf.Object:
    """A contents list whose only entry is followed by itself."""
    entry = document.make_indirect(Dictionary(Title=String("1")))
    entry.Next = entry
    return document.make_indirect(Dictionary(Type=Name.Outlines, First=entry, Last=entry, Count=1))


def test_files_are_tried_for_all_that_can_be_found() -> None:
    of_pages = {"covered", "marked", "fonts", "boxed", "undrawn", "number", "textless"}

    assert set(FILES) - {"nothing"} == {*WARNINGS, *of_pages}
    assert set(_FINDINGS) == {code for code, (_, said) in FILES.items() if said}


def test_each_finding_is_told_in_its_own_sentence(office: Office) -> None:
    office.worker._kinds = (CONVERT,)  # sharper cells are made later, and say nothing
    wrong = {}
    for code, (made, expected) in FILES.items():
        version = office.ready(made(), is_published=False, login="admin")  # who may bring any of them
        found = set(filter(None, version.warnings.split(",")))
        page = office.council.browser("clerk1").get(f"/prepare/materials/{version.material_id}").text
        said = tuple(_sentences(page))
        if said != expected or version.state != "ready" or (code not in found and code != "nothing"):
            wrong[code] = (version.state, version.failure_sentence, found, said)

    assert wrong == {}


def _sentences(page: str) -> Iterator[str]:
    for words in _SAID.findall(page):
        if not words.startswith(_NOTHING):
            yield html.unescape(words)
