"""The slides (説明資料) of the third supplementary budget: 18 wide pages, their figures from the budget model."""

from collections.abc import Sequence
from typing import BinaryIO

from app.demo.pack import charts, slides_works
from app.demo.pack.budget import SOURCES, Account, figures
from app.demo.pack.budget_accounts import general_account
from app.demo.pack.charts import NAVY, ORANGE, PALE, TEAL, TEXT
from app.demo.pack.sheet import WIDE, Sheet
from app.demo.pack.slide import bullets, panel, slide
from app.demo.pack.table import Column, Table

YEARS = ("令和3", "令和4", "令和5", "令和6", "令和7", "令和8")


def write_slides(stream: BinaryIO) -> None:
    """Put 18 slides on `stream`."""
    sheet = Sheet("setsumei", "議案第12号　一般会計補正予算（第3号）説明資料", WIDE)
    account = general_account()
    _cover(sheet)
    _overview(sheet, account)
    _main_works(sheet, account)
    _income(sheet, account)
    _spending(sheet, account)
    _sources(sheet, account)
    slides_works.write_works(sheet)
    _reserves(sheet)
    _bonds(sheet)
    _ratios(sheet)
    _calendar(sheet)
    _words(sheet)
    sheet.finish(stream)


def _cover(sheet: Sheet) -> None:
    sheet.page_of(WIDE)
    sheet.mark("表紙")
    sheet.box(0, 0, 320, 180, 0, NAVY)
    sheet.box(0, 118, 320, 3, 0, ORANGE)
    sheet.ink((255, 255, 255))
    sheet.put(28, 44, "議案第12号　説明資料", 18)
    sheet.put(28, 68, "令和8年度みなと町", 24)
    sheet.put(28, 88, "一般会計補正予算（第3号）の概要", 34, bold=True)
    sheet.put(28, 138, "令和8年12月8日　第4回みなと町議会定例会", 16)
    sheet.put(28, 152, "総務課 財政係", 14)
    sheet.ink(TEXT)


def _overview(sheet: Sheet, account: Account) -> None:
    slide(sheet, "補正予算の規模", "3億円余りを追加し、総額は89億円になります")
    for x, words, amount, colour in (
        (20.0, "補正前の額", account.before, charts.GREY),
        (118.0, "今回の補正額", account.change, ORANGE),
        (216.0, "補正後の額", account.after, NAVY),
    ):
        panel(sheet, (x, 46, 84, 46), colour)
        sheet.put(x + 42, 58, words, 14, align="center")
        sheet.put(x + 42, 76, f"{figures(amount)}千円", 23, align="center", bold=True, fit=78)
    sheet.put(110, 69, "＋", 22, align="center")
    sheet.put(208, 69, "＝", 22, align="center")
    bullets(
        sheet,
        106,
        (
            "屋内運動場の新築工事に着手します（前払金と工事の監理）。",
            "物価高騰への対応として、商品券の発行と漁業者への支援を行います。",
            "台風第14号で被災した漁港と町道を復旧します。",
            "人事院の勧告に準じて、職員の給与を改定します。",
        ),
    )


def _main_works(sheet: Sheet, account: Account) -> None:
    slide(sheet, "補正予算（第3号）の主な事業", "事業費の大きい8事業")
    works = [
        (work, chapter.title)
        for chapter in account.spending
        for section in chapter.sections
        for item in section.items
        for work in item.works
        if work.title != "職員給与費"
    ]
    works.sort(key=lambda pair: -pair[0].change)
    columns = (
        Column("事業名", 94), Column("款", 48), Column("補正額（千円）", 44, "right"),
        Column("国・県", 32, "right"), Column("町債・その他", 32, "right"), Column("一般財源", 32, "right"),
    )  # fmt: skip
    table = Table(sheet, 19, 40, columns, size=13, row_height=13.2)
    table.head(11)
    for place, (work, chapter) in enumerate(works[:8]):
        paid = [work.paid_by(source) for source in SOURCES]
        rest = work.change - sum(paid)
        cells = (figures(work.change), figures(paid[0] + paid[1]), figures(paid[2] + paid[3]), figures(rest))
        table.row(work.title, chapter, *cells, fill=(246, 248, 251) if place % 2 else None)
    table.close(0.3)


def _income(sheet: Sheet, account: Account) -> None:
    slide(sheet, "歳入の構成（補正後）", "地方交付税と町税で半分を超えます")
    chapters = sorted(account.income, key=lambda chapter: -chapter.after)
    parts = [(chapter.title, chapter.after / 1000) for chapter in chapters[:7]]
    parts.append(("その他", sum(chapter.after for chapter in chapters[7:]) / 1000))
    charts.ring(sheet, (92, 102), 56, parts, ("歳入総額", f"{account.after / 1000:,.0f}"))
    sheet.put(290, 44, "単位：百万円", 11, align="right")


def _spending(sheet: Sheet, account: Account) -> None:
    slide(sheet, "歳出の構成（補正後）", "民生費が3割を占めます")
    chapters = sorted(account.spending, key=lambda chapter: -chapter.after)
    parts = [(chapter.title, chapter.after / 1000) for chapter in chapters[:7]]
    parts.append(("その他", sum(chapter.after for chapter in chapters[7:]) / 1000))
    charts.ring(sheet, (92, 102), 56, parts, ("歳出総額", f"{account.after / 1000:,.0f}"))
    sheet.put(290, 44, "単位：百万円", 11, align="right")


