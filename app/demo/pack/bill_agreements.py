"""Bills that are agreements: the works contract, the fire engine, the manager of the pier shop, the fire union."""

from collections.abc import Sequence

from app.demo.pack import bill_papers
from app.demo.pack.bill_parts import opening, reason, submitted
from app.demo.pack.flow import Flow, compare
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import HEAD_FILL, Column, Table
from app.demo.pack.wording import pairs

CONTRACT_YEN = 480_260_000
CONTRACT_TAX_YEN = 43_660_000
CONTRACTOR = "潮見・大浜特定建設工事共同企業体"


def _points(flow: Flow, points: Sequence[tuple[str, str]]) -> None:
    """Numbered points of an agreement: a name spread over a column, and its words."""
    flow.gap(5)
    for number, (label, words) in enumerate(points, start=1):
        lines = flow.sheet.lines(words, 108, 11)
        flow.need(len(lines) * 6.5 + 4)
        flow.sheet.put(30, flow.y + 3, str(number), 11)
        flow.sheet.put(37, flow.y + 3, label, 11, align="spread", width=34)
        for place, line in enumerate(lines):
            flow.sheet.put(77, flow.y + 3 + place * 6.5, line, 11)
        flow.gap(len(lines) * 6.5 + 4)


_OUTLINE = (
    ("工事場所", "みなと町大字浜町2丁目118番地"),
    ("敷地面積", "6,842.50平方メートル"),
    ("構造・階数", "鉄骨造　平屋建て　一部鉄筋コンクリート造"),
    ("建築面積", "1,386.24平方メートル"),
    ("延べ面積", "1,302.80平方メートル"),
    ("主な室", "主競技場（36.0m×24.0m）、多目的室（10.0m×9.0m）、更衣室、備蓄倉庫、器具庫、事務室、多目的便所"),
    ("電気設備", "受変電設備、太陽光発電設備（10kW）、蓄電池設備（15kWh）、電灯・動力設備、非常放送設備"),
    ("機械設備", "空気調和設備、換気設備、給排水衛生設備、非常用井戸ポンプ"),
    ("外構", "駐車場32台（うち思いやり駐車場2台）、駐輪場、植栽、雨水貯留槽"),
    ("その他", "海抜8.2メートルの地盤上に計画し、災害時には避難者260人を受け入れる。"),
)


def write_contract(sheet: Sheet) -> None:
    """Bill 16: the contract for the gymnasium, its outline and its programme of works."""
    flow = opening(
        sheet,
        16,
        "次のとおり工事請負契約を締結したいので、議会の議決に付すべき契約及び財産の取得又は処分に関する条例"
        "（昭和39年みなと町条例第8号）第2条の規定により、議会の議決を求める。",
    )
    _points(
        flow,
        (
            ("契約の目的", "みなと町屋内運動場新築工事"),
            ("契約の方法", "条件付一般競争入札"),
            ("契約金額", f"金{CONTRACT_YEN:,}円\n（うち消費税及び地方消費税の額　{CONTRACT_TAX_YEN:,}円）"),
            (
                "契約の相手方",
                f"{CONTRACTOR}\n代表者　みなと町大字潮見1丁目2番8号\n株式会社潮見建設　代表取締役　浜崎　修一",
            ),
            ("工期", "議会の議決のあった日の翌日から令和9年8月31日まで"),
        ),
    )
    submitted(flow)
    reason(
        flow,
        "みなと町屋内運動場新築工事について工事請負契約を締結するため、議会の議決を求めるものです。",
    )
    sheet.mark_next("参考　工事の概要", 1)
    flow.new_page()
    flow.line("議案第16号参考資料1")
    flow.centre("工　事　の　概　要")
    table = Table(sheet, 25, flow.y, (Column("項目", 40), Column("内容", 120)), size=10.5, row_height=11)
    table.head()
    for label, words in _OUTLINE:
        table.row(label, words)
    table.close()
    _programme(sheet)


