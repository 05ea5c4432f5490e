"""Papers of the general affairs committee: its order of business, the radio study, the comparison of systems."""

from typing import BinaryIO

from app.demo.pack import charts
from app.demo.pack.flow import LEFT, RIGHT, Flow
from app.demo.pack.sheet import A3_LANDSCAPE, Sheet
from app.demo.pack.table import Column, Table
from app.demo.pack.town import SEATS
from app.demo.pack.wording import paragraphs


def write_committee_order(stream: BinaryIO) -> None:
    """Put the order of business of the committee on `stream`: one page, released."""
    sheet = Sheet("soumu-shidai", "総務常任委員会　次第")
    sheet.page_of()
    sheet.put(105, 34, "総務常任委員会　次第", 18, align="center", bold=True)
    for place, (label, words) in enumerate((("日時", "令和8年12月10日（木）　午前9時30分"), ("場所", "第1委員会室"))):
        sheet.put(120, 52 + place * 8, label, 10.5)
        sheet.put(134, 52 + place * 8, words, 10.5)
    y = 84.0
    for words in (
        "1　開　　会",
        "2　委員長挨拶",
        "3　付託議案の審査",
        "　(1)　議案第12号　令和8年度みなと町一般会計補正予算（第3号）",
        "4　所管事務調査",
        "　(1)　防災行政無線の更新について",
        "5　そ の 他",
        "6　閉　　会",
    ):
        sheet.put(35, y, words, 12)
        y += 12
    sheet.put(35, y + 12, "委　員", 11)
    members = [seat.name for seat in SEATS if seat.committee.startswith("総務")]
    for place, name in enumerate(members):
        sheet.put(58 + (place % 3) * 38, y + 12 + (place // 3) * 8, name.replace(" ", "　"), 11)
    sheet.finish(stream)


def write_radio_study(stream: BinaryIO) -> None:
    """Put the study of the disaster radio on `stream`: text, a chart and a table."""
    sheet = Sheet("soumu-musen", "防災行政無線の更新について")
    words = paragraphs("radio")
    flow = Flow(sheet, size=10.5)
    flow.new_page()
    sheet.put(RIGHT, flow.y, "令和8年12月10日　総務課 防災係", 10, align="right")
    flow.gap(8)
    flow.centre("防災行政無線の更新について", 16)
    for title, text in zip(("1　現状", "2　課題", "3　更新の考え方"), words, strict=True):
        flow.line(title, size=12, bold=True)
        flow.text(text)
        flow.gap(4)
    flow.new_page()
    flow.line("4　聞こえ方の調査（令和8年7月、回答1,204世帯）", size=12, bold=True)
    labels = ("よく聞こえる", "おおむね", "聞きにくい", "聞こえない")
    charts.bars(sheet, (45, flow.y + 16, 130, 70), labels, (352, 468, 271, 113), "世帯", last=charts.RED)
    flow.gap(106)
    flow.line("5　事業費の見込み", size=12, bold=True)
    columns = (
        Column("年度", 30),
        Column("内容", 72),
        Column("事業費（千円）", 29, "right"),
        Column("うち町債（千円）", 29, "right"),
    )
    table = Table(sheet, LEFT, flow.y + 2, columns, size=10, row_height=10)
    table.head()
    table.row("令和8年度", "実施設計", "9,400", "9,400")
    table.row("令和9年度", "親局、中継局、子局20局", "248,600", "248,600")
    table.row("令和10年度", "子局21局、戸別受信機1,200台", "212,300", "212,300")
    table.row("計", "", "470,300", "470,300", bold=True)
    table.close()
    sheet.finish(stream)


_SYSTEMS = (
    (
        "概算の事業費",
        "470,300千円（更新41局、受信機1,200台）",
        "612,000千円（受信機6,400台、屋外18局）",
        "188,000千円（専用端末3,000台、屋外18局）",
    ),
    ("年間の維持費", "11,200千円", "8,600千円", "38,400千円（回線の使用料を含む）"),
    (
        "聞こえやすさ",
        "窓を閉めた室内や大雨の時に聞こえにくい区域が残る。",
        "室内で確実に聞こえる。聞き逃しても録音で確かめられる。",
        "端末を持ち歩けば町外でも受け取れる。",
    ),
    (
        "災害への強さ",
        "自営の無線のため、通信会社の障害の影響を受けない。",
        "A案と同じ。受信機の電池の交換が必要。",
        "通信会社の障害と混雑の影響を受ける。",
    ),
    ("高齢者への対応", "操作は要らない。", "操作は要らない。設置に訪問が必要。", "充電と操作の説明が必要。"),
    (
        "事業者の参考見積り",
        "3社　452,800千円～498,000千円",
        "2社　598,500千円～655,200千円",
        "2社　176,000千円～201,300千円",
    ),
    (
        "事務局の評価",
        "費用と強さの均衡がよい。聞こえにくい9局を高性能型とすることで補う。",
        "最も確実だが、設置に3年を要する。",
        "初めの費用は小さいが、10年の合計ではA案とほぼ同じ。",
    ),
)


def write_systems(stream: BinaryIO) -> None:
    """Put the comparison of three systems on `stream`: one A3 sheet that the committee keeps to itself."""
    sheet = Sheet("soumu-hikaku", "防災行政無線　方式の比較（検討中）", A3_LANDSCAPE)
    sheet.page_of(A3_LANDSCAPE)
    sheet.put(210, 26, "防災行政無線　方式の比較（検討中）", 17, align="center", bold=True)
    columns = (
        Column("項目", 52),
        Column("A案　屋外拡声の更新", 108),
        Column("B案　戸別受信機を中心", 108),
        Column("C案　携帯電話の回線を利用", 108),
    )
    table = Table(sheet, 22, 38, columns, size=12, row_height=24)
    table.head(12)
    for row in _SYSTEMS:
        table.row(*row)
    table.close(0.5)
    sheet.put(22, table.y + 8, "※　参考見積りを含むため、入札が終わるまで、委員以外に示さないでください。", 11)
    sheet.finish(stream)
