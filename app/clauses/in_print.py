"""The table of clauses as `gijo clauses` prints it and `docs/ja/clauses.md` holds it. Text only."""

from collections.abc import Iterator

from app.clauses.chapters import CHAPTERS
from app.clauses.clause import Clause

_HEAD = (
    "# 条項と機能の対応表",
    "",
    (
        "二つの規程の条項ごとに、このシステムで何ができるかを書いています。"
        "I は茨城町議会情報セキュリティポリシー（令和8年3月30日策定）、"
        "N は七尾市情報セキュリティ基本方針（令和7年4月1日施行）です。"
        "条項の文は引かず、求めていることを一行で言いかえています。"
    ),
    "",
    "- **できる**：この版で動き、右の試験が確かめています。",
    "- **一部**：書いてある範囲だけができます。残りは運用で補うか、今後の版を待ってください。",
    "- **まだ**：この版にはありません。議会の側で、紙や別の方法で行ってください。",
    "- **手続き**：規則・契約・研修など、ソフトウェアの外で行うことです。",
    "",
    (
        "この表は `app/clauses/chapters/` の表から `gijo clauses` で作ります。"
        "試験は `make test` で動き、条項の番号が試験に付いています。"
    ),
)

_NOTES = (
    "",
    "## 読み方の注",
    "",
    "- 取扱制限の欄は規程では一つにつながっています。ここでは機密性2 と 3 の両方に当てはまると読んでいます。",
    "- 事務局長は資料を準備する人として機密性3A も読めます。読んだことは氏名付きで記録されます。",
    (
        "- 台帳の書き出し（`/ledger/export`）には、資料の題名が入ることがあります。"
        "書き出せるのは議長と事務局長だけです。機密性3A の資料と同じように扱ってください。"
    ),
    (
        "- 書き出した記録で `ahead` とあるページは、端末が次のページとして先に読みこんだものです。"
        "渡したことは確かですが、ひらいて見たとは限りません。"
    ),
)


def in_print() -> Iterator[str]:
    """The page as lines of Markdown, in the policies' order."""
    yield from _HEAD
    for chapter in CHAPTERS:
        yield ""
        yield f"## {chapter.title}"
        yield ""
        yield "| 条項 | 求めていること | 状態 | どこで | 残っていること | 試験 |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for clause in chapter:
            yield _row(clause)
    yield from _NOTES


def _row(clause: Clause) -> str:
    where = "、".join(f"`{name}`" for name in (*clause.screens, *clause.code))
    told = "。".join(part for part in (clause.does.rstrip("。"), where) if part)
    tests = "、".join(f"`{test}`" for test in clause.tests)
    cells = [clause.number, clause.demand, clause.state, told, clause.left, tests]
    return f"| {' | '.join(cells)} |"