_WORKS = (
    ("準備・仮設工事", 0, 1.6), ("土工事・杭工事", 1, 1.8), ("基礎工事", 2, 1.6), ("鉄骨製作・建方", 1.4, 2.8),
    ("屋根・外壁工事", 3.8, 1.9), ("内装・床工事", 5, 2.2), ("電気設備工事", 2.6, 4.8), ("機械設備工事", 3, 4.3),
    ("外構工事", 6.2, 1.9), ("検査・引渡し", 7.9, 0.9),
)  # fmt: skip


def _programme(sheet: Sheet) -> None:
    sheet.mark_next("参考　工程表", 1)
    sheet.page_of()
    sheet.put(25, 30, "議案第16号参考資料2", 11)
    sheet.put(105, 42, "工　程　表（予定）", 14, align="center", bold=True)
    months = ("12月", "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月")
    left, top, row, month = 62.0, 54.0, 13.0, 14.2
    sheet.box(25, top, 37 + month * 9, 14, 0, HEAD_FILL)
    sheet.put(left + month / 2, top + 3.5, "令和8年", 9, align="center")
    sheet.put(left + month * 5, top + 3.5, "令和9年", 9, align="center")
    for place, words in enumerate(months):
        sheet.put(left + month * (place + 0.5), top + 10.5, words, 9, align="center")
    bottom = top + 14 + row * len(_WORKS)
    for place, (words, start, length) in enumerate(_WORKS):
        y = top + 14 + row * place
        sheet.rule(25, y, left + month * 9, y, 0.12)
        sheet.put(27, y + row / 2, words, 10, fit=33)
        sheet.box(left + month * start, y + row / 2 - 1.6, month * length, 3.2, 0, (52, 82, 122))
    for place in range(10):
        sheet.rule(left + month * place, top, left + month * place, bottom, 0.12 if place != 1 else 0.3)
    sheet.box(25, top, 37 + month * 9, bottom - top, 0.35)
    note = "※　鉄骨の製作は、基礎工事と並行して工場で行います。天候その他の事情により変わることがあります。"
    sheet.put(25, bottom + 7, note, 9)
    sheet.folio()


def write_purchase(sheet: Sheet) -> None:
    """Bill 17: a fire engine."""
    flow = opening(
        sheet,
        17,
        "次のとおり財産を取得したいので、議会の議決に付すべき契約及び財産の取得又は処分に関する条例"
        "第3条の規定により、議会の議決を求める。",
    )
    _points(
        flow,
        (
            ("取得する財産", "消防ポンプ自動車（CD－Ⅰ型）　1台"),
            ("取得の方法", "指名競争入札"),
            ("取得金額", "金23,870,000円\n（うち消費税及び地方消費税の額　2,170,000円）"),
            ("取得の相手方", "南湾市港北区五番町4番12号\n東海防災車両株式会社　代表取締役　新堂　弘"),
            ("納入期限", "令和9年3月26日"),
            ("配置先", "みなと町消防団第3分団（西浦地区）"),
        ),
    )
    submitted(flow)
    reason(flow, "老朽化した消防団第3分団の消防ポンプ自動車を更新するため、議会の議決を求めるものです。")
    sheet.mark_next("参考　主な仕様", 1)
    flow.new_page()
    flow.line("議案第17号参考資料")
    flow.centre("消防ポンプ自動車の主な仕様")
    columns = (Column("区分", 38), Column("現在の車両（平成17年度取得）", 58), Column("取得する車両", 64))
    table = Table(sheet, 25, flow.y, columns, size=10, row_height=11)
    table.head()
    for cells in (
        ("車両総重量", "5.4トン", "4.9トン（準中型自動車免許で運転可）"),
        ("駆動方式", "後輪駆動", "四輪駆動"),
        ("乗車定員", "6人", "6人"),
        ("ポンプの性能", "A－2級", "A－2級（規格放水量　毎分2.0立方メートル以上）"),
        ("ホース", "65ミリ　10本", "65ミリ　12本、50ミリ　8本"),
        ("照明装置", "ハロゲン投光器　1基", "発光ダイオード投光器　2基（昇降式）"),
        ("後方確認", "なし", "後方確認用カメラ、衝突被害軽減ブレーキ"),
        ("救助資機材", "なし", "エンジンカッター、チェーンソー、油圧ジャッキ"),
    ):
        table.row(*cells)
    table.close()


