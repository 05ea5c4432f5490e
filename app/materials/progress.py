"""The progress of a paper's newest file in numbers and words, for the clerk's screens."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.materials.models import Material, Version
from app.materials.replacements.queries import succession_of

_LOOK = "全ページを確かめてください。"
# Title and advice of each code. Codes that nobody needs to act on (links to the web, a contents list that cannot be
# read) are not listed.
_REMAKE = "隠すつもりの文字なら、消してから PDF を作り直してください。"
_FINDINGS = {
    "covered": (
        "黒塗りの下に文字が残っています",
        "議員には表示されませんが、元のファイルに残ります（白い文字や、画像の下の文字を含みます）。" + _REMAKE,
    ),
    "marked": (
        "墨消しの指定だけがあり、まだ消えていません",
        "墨消しを適用した PDF を作り直して、入れ直してください。",
    ),
    "number": (
        "個人番号（マイナンバー）とみられる 12 けたの数字があります",
        "個人番号なら、特定個人情報は置けないので、取り下げて、消した PDF を入れ直してください。",
    ),
    "repaired": ("壊れていた部分を直して読み込みました", _LOOK),
    "boxed": (
        "表示できない文字があり、□ で表示します",
        "外字など、書体の入っていない文字で、空白になることもあります。書体を埋め込んで PDF を作り直してください。",
    ),
    "fonts": (
        "PDF に入っていない書体があります",
        "似た書体で表示するので、字の形や幅が元と違うことがあります。書体を埋め込んで作り直すと、元のとおりになります。",
    ),
    "external": ("ほかのファイルに置かれた内容は表示されません", _LOOK),
    "inspection": ("中身が多く、すべては調べられませんでした", _LOOK),
    "layers": ("表示を切り替える部分があります", f"議員には、いま見えている状態で表示されます。{_LOOK}"),
    "xfa": ("入力フォームは動きません", "書き込んだ内容が表示されているか確かめてください。"),
    "form": ("入力欄には書き込めません", "書き込んだ内容が表示されているか確かめてください。"),
    "attachments": (
        "PDF に添付されたファイルは表示されません",
        "必要なときは別の資料として入れてください。",
    ),
    "undrawn": (
        "見えない文字があります",
        "スキャンの文字認識などです。議員の検索や読み上げには使われません。",
    ),
    "textless": (
        "文字の情報がないページがあります",
        (
            "スキャンや図などです。検索と読み上げは、サーバーが機械で読み取れた文字だけでできます。"
            "個人番号は、目で見て確かめてください。文字の入った PDF があれば入れ直してください。"
        ),
    ),
    "media": ("音声や動画は再生されません", "必要なときは別の方法で見せてください。"),
    "javascript": ("PDF の中のプログラムは動きません", "表示に問題はありません。"),
    "launch": ("ほかのプログラムを動かすリンクは動きません", "表示に問題はありません。"),
    "remote": ("ほかのファイルへのリンクは動きません", "表示に問題はありません。"),
    "submit": ("入力した内容を送るボタンは動きません", "表示に問題はありません。"),
    "encrypted": ("印刷やコピーの制限が付いた PDF です", "議場での表示には関係ありません。"),
}
_MOST_PAGES = 8
_MOST_SUBJECTS = 6


@dataclass(frozen=True)
class FileFinding:
    """One thing found in a file: what it is, on which pages if that is known, and what to do about it."""

    code: str
    title: str
    advice: str


def file_findings(version: Version) -> list[FileFinding]:
    """What was found in a version's file and has a title and advice, the gravest first."""
    codes, pages = set(version.warnings.split(",")), _finding_pages(version)
    return [
        FileFinding(code, title + _pages_words(pages.get(code, [])), _subjects_words(code, pages) + advice)
        for code, (title, advice) in _FINDINGS.items()
        if code in codes
    ]


def warning_words(version: Version) -> list[str]:
    """The findings of `file_findings` as sentences."""
    return [f"{finding.title}。{finding.advice}" for finding in file_findings(version)]


def dump_finding_pages(codes: Mapping[int, Sequence[str]]) -> str | None:
    """JSON like `{"covered": [3, 5]}`: the pages of each code, counted from 1, in order. None without findings.

    A code with a subject, like "fonts:MS-Mincho", is a key of its own.
    """
    pages: dict[str, list[int]] = {}
    for number in sorted(codes):
        for code in codes[number]:
            pages.setdefault(code, []).append(number)
    return json.dumps(pages) if pages else None


def _finding_pages(version: Version) -> dict[str, list[int]]:
    pages: dict[str, list[int]] = json.loads(version.finding_pages or "{}")  # written by `dump_finding_pages`
    return pages


def _subjects_words(code: str, pages: Mapping[str, Sequence[int]]) -> str:
    """The subjects of a finding: 「MS-Mincho、MS-Gothic です。」; "" for findings without."""
    subjects = (key.removeprefix(f"{code}:") for key in pages if key.startswith(f"{code}:"))
    names = [name for name in subjects if name]  # a damaged file may have lost its fonts' names
    rest = f" ほか {len(names) - _MOST_SUBJECTS}" if len(names) > _MOST_SUBJECTS else ""
    return f"{'、'.join(names[:_MOST_SUBJECTS])}{rest} です。" if names else ""


def _pages_words(pages: Sequence[int]) -> str:
    if not pages:
        return ""
    named = "、".join(map(str, pages[:_MOST_PAGES]))
    rest = f"ほか {len(pages) - _MOST_PAGES}" if len(pages) > _MOST_PAGES else ""
    return f"（{named}{rest}\u00a0ページ）"


def state_of(session: Session, material: Material) -> dict[str, object]:
    """The state of the version that counts for a paper, and whether readers have a version that they can read.

    After a former version was put back, that one counts, not the newer one that readers had meanwhile. Raises NotFound
    when the paper has no file.
    """
    newest = succession_of(session, material).newest
    if newest is None:
        raise NotFound(cause=f"no version of {material.id}")
    return _state(material, newest)


def _state(material: Material, newest: Version) -> dict[str, object]:
    return {
        "material": material.id,
        "version": newest.id,
        "number": newest.number,
        "file_name": newest.file_name,
        "state": newest.state,
        "pages": newest.pages,
        "pages_done": newest.pages_done,
        "zoom_pages_done": newest.zoom_pages_done,
        "failure_code": newest.failure_code,
        "failure": newest.failure_sentence,
        "warnings": warning_words(newest),
        "is_readable": material.current_version_id is not None,
        "label": material.confidentiality,
        "level": material.level.value,
    }
