"""The bills (議案書): cover, contents, bills 12 to 20 and the consent, each with its reasons and papers."""

from typing import BinaryIO

from app.demo.pack import bill_papers
from app.demo.pack.bill_agreements import write_contract, write_fire_union, write_manager, write_purchase
from app.demo.pack.bill_parts import opening, reason, submitted
from app.demo.pack.budget_accounts import general_account, health_account
from app.demo.pack.budget_book import GENERAL_ARTICLES
from app.demo.pack.budget_tables import write_articles, write_first_table, write_other_tables
from app.demo.pack.flow import Flow, compare
from app.demo.pack.pay_scale import STEPS, salary
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import Column, Table
from app.demo.pack.town import ORDER, TOWN, bill
from app.demo.pack.wording import pairs, text


def write_bills(stream: BinaryIO) -> None:
    """Put the bills on `stream`: more than 44 pages, with an outline entry for every bill and its parts."""
    sheet = Sheet("gian", "令和8年第4回みなと町議会定例会　議案書")
    _cover(sheet)
    _contents(sheet)
    _budgets(sheet)
    _pay(sheet)
    _gymnasium(sheet)
    write_contract(sheet)
    write_purchase(sheet)
    write_manager(sheet)
    _fees(sheet)
    write_fire_union(sheet)
    _consent(sheet)
    sheet.finish(stream)


def _cover(sheet: Sheet) -> None:
    sheet.page_of()
    sheet.mark("表紙")
    sheet.put(105, 70, "令和8年第4回みなと町議会定例会", 16, align="center")
    sheet.put(60, 100, "議案書", 34, align="spread", width=90, bold=True)
    sheet.put(105, 122, "議案第12号から議案第20号まで　　同意第3号", 13, align="center")
    sheet.put(105, 236, "令和8年12月8日提出", 13, align="center")
    sheet.put(85, 250, TOWN, 18, align="spread", width=40)


def _contents(sheet: Sheet) -> None:
    sheet.page_of()
    sheet.mark("目次")
    sheet.put(105, 32, "目　　次", 16, align="center", bold=True)
    y = 54.0
    for item in ORDER:
        if not item.label.startswith(("議案", "同意")):
            continue
        sheet.put(25, y, item.label, 11.5)
        lines = sheet.lines(item.subject, 145, 11.5)
        for line in lines:
            sheet.put(55, y, line, 11.5, fit=130)
            y += 7
        y += 8
    sheet.folio()


def _budgets(sheet: Sheet) -> None:
    for number, account, articles in (
        (12, general_account(), GENERAL_ARTICLES),
        (13, health_account(), ()),
    ):
        item = bill(number)
        sheet.mark_next(item.title)
        write_articles(sheet, account, item.label, articles)
        sheet.mark_next("第1表　歳入歳出予算補正", 1)
        write_first_table(sheet, account)
        if articles:
            sheet.mark_next("第2表　繰越明許費・第3表　債務負担行為補正・第4表　地方債補正", 1)
            write_other_tables(sheet, account)
    bill_papers.write_reference(sheet, bill_papers.HEALTH)


def _pay(sheet: Sheet) -> None:
    flow = opening(sheet, 14, "みなと町職員の給与に関する条例の一部を改正する条例を次のように制定する。")
    submitted(flow)
    reason(
        flow,
        "人事院の勧告及び県人事委員会の勧告を考慮し、職員の給料月額、住居手当、通勤手当、期末手当及び勤勉手当の額を"
        "改定するため、この条例を制定しようとするものです。",
    )
    sheet.mark_next("改正文", 1)
    flow.new_page()
    flow.centre("みなと町職員の給与に関する条例の一部を改正する条例", 13)
    flow.text(text("pay_amendment"))
    flow.gap(4)
    flow.line("（別表第1は、次のページから掲載）", size=9.5)
    _pay_scale(sheet)
    sheet.mark_next("附則", 1)
    flow.new_page()
    flow.text(text("pay_supplement"))
    sheet.mark_next("新旧対照表", 1)
    compare(sheet, "みなと町職員の給与に関する条例　新旧対照表", pairs("pay_comparison"))
    bill_papers.write_reference(sheet, bill_papers.PAY)


def _pay_scale(sheet: Sheet) -> None:
    sheet.mark_next("別表第1　行政職給料表", 1)
    columns = [
        Column("号給", 20, "center"),
        *(Column(f"{grade}級\n給料月額（円）", 25, "right") for grade in range(1, 7)),
    ]
    for first in range(1, 94, 31):
        sheet.page_of()
        heading = "別表第1（第4条関係）　行政職給料表" + ("" if first == 1 else "（続き）")
        sheet.put(20, 24, heading, 11)
        table = Table(sheet, 20, 30, columns, size=9.5, row_height=6.9)
        table.head(12)
        for step in range(first, first + 31):
            cells = [salary(grade, step) for grade in range(len(STEPS))]
            fill = (246, 248, 250) if step % 4 == 1 else None
            table.row(str(step), *("" if cell is None else f"{cell:,}" for cell in cells), fill=fill, rule=0.08)
        table.close()
        sheet.put(20, table.y + 6, "備考　この表は、他の給料表の適用を受けない全ての職員に適用する。", 9)
        sheet.folio()