def _sources(sheet: Sheet, account: Account) -> None:
    slide(sheet, "補正額の財源", "一般財源は3割に抑えました")
    names = {"国": "国庫支出金", "県": "県支出金", "債": "町債", "他": "寄附金・繰入金"}
    paid = [(names[source], sum(chapter.paid_by(source) for chapter in account.spending) / 1000) for source in SOURCES]
    paid.append(("一般財源", account.change / 1000 - sum(amount for _, amount in paid)))
    rows = [(name, amount, f"{amount:,.1f}百万円（{amount * 100_000 / account.change:.1f}%）") for name, amount in paid]
    charts.level_bars(sheet, (70, 44, 150, 78), rows)
    bullets(
        sheet,
        132,
        (
            "国庫支出金は、物価高騰対策の交付金を商品券事業などに充てます。",
            "財政調整基金からの繰入れは、3,460万円余り減らします。",
        ),
    )


def _reserves(sheet: Sheet) -> None:
    slide(sheet, "基金の残高", "財政調整基金は10億円台を保っています")
    values: Sequence[tuple[str, Sequence[float]]] = (
        ("財政調整基金", (982, 1034, 1088, 1121, 1096, 1042)),
        ("減債基金", (214, 220, 226, 231, 237, 240)),
        ("公共施設整備基金", (318, 362, 402, 446, 468, 404)),
        ("その他の基金", (166, 174, 190, 205, 214, 221)),
    )
    charts.stacked(sheet, (40, 58, 250, 92), YEARS, values, "百万円")
    sheet.put(290, 168, "令和8年度は見込み（年度末）", 10.5, align="right")


def _bonds(sheet: Sheet) -> None:
    slide(sheet, "町債の残高", "屋内運動場の整備により一時的に増えますが、令和11年度から減ります")
    labels = ("令和4", "令和5", "令和6", "令和7", "令和8", "令和9", "令和10", "令和11", "令和12")
    values = (7420, 7215, 6988, 6802, 6411, 6642, 6590, 6304, 5987)
    charts.lines(sheet, (42, 56, 214, 94), labels, (("町債残高", values, NAVY),), "百万円")
    sheet.put(290, 168, "令和8年度以降は見込み", 10.5, align="right")


def _ratios(sheet: Sheet) -> None:
    slide(sheet, "財政の健全さを示す比率", "いずれも国の基準を下回っています")
    labels = ("令和3", "令和4", "令和5", "令和6", "令和7")
    series = (
        ("実質公債費比率", (9.8, 9.4, 9.1, 8.7, 8.4), TEAL),
        ("早期健全化基準（25%）", (25.0, 25.0, 25.0, 25.0, 25.0), charts.RED),
    )
    charts.lines(sheet, (42, 56, 190, 82), labels, series, "%")
    sheet.put(24, 158, "将来負担比率は、令和7年度決算で38.2%（早期健全化基準は350%）です。", 14)


def _calendar(sheet: Sheet) -> None:
    slide(sheet, "これからの予定", "議決の後、速やかに執行します")
    steps = (
        ("12月8日", "提案", "本会議で提案理由を説明します"),
        ("12月10日", "審査", "総務常任委員会で審査します"),
        ("12月18日", "議決", "本会議で採決します"),
        ("12月下旬", "執行", "契約の締結と交付申請を始めます"),
        ("1月中旬", "商品券", "全世帯に引換券を郵送します"),
    )
    sheet.ink(NAVY)
    sheet.rule(34, 70, 286, 70, 1.2)
    for place, (day, title, words) in enumerate(steps):
        x = 46 + place * 57
        sheet.ink(ORANGE if title == "議決" else NAVY)
        sheet.circle(x, 70, 4.5, style="F")
        sheet.put(x, 56, day, 15, align="center", bold=True)
        sheet.put(x, 86, title, 17, align="center", bold=True)
        sheet.ink(TEXT)
        for line, part in enumerate(sheet.lines(words, 46, 12.5)):
            sheet.put(x, 100 + line * 7, part, 12.5, align="center")
    sheet.ink(TEXT)
    panel(sheet, (24, 128, 272, 26), PALE)
    sheet.put(160, 141, "繰り越す事業は、町道大浜南線の改良など3事業（7,520万円）です。", 15, align="center")


def _words(sheet: Sheet) -> None:
    slide(sheet, "ことばの説明", "この資料で使っている主なことば")
    columns = (Column("ことば", 60), Column("説明", 212))
    table = Table(sheet, 24, 42, columns, size=13, row_height=17)
    table.head(11)
    for word, meaning in (
        ("一般財源", "使いみちが決められていないお金。町税や地方交付税などです。"),
        ("町債", "学校や道路など長く使うものを造るために、町が借りるお金です。"),
        ("繰越明許費", "年度内に終わらない見込みの事業を、翌年度に繰り越して行うための予算です。"),
        ("債務負担行為", "翌年度以降に支払いが続く契約について、期間と限度額をあらかじめ決めておくものです。"),
        ("実質公債費比率", "町の収入のうち、借入金の返済に充てる割合です。18%以上で借入れに許可が要ります。"),
        ("財政調整基金", "収入が減ったときや災害のときに備える、町の貯金です。"),
    ):
        table.row(word, meaning)
    table.close(0.3)
