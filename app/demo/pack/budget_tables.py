"""What a budget bill itself prints: its articles and Tables 1 to 4. Shared by the bills and the budget book."""

from collections.abc import Iterator, Sequence

from app.demo.pack.budget import Account, Chapter, figures
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import Column, Table
from app.demo.pack.town import MAYOR, TOWN

LOWEST = 270.0  # millimetres from the top: below it stands the page number

_FIRST = (
    Column("款", 46),
    Column("項", 50),
    Column("補正前の額", 25, "right"),
    Column("補正額", 23, "right"),
    Column("計", 26, "right"),
)


def write_articles(sheet: Sheet, account: Account, number: str, extra: Sequence[str]) -> None:
    """The first page of a budget bill: its number, its articles, the date and the mayor."""
    sheet.page_of()
    sheet.put(25, 32, number, 12)
    sheet.put(105, 50, account.title, 14, align="center", bold=True)
    after = f"{account.after:,}"
    kind = "追加する" if account.change >= 0 else "減額する"
    name = account.title.split("補正予算", maxsplit=1)[0]
    y = sheet.para(25, 64, 160, f"　{name}の補正予算は、次に定めるところによる。", 11)
    y = sheet.para(25, y + 5, 160, "　（歳入歳出予算の補正）", 11)
    words = (
        f"第1条　歳入歳出予算の総額に歳入歳出それぞれ{abs(account.change):,}千円を{kind}ものとし、"
        f"歳入歳出予算の総額を歳入歳出それぞれ{after}千円と定める。\n"
        "2　歳入歳出予算の補正の款項の区分及び当該区分ごとの金額並びに補正後の歳入歳出予算の金額は、"
        "「第1表　歳入歳出予算補正」による。"
    )
    y = sheet.para(25, y, 160, words, 11)
    for article in extra:
        y = sheet.para(25, y + 3, 160, article, 11)
    sheet.put(35, y + 14, "令和8年12月8日提出", 11)
    sheet.put(120, y + 26, f"{TOWN}長", 11)
    sheet.put(150, y + 26, MAYOR.replace(" ", "　"), 12)
    sheet.folio()


def write_first_table(sheet: Sheet, account: Account) -> None:
    """Table 1: 款 and 項 of both sides, as many pages as they need."""
    for side, chapters in (("歳　入", account.income), ("歳　出", account.spending)):
        table = _first_page(sheet, side, is_first=side == "歳　入")
        for cells, is_total in _first_rows(side, chapters, account):
            if table.y + table.height_of(cells) > LOWEST:
                table.close()
                sheet.folio()
                table = _first_page(sheet, side, is_first=False)
            table.row(*cells, bold=is_total, rule=0.12)
        table.close()
        sheet.folio()


def _first_page(sheet: Sheet, side: str, *, is_first: bool) -> Table:
    sheet.page_of()
    if is_first:
        sheet.put(105, 24, "第1表　歳入歳出予算補正", 14, align="center", bold=True)
    sheet.put(20, 35, side, 12)
    sheet.put(190, 36, "（単位：千円）", 9, align="right")
    table = Table(sheet, 20, 40, _FIRST, row_height=6.6)
    table.head(8.5)
    return table


def _first_rows(
    side: str, chapters: Sequence[Chapter], account: Account
) -> Iterator[tuple[tuple[str, str, str, str, str], bool]]:
    """Rows of Table 1; a 款 that does not change is left out, as the form of the Local Autonomy Act allows."""
    for chapter in chapters:
        if not any(item.works for section in chapter.sections for item in section.items):
            continue
        yield (
            (f"{chapter.number}　{chapter.title}", "", *_three(chapter.before, chapter.change)),
            False,
        )
        for section in chapter.sections:
            if any(item.works for item in section.items):
                yield ("", f"{section.number}　{section.title}", *_three(section.before, section.change)), False
    kept = sum(c.before for c in chapters if not any(i.works for s in c.sections for i in s.items))
    if kept:
        yield ("補正されなかった款", "", *_three(kept, 0)), False
    total = f"{side.replace('　', '')}合計"
    yield (total, "", *_three(account.before, account.change)), True


