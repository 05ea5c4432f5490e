"""The wide sheets of the budget book (A3 landscape) and its statements: natures, works, history, pay, bonds."""

import random
from collections.abc import Iterator, Sequence

from app.demo.pack.budget import SOURCES, Account, Chapter, Work, figures
from app.demo.pack.sheet import A3_LANDSCAPE, Sheet
from app.demo.pack.table import Column, Table

NATURES = (
    "人件費", "物件費", "維持補修費", "扶助費", "補助費等", "普通建設事業費", "災害復旧事業費", "公債費", "積立金",
    "貸付金", "繰出金",
)  # fmt: skip
_BY_KIND = {
    1: "人件費", 2: "人件費", 3: "人件費", 4: "人件費", 14: "普通建設事業費", 15: "維持補修費",
    16: "普通建設事業費", 18: "補助費等", 19: "扶助費", 20: "貸付金", 21: "普通建設事業費", 22: "補助費等",
    24: "積立金", 27: "繰出金",
}  # fmt: skip
_BAND = (247, 249, 251)


def nature_of(chapter: Chapter, kind: int) -> str:
    """The nature (性質別区分) of a 節 in a 款."""
    if chapter.title == "災害復旧費":
        return "災害復旧事業費"
    if chapter.title == "公債費":
        return "公債費"
    return _BY_KIND.get(kind, "物件費")


def by_nature(chapter: Chapter) -> dict[str, int]:
    """The change of a 款 parted into natures."""
    totals = dict.fromkeys(NATURES, 0)
    for section in chapter.sections:
        for item in section.items:
            for kind, amount in item.kinds().items():
                totals[nature_of(chapter, kind)] += amount
    return totals


def _wide_page(sheet: Sheet, title: str) -> None:
    sheet.page_of(A3_LANDSCAPE)
    sheet.put(210, 24, title, 16, align="center", bold=True)
    sheet.put(400, 33, "（単位：千円）", 9.5, align="right")
    sheet.folio()


def write_natures(sheet: Sheet, account: Account) -> None:
    """款 by nature: one A3 sheet whose rows and columns add up."""
    _wide_page(sheet, "歳出補正額　目的別・性質別集計表")
    sheet.mark("目的別・性質別集計表", 1)
    columns = [
        Column("区　分", 56),
        *(Column(nature, 26, "right") for nature in NATURES),
        Column("合　計", 36, "right"),
    ]
    table = Table(sheet, 21, 38, columns, size=10.5, row_height=14)
    table.head(13)
    totals = dict.fromkeys(NATURES, 0)
    for place, chapter in enumerate(account.spending):
        parts = by_nature(chapter)
        for nature, amount in parts.items():
            totals[nature] += amount
        cells = [figures(amount) if amount else "－" for amount in parts.values()]
        title = f"{chapter.number:>2}　{chapter.title}"
        table.row(title, *cells, figures(chapter.change), fill=_BAND if place % 2 else None)
    table.row("歳　出　合　計", *map(figures, totals.values()), figures(account.change), bold=True)
    table.close(0.5)


def _large_works(account: Account) -> Iterator[tuple[str, Work]]:
    for chapter in account.spending:
        for section in chapter.sections:
            for item in section.items:
                for work in item.works:
                    if abs(work.change) >= 1_000 and work.title != "職員給与費":
                        yield f"{chapter.number}.{section.number}.{item.number}　{item.title}", work


def write_works(sheet: Sheet, account: Account) -> None:
    """The works that change by a million yen or more, and who pays for each: A3 sheets."""
    columns = (
        Column("款・項・目", 84), Column("事　業　名", 108), Column("補正額", 32, "right"),
        Column("国庫支出金", 31, "right"), Column("県支出金", 31, "right"), Column("地方債", 31, "right"),
        Column("その他", 31, "right"), Column("一般財源", 31, "right"),
    )  # fmt: skip
    rows = list(_large_works(account))
    for start in range(0, len(rows), 28):
        _wide_page(sheet, "主要事業の補正額及び財源内訳" + ("" if start == 0 else "（続き）"))
        if start == 0:
            sheet.mark("主要事業の補正額及び財源内訳", 1)
        table = Table(sheet, 20.5, 38, columns, size=10.5, row_height=7.8)
        table.head(10)
        for place, (where, work) in enumerate(rows[start : start + 28]):
            shares = [work.paid_by(source) for source in SOURCES]
            rest = work.change - sum(shares)
            cells = [figures(share) if share else "－" for share in shares]
            fill = _BAND if place % 2 else None
            table.row(where, work.title, figures(work.change), *cells, figures(rest) if rest else "－", fill=fill)
        table.close(0.5)


def write_history(sheet: Sheet, account: Account) -> None:
    """From the first budget of the year to this correction, both sides next to each other: one A3 sheet."""
    _wide_page(sheet, "歳入歳出予算　補正の経過")
    sheet.mark("補正の経過", 1)
    spending, income = earlier_changes(account)
    for x, words, chapters, earlier in (
        (20.0, "歳　入", account.income, income),
        (213.0, "歳　出", account.spending, spending),
    ):
        sheet.put(x, 33, words, 11)
        columns = (
            Column("款", 53), Column("当初予算額", 29, "right"), Column("第1号", 23, "right"),
            Column("第2号", 23, "right"), Column("第3号", 25, "right"), Column("計", 34, "right"),
        )  # fmt: skip
        table = Table(sheet, x, 38, columns, size=10, row_height=9.2)
        table.head(10)
        _history_rows(table, chapters, earlier)
        table.close(0.5)