def write_manager(sheet: Sheet) -> None:
    """Bill 18: who runs the pier shop, and how the applicants were marked."""
    flow = opening(
        sheet,
        18,
        "次のとおり公の施設の指定管理者を指定したいので、地方自治法（昭和22年法律第67号）第244条の2第6項の規定により、"
        "議会の議決を求める。",
    )
    _points(
        flow,
        (
            ("施設の名称", "港の駅みなと"),
            ("施設の位置", "みなと町大字港町1丁目1番地"),
            ("指定する団体", "みなと町大字港町1丁目6番3号\n一般社団法人みなと観光まちづくり協会"),
            ("代表者", "代表理事　汐見　亮"),
            ("指定の期間", "令和9年4月1日から令和14年3月31日まで"),
        ),
    )
    submitted(flow)
    reason(flow, "港の駅みなとの指定管理者を指定するため、議会の議決を求めるものです。")
    sheet.mark_next("参考　選定の結果", 1)
    flow.new_page()
    flow.line("議案第18号参考資料")
    flow.centre("指定管理者候補者の選定の結果")
    flow.text("申請のあった2団体について、指定管理者選定委員会（委員7人）が書類審査及び面接審査を行った。")
    flow.gap(4)
    _marks(sheet, flow)
    bill_papers.write_reference(sheet, bill_papers.MANAGER)


def _marks(sheet: Sheet, flow: Flow) -> None:
    columns = (
        Column("審査の項目", 76), Column("配点", 22, "right"), Column("候補者", 31, "right"),
        Column("次点者", 31, "right"),
    )  # fmt: skip
    table = Table(sheet, 25, flow.y, columns, size=10, row_height=10)
    table.head()
    rows = (
        ("住民の平等な利用の確保", 70, 58, 55),
        ("施設の効用を最大限に発揮する計画", 210, 176, 151),
        ("地域の水産物の販売及び観光案内の充実", 140, 121, 98),
        ("管理経費の縮減及び収支計画の妥当性", 140, 104, 112),
        ("安定して管理する人員及び財務の基盤", 105, 82, 80),
        ("災害時の対応及び情報の管理", 35, 29, 24),
    )
    for label, most, first, second in rows:
        table.row(label, str(most), str(first), str(second))
    most, first, second = sum(row[1] for row in rows), sum(row[2] for row in rows), sum(row[3] for row in rows)
    table.row("合　計", str(most), str(first), str(second), bold=True)
    flow.y = table.close() + 6
    flow.text("（配点は、委員1人につき100点、委員7人の合計で700点。最低基準点は420点。）")


def write_fire_union(sheet: Sheet) -> None:
    """Bill 20: the neighbouring town has become a city, so the union's agreement changes."""
    flow = opening(
        sheet,
        20,
        "地方自治法（昭和22年法律第67号）第286条第2項の規定により、みなと広域消防組合規約を別紙のとおり変更することについて、"
        "関係地方公共団体と協議するため、同法第290条の規定により、議会の議決を求める。",
    )
    submitted(flow)
    reason(
        flow,
        "はま町の市制施行に伴い組合を組織する地方公共団体の名称等を改め、組合議会の議員の定数及び負担金の割合を変更するため、"
        "議会の議決を求めるものです。",
    )
    sheet.mark_next("別紙　変更する規約", 1)
    flow.new_page()
    flow.line("別紙")
    flow.centre("みなと広域消防組合規約の一部を変更する規約", 13)
    flow.text(
        "みなと広域消防組合規約（昭和48年県指令第214号）の一部を次のように変更する。\n"
        "第2条中「はま町」を「はま市」に改める。\n"
        "第4条中「はま町大字本郷210番地」を「はま市中央3丁目5番1号」に改める。\n"
        "第5条中「13人」を「15人」に、「はま町　5人」を「はま市　7人」に改める。\n"
        "第12条第2項中「100分の20」を「100分の15」に、「100分の80」を「100分の85」に改める。\n"
        "附　則\nこの規約は、令和9年4月1日から施行する。"
    )
    sheet.mark_next("新旧対照表", 1)
    compare(sheet, "みなと広域消防組合規約　新旧対照表", pairs("union_comparison"))
    bill_papers.write_reference(sheet, bill_papers.UNION)