def _three(before: int, change: int) -> tuple[str, str, str]:
    return figures(before), figures(change), figures(before + change)


def write_other_tables(sheet: Sheet, account: Account) -> None:
    """Tables 2 to 4 of the general account: carried over, obligations, bonds."""
    sheet.page_of()
    sheet.put(105, 24, "第2表　繰越明許費", 14, align="center", bold=True)
    sheet.put(190, 33, "（単位：千円）", 9, align="right")
    columns = (Column("款", 40), Column("項", 40), Column("事業名", 66), Column("金額", 24, "right"))
    table = Table(sheet, 20, 37, columns)
    table.head()
    table.row("8　土木費", "2　道路橋りょう費", "町道大浜南線改良事業", "48,600")
    table.row("8　土木費", "2　道路橋りょう費", "橋りょう長寿命化事業", "12,400")
    table.row("11　災害復旧費", "2　公共土木施設災害復旧費", "道路橋りょう災害復旧事業", "14,200")
    table.row("合　計", "", "", "75,200", bold=True)
    y = table.close() + 18
    sheet.put(105, y, "第3表　債務負担行為補正", 14, align="center", bold=True)
    sheet.put(20, y + 9, "追　加", 10.5)
    terms = (Column("事項", 84), Column("期間", 52, "center"), Column("限度額（千円）", 34, "right"))
    table = Table(sheet, 20, y + 13, terms)
    table.head()
    table.row("屋内運動場新築工事", "令和8年度から令和9年度まで", "418,060")
    table.row("港の駅みなと指定管理料", "令和9年度から令和13年度まで", "92,500")
    table.row("学校給食センター調理業務委託", "令和9年度から令和11年度まで", "211,200")
    table.row("戸籍情報システム機器賃借料", "令和9年度から令和13年度まで", "18,480")
    y = table.close()
    sheet.folio()
    _write_bonds(sheet, account)


_BONDS = (
    ("町道改良事業", 84_600, ("町道大浜南線改良事業",)),
    ("橋りょう長寿命化事業", 20_400, ("橋りょう長寿命化事業",)),
    ("河川しゅんせつ事業", 9_000, ("河川維持管理事業",)),
    ("消防施設整備事業", 21_800, ("消防施設整備事業",)),
    ("防災行政無線更新事業", 0, ("防災行政無線更新事業",)),
    ("屋内運動場整備事業", 62_000, ("屋内運動場整備事業",)),
    ("災害復旧事業", 4_200, ("漁港施設災害復旧事業", "道路橋りょう災害復旧事業")),
)


def _bond_changes(account: Account) -> dict[str, int]:
    return {
        work.title: work.paid_by("債")
        for chapter in account.spending
        for section in chapter.sections
        for item in section.items
        for work in item.works
        if work.paid_by("債")
    }


def _write_bonds(sheet: Sheet, account: Account) -> None:
    sheet.page_of()
    sheet.put(105, 24, "第4表　地方債補正", 14, align="center", bold=True)
    sheet.put(20, 33, "変　更", 10.5)
    columns = (
        Column("起債の目的", 54),
        Column("補正前の\n限度額（千円）", 26, "right"),
        Column("補正後の\n限度額（千円）", 26, "right"),
        Column("起債の方法", 20, "center"),
        Column("利率", 16, "center"),
        Column("償還の方法", 28),
    )
    table = Table(sheet, 20, 37, columns, size=9)
    table.head(12)
    terms = ("普通貸借又は証券発行", "年4.0%以内", "借入先の融資条件による。")
    changes = _bond_changes(account)
    for purpose, before, works in _BONDS:
        change = sum(changes[work] for work in works)
        table.row(purpose, figures(before) if before else "－", figures(before + change), *terms)
    y = table.close()
    note = "備考　利率見直し方式で借り入れる場合は、利率の見直しを行った後においては、当該見直し後の利率とする。"
    sheet.para(20, y + 4, 170, note, 9)
    sheet.folio()
