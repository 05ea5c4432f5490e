"""The record of bids (入札調書) of the gymnasium, with the working of the lowest price (A4 landscape)."""

from typing import BinaryIO

from app.demo.pack.bill_agreements import CONTRACT_YEN, CONTRACTOR
from app.demo.pack.sheet import A4_LANDSCAPE, Sheet
from app.demo.pack.table import Column, Table

PLANNED_YEN = 462_800_000
LOWEST_YEN = 425_776_000
BIDS = (
    (CONTRACTOR, 436_600_000, "落札"),
    ("湾岸・磯辺特定建設工事共同企業体", 441_200_000, ""),
    ("株式会社南部総合建設", 448_000_000, ""),
    ("みさき建設工業株式会社", 452_500_000, ""),
    ("東洋港湾建築株式会社", 424_900_000, "最低制限価格未満のため失格"),
    ("有限会社浜野工務店", None, "辞退"),
)


def write_bids(stream: BinaryIO) -> None:
    """Put the record on `stream`: two pages."""
    sheet = Sheet("nyusatsu", "みなと町屋内運動場新築工事　入札調書", A4_LANDSCAPE)
    sheet.page_of(A4_LANDSCAPE)
    sheet.put(148.5, 24, "入　札　調　書", 18, align="center", bold=True)
    facts = (
        ("工事名", "みなと町屋内運動場新築工事"), ("工事場所", "みなと町大字浜町2丁目118番地"),
        ("入札の方法", "条件付一般競争入札（電子入札）"), ("開札の日時", "令和8年11月17日　午前10時"),
        ("予定価格（税抜き）", f"{PLANNED_YEN:,}円"), ("最低制限価格（税抜き）", f"{LOWEST_YEN:,}円"),
    )  # fmt: skip
    for place, (label, words) in enumerate(facts):
        x, y = 25.0 + 125 * (place % 2), 40.0 + 9 * (place // 2)
        sheet.put(x, y, label, 10.5)
        sheet.put(x + 46, y, words, 10.5)
    columns = (
        Column("番号", 14, "center"), Column("入札者の商号又は名称", 92), Column("第1回入札金額（円）", 48, "right"),
        Column("予定価格に対する割合", 38, "right"), Column("結果", 55),
    )  # fmt: skip
    table = Table(sheet, 25, 72, columns, size=10.5, row_height=12)
    table.head(10)
    for number, (name, amount, result) in enumerate(BIDS, start=1):
        share = f"{amount / PLANNED_YEN * 100:.2f}%" if amount else "－"
        table.row(str(number), name, f"{amount:,}" if amount else "－", share, result, bold=result == "落札")
    y = table.close()
    sheet.put(25, y + 10, f"落札金額　{BIDS[0][1]:,}円（消費税及び地方消費税を含む契約金額　{CONTRACT_YEN:,}円）", 11)
    sheet.put(
        25, y + 20, "執行者　副町長　大谷　律子　　立会人　会計管理者　今井　和彦　　記録　総務課契約係　飯田　悠", 10
    )
    sheet.folio()
    _working(sheet)
    sheet.finish(stream)


def _working(sheet: Sheet) -> None:
    sheet.page_of(A4_LANDSCAPE)
    sheet.put(148.5, 24, "最低制限価格の算定", 16, align="center", bold=True)
    columns = (
        Column("費目", 70), Column("設計額（円）", 50, "right"), Column("算入の割合", 40, "right"),
        Column("算入した額（円）", 50, "right"),
    )  # fmt: skip
    table = Table(sheet, 43, 38, columns, size=11, row_height=13)
    table.head(10)
    rows = (
        ("直接工事費", 338_400_000, 97),
        ("共通仮設費", 21_600_000, 90),
        ("現場管理費", 52_800_000, 90),
        ("一般管理費等", 50_000_000, 68),
    )
    total = 0
    for name, designed, percent in rows:
        counted = designed * percent // 100
        total += counted
        table.row(name, f"{designed:,}", f"{percent}%", f"{counted:,}")
    table.row("計", f"{sum(amount for _, amount, _ in rows):,}", "", f"{total:,}", bold=True)
    y = table.close()
    words = (
        "1　算定した額が予定価格の10分の9.2を超えるときは10分の9.2とし、10分の7.5に満たないときは10分の7.5とする。\n"
        f"2　この工事では、算定した額が上限（{LOWEST_YEN:,}円）を超えるため、上限の額を最低制限価格とした。\n"
        "3　この調書は、契約を締結した後に公表する。それまでは、部外に示さないこと。"
    )
    sheet.para(43, y + 8, 210, words, 10.5)
    sheet.folio()