def earlier_changes(account: Account) -> tuple[list[list[int]], list[list[int]]]:
    """Spending and income of the first two corrections, one row a 款; shared taxes (地方交付税) balance them."""
    spending, income = _drawn_changes(account.spending, 3), _drawn_changes(account.income, 4)
    balanced = next(at for at, chapter in enumerate(account.income) if chapter.title == "地方交付税")
    for turn in (0, 1):
        income[balanced][turn] += sum(row[turn] for row in spending) - sum(row[turn] for row in income)
    return spending, income


def _drawn_changes(chapters: Sequence[Chapter], seed: int) -> list[list[int]]:
    """What the first and the second correction changed in each 款: small against the 款 itself."""
    chance = random.Random(seed)  # noqa: S311 - invented figures, the same on every run
    found: list[list[int]] = []
    for chapter in chapters:
        moves = any(item.works for section in chapter.sections for item in section.items)
        shares = (chance.uniform(-0.002, 0.006), chance.uniform(-0.004, 0.012))
        found.append([int(chapter.before * share) if moves else 0 for share in shares])
    return found


def _history_rows(table: Table, chapters: Sequence[Chapter], earlier: Sequence[Sequence[int]]) -> None:
    totals = [0, 0, 0, 0, 0]
    for place, (chapter, (first, second)) in enumerate(zip(chapters, earlier, strict=True)):
        cells = [chapter.before - first - second, first, second, chapter.change, chapter.after]
        totals = [total + cell for total, cell in zip(totals, cells, strict=True)]
        words = [figures(cell) if cell else "－" for cell in cells]
        table.row(f"{chapter.number:>2}　{chapter.title}", *words, fill=_BAND if place % 2 else None)
    table.row("合　計", *map(figures, totals), bold=True)


def write_pay(sheet: Sheet, account: Account, staff: int) -> None:
    """The statement of pay (給与費明細書): the change is the sum of 節 2 to 4 of every 目."""
    parts = dict.fromkeys((2, 3, 4), 0)
    allowances = {"期末手当": 0, "勤勉手当": 0, "通勤手当": 0}
    for chapter in account.spending:
        for item in (item for section in chapter.sections for item in section.items):
            for kind, amount in item.kinds().items():
                parts[kind] = parts.get(kind, 0) + amount
            for line in (line for work in item.works for line in work.expenses):
                if line.words in allowances:
                    allowances[line.words] += line.change
    sheet.page_of()
    sheet.mark("給与費明細書", 1)
    sheet.put(105, 24, "給 与 費 明 細 書", 14, align="center", bold=True)
    sheet.put(20, 36, "1　一般職　（1）総括", 10.5)
    sheet.put(190, 36, "（単位：人、千円）", 9, align="right")
    y = _pay_table(sheet, staff, parts)
    sheet.put(20, y + 12, "職員手当の内訳", 10.5)
    base = {"期末手当": staff * 812, "勤勉手当": staff * 694, "通勤手当": staff * 74}
    columns = (Column("区　分", 50), *(Column(words, 40, "right") for words in allowances))
    table = Table(sheet, 20, y + 16, columns)
    table.head()
    table.row("補正後", *(figures(base[words] + allowances[words]) for words in allowances))
    table.row("補正前", *(figures(base[words]) for words in allowances))
    table.row("比　較", *(figures(allowances[words]) for words in allowances), bold=True)
    y = table.close()
    _pay_reasons(sheet, y + 12, parts)
    sheet.folio()


def _pay_table(sheet: Sheet, staff: int, parts: dict[int, int]) -> float:
    columns = (
        Column("区　分", 28), Column("職員数", 18, "right"), Column("給　料", 28, "right"),
        Column("職員手当", 28, "right"), Column("計", 28, "right"), Column("共済費", 20, "right"),
        Column("合　計", 20, "right"),
    )  # fmt: skip
    table = Table(sheet, 20, 40, columns)
    table.head()
    before = (staff * 3_486, staff * 2_018, staff * 1_122)
    change = (parts[2], parts[3], parts[4])
    after = tuple(old + new for old, new in zip(before, change, strict=True))
    for words, number, (salary, allowance, mutual) in (
        ("補正後", str(staff), after),
        ("補正前", str(staff), before),
        ("比　較", "0", change),
    ):
        pay = salary + allowance
        table.row(words, number, *map(figures, (salary, allowance, pay, mutual, pay + mutual)), bold=words == "比　較")
    return table.close()


def _pay_reasons(sheet: Sheet, y: float, parts: dict[int, int]) -> None:
    sheet.put(20, y, "（2）給料及び職員手当の増減額の明細", 10.5)
    columns = (Column("区　分", 24), Column("増減額", 26, "right"), Column("増減の理由", 120))
    table = Table(sheet, 20, y + 5, columns, row_height=12)
    table.head()
    table.row(
        "給　料", figures(parts[2]), "人事院の勧告に準じた給料表の改定、育児休業の取得及び年度途中の退職によるもの"
    )
    table.row("職員手当", figures(parts[3]), "期末手当及び勤勉手当の支給月数の改定（年間4.60月を4.65月に）によるもの")
    table.close()