def _gymnasium(sheet: Sheet) -> None:
    flow = opening(sheet, 15, "みなと町屋内運動場の設置及び管理に関する条例を次のように制定する。")
    submitted(flow)
    reason(
        flow,
        "町民の健康の増進及び体力の向上を図るとともに、災害時の避難所を確保するため、みなと町屋内運動場を設置し、"
        "その管理に関し必要な事項を定めるため、この条例を制定しようとするものです。",
    )
    sheet.mark_next("条例案", 1)
    flow.new_page()
    flow.centre("みなと町屋内運動場の設置及び管理に関する条例", 13)
    flow.text(text("gym_ordinance"))
    flow.gap()
    flow.text(text("gym_supplement"))
    _gymnasium_fees(sheet)
    bill_papers.write_reference(sheet, bill_papers.GYM)
    bill_papers.write_reference(sheet, bill_papers.GYM_RULES)


def _gymnasium_fees(sheet: Sheet) -> None:
    sheet.mark_next("別表　使用料", 1)
    sheet.page_of()
    sheet.put(20, 26, "別表（第9条関係）", 11)
    sheet.put(105, 38, "屋内運動場使用料", 13, align="center", bold=True)
    hours = ("午前\n9時～12時", "午後\n13時～17時", "夜間\n18時～21時", "全日\n9時～21時")
    columns = [
        Column("施設", 36),
        Column("区分", 34),
        *(Column(words, 25, "right") for words in hours),
    ]
    table = Table(sheet, 20, 46, columns, row_height=10)
    table.head(14)
    for place, kind, base in (
        ("主競技場（全面）", "一般", 2400),
        ("", "高校生以下", 1200),
        ("主競技場（半面）", "一般", 1200),
        ("", "高校生以下", 600),
        ("多目的室", "一般", 800),
        ("", "高校生以下", 400),
    ):
        amounts = (base, base * 4 // 3, base * 3 // 2, base * 23 // 6 // 10 * 10)
        table.row(place, kind, *(f"{amount:,}" for amount in amounts))
    table.close()
    notes = (
        "備考\n1　金額の単位は、円とする。\n"
        "2　町民以外の者が使用する場合の使用料は、この表に定める額に100分の150を乗じて得た額とする。\n"
        "3　営利を目的として使用する場合の使用料は、この表に定める額に100分の300を乗じて得た額とする。\n"
        "4　冷暖房設備を使用する場合は、1時間につき主競技場（全面）は1,100円、多目的室は220円を加算する。\n"
        "5　使用時間には、準備及び原状回復に要する時間を含むものとする。"
    )
    sheet.para(20, table.y + 6, 170, notes, 10)
    sheet.folio()


def _fees(sheet: Sheet) -> None:
    flow = opening(sheet, 19, "みなと町手数料条例の一部を改正する条例を次のように制定する。")
    submitted(flow)
    reason(
        flow,
        "証明書の交付に係る手数料の額を見直し、多機能端末機による交付及び電子申請の利用を促進するとともに、罹災証明書の"
        "交付手数料を免除するため、この条例を制定しようとするものです。",
    )
    sheet.mark_next("改正文", 1)
    flow.new_page()
    flow.centre("みなと町手数料条例の一部を改正する条例", 13)
    flow.text(text("fee_amendment"))
    flow.gap()
    flow.text("附　則\nこの条例は、令和9年4月1日から施行する。")
    sheet.mark_next("新旧対照表", 1)
    compare(sheet, "みなと町手数料条例　新旧対照表", pairs("fee_comparison"))
    bill_papers.write_reference(sheet, bill_papers.FEES)


def _consent(sheet: Sheet) -> None:
    sheet.mark_next("同意第3号　教育委員会委員の任命について")
    flow = Flow(sheet)
    flow.new_page()
    flow.line("同意第3号")
    flow.gap(6)
    flow.centre("教育委員会委員の任命について")
    flow.text(
        "次の者を教育委員会委員に任命したいので、地方教育行政の組織及び運営に関する法律（昭和31年法律第162号）"
        "第4条第2項の規定により、議会の同意を求める。"
    )
    flow.gap(10)
    for label, words in (
        ("住　所", "みなと町大字潮見3丁目14番5号"),
        ("氏　名", "葉山　千鶴"),
        ("生年月日", "昭和45年6月18日"),
    ):
        sheet.put(50, flow.y, label, 11.5, align="spread", width=22)
        sheet.put(80, flow.y, words, 11.5)
        flow.gap(11)
    submitted(flow)
    reason(
        flow,
        "教育委員会委員　宮下　達夫氏の任期が令和8年12月31日をもって満了するため、後任の委員を任命する"
        "必要があるので、議会の同意を求めるものです。",
    )
