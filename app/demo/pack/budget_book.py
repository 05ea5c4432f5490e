"""The budget book (予算書及び予算に関する説明書): bills, tables, particulars on facing pages, wide sheets."""

from collections.abc import Sequence
from typing import BinaryIO

from app.demo.pack import budget_sheets
from app.demo.pack.budget import Account, Chapter, figures
from app.demo.pack.budget_accounts import general_account, health_account
from app.demo.pack.budget_detail import write_income, write_spending
from app.demo.pack.budget_tables import write_articles, write_first_table, write_other_tables
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import Column, Table
from app.demo.pack.town import TOWN

GENERAL_ARTICLES = (
    "　（繰越明許費）\n第2条　翌年度に繰り越して使用することができる経費は、「第2表　繰越明許費」による。",
    "　（債務負担行為の補正）\n第3条　債務負担行為の追加は、「第3表　債務負担行為補正」による。",
    "　（地方債の補正）\n第4条　地方債の変更は、「第4表　地方債補正」による。",
)


def write_budget_book(stream: BinaryIO) -> None:
    """Put the whole book on `stream`: more than 120 pages, A4 portrait and A3 landscape."""
    sheet = Sheet("yosansho", "令和8年度みなと町一般会計及び特別会計補正予算書・予算に関する説明書")
    _cover(sheet)
    general, health = general_account(), health_account()
    sheet.page_of()
    sheet.mark("目次")
    _contents(sheet, general, health)
    _account(sheet, general, "議案第12号", GENERAL_ARTICLES)
    _statements(sheet, general)
    _account(sheet, health, "議案第13号", ())
    budget_sheets.write_pay(sheet, health, 4)
    sheet.finish(stream)


def _cover(sheet: Sheet) -> None:
    sheet.page_of()
    sheet.mark("表紙")
    sheet.put(105, 62, "令和8年第4回みなと町議会定例会", 14, align="center")
    sheet.put(105, 100, "令和8年度", 18, align="center")
    sheet.put(105, 116, "みなと町一般会計補正予算（第3号）", 20, align="center", bold=True)
    sheet.put(105, 132, "みなと町国民健康保険特別会計補正予算（第2号）", 20, align="center", bold=True, fit=168)
    sheet.rule(40, 146, 170, 146, 0.6)
    sheet.put(105, 158, "予算に関する説明書", 16, align="center")
    sheet.put(105, 236, "令和8年12月", 13, align="center")
    sheet.put(85, 250, TOWN, 18, align="spread", width=40)


def _contents(sheet: Sheet, *accounts: Account) -> None:
    sheet.put(105, 30, "目　　次", 16, align="center", bold=True)
    y = 50.0
    parts = ("補正予算", "歳入歳出予算補正事項別明細書　総括", "　〃　歳入", "　〃　歳出", "給与費明細書")
    for label, account in zip(("議案第12号", "議案第13号"), accounts, strict=True):
        sheet.put(25, y, f"{label}　{account.title}", 12, bold=True, fit=165)
        sheet.put(
            185,
            y + 8,
            f"補正額　{figures(account.change)}千円　　補正後の総額　{figures(account.after)}千円",
            10,
            align="right",
        )
        y += 18
        for part in parts:
            sheet.put(35, y, part, 10.5)
            y += 8
        y += 10
    sheet.rule(25, y, 185, y, 0.2)
    notes = (
        "見方　1　金額の単位は、特に断りのない限り千円です。減額は「△」を付けて表します。\n"
        "　　　2　事項別明細書は、左のページに金額を、右のページに節と説明を載せています。並べてお読みください。\n"
        "　　　3　集計表、主要事業の一覧及び補正の経過は、A3判の横長です。"
    )
    sheet.para(25, y + 5, 160, notes, 9.5)
    sheet.folio()


def _account(sheet: Sheet, account: Account, number: str, articles: Sequence[str]) -> None:
    sheet.mark_next(f"{number}　{account.title}")
    write_articles(sheet, account, number, articles)
    sheet.mark_next("第1表　歳入歳出予算補正", 1)
    write_first_table(sheet, account)
    if articles:
        write_other_tables(sheet, account)
    sheet.page_of()
    sheet.mark("事項別明細書", 1)
    sheet.put(105, 120, account.title, 15, align="center", fit=170)
    sheet.put(105, 138, "歳入歳出予算補正事項別明細書", 20, align="center", bold=True)
    _summary(sheet, "1　総括　（歳入）", account.income, account)
    _summary(sheet, "1　総括　（歳出）", account.spending, account)
    write_income(sheet, account.income)
    write_spending(sheet, account.spending)


def _summary(sheet: Sheet, title: str, chapters: Sequence[Chapter], account: Account) -> None:
    sheet.page_of()
    sheet.mark(title.replace("　", " "), 2)
    sheet.put(20, 28, title, 12)
    sheet.put(190, 29, "（単位：千円）", 9, align="right")
    has_sources = "歳出" in title
    columns = [
        Column("款", 62),
        Column("補正前の額", 36, "right"),
        Column("補正額", 34, "right"),
        Column("計", 38, "right"),
    ]
    if has_sources:
        columns = [
            Column("款", 42),
            Column("補正前の額", 23, "right"),
            Column("補正額", 20, "right"),
            Column("計", 23, "right"),
            Column("国県支出金", 17, "right"),
            Column("地方債", 14, "right"),
            Column("その他", 14, "right"),
            Column("一般財源", 17, "right"),
        ]
    table = Table(sheet, 20, 34, columns, size=9, row_height=8.6)
    table.head(10)
    sums = [0, 0, 0, 0]
    for chapter in chapters:
        cells = [figures(chapter.before), figures(chapter.change), figures(chapter.after)]
        if has_sources:
            shares = [chapter.paid_by("国") + chapter.paid_by("県"), chapter.paid_by("債"), chapter.paid_by("他")]
            shares.append(chapter.general)
            sums = [old + new for old, new in zip(sums, shares, strict=True)]
            cells += [figures(share) for share in shares]
        table.row(f"{chapter.number}　{chapter.title}", *cells)
    total = [figures(account.before), figures(account.change), figures(account.after)]
    table.row("合　計", *total, *(map(figures, sums) if has_sources else ()), bold=True)
    table.close()
    sheet.folio()


def _statements(sheet: Sheet, account: Account) -> None:
    budget_sheets.write_pay(sheet, account, 168)
    budget_sheets.write_natures(sheet, account)
    budget_sheets.write_works(sheet, account)
    budget_sheets.write_history(sheet, account)
