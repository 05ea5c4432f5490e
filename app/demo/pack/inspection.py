"""The report on a visit (視察報告書): text and photographs on four pages."""

from io import BytesIO
from typing import BinaryIO

from app.demo.pack import photos
from app.demo.pack.flow import LEFT, RIGHT, Flow
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import Column, Table
from app.demo.pack.town import SEATS
from app.demo.pack.wording import paragraphs


def write_inspection(stream: BinaryIO) -> None:
    """Put the report on `stream`."""
    sheet = Sheet("shisatsu", "産業建設常任委員会　視察報告書")
    texts = paragraphs("inspection")
    flow = _first_page(sheet, texts[0])
    flow.new_page()
    _section(flow, "1　漁港と津波対策", texts[1])
    _photo(flow, photos.harbour(), "写真1　いその漁港の荷さばき岸壁。奥は耐震化された北岸壁（10月21日 午前10時40分）")
    _section(flow, "2　防波堤の粘り強い構造", texts[2])
    flow.new_page()
    _photo(flow, photos.breakwater(), "写真2　嵩上げされた沖防波堤。被覆ブロックの据付けの途中（同日 午後2時15分）")
    _section(flow, "3　高台の住宅地と避難路", texts[3])
    flow.new_page()
    _photo(
        flow, photos.hillside(), "写真3　避難路が通る高台の住宅地。階段には太陽光の誘導灯がある（10月22日 午前9時30分）"
    )
    _section(flow, "4　海辺のにぎわい", texts[4])
    _photo(flow, photos.evening(), "写真4　夕方の朝市広場の前の海。遊覧船の最終便（同月21日 午後4時55分）", 96)
    flow.new_page()
    _section(flow, "5　委員の意見", texts[5])
    _section(flow, "6　本町への提言", texts[6])
    sheet.finish(stream)


def _first_page(sheet: Sheet, opening: str) -> Flow:
    sheet.mark_next("報告書")
    flow = Flow(sheet, size=10.5)
    flow.new_page()
    sheet.put(RIGHT, flow.y, "令和8年11月16日", 10.5, align="right")
    flow.gap(12)
    sheet.put(LEFT, flow.y, "みなと町議会議長　岡田　正　様", 10.5)
    flow.gap(12)
    sheet.put(RIGHT, flow.y, "産業建設常任委員会　委員長　濵田　直樹", 10.5, align="right")
    flow.gap(10)
    flow.centre("視 察 報 告 書", 17)
    flow.text(opening)
    flow.gap(6)
    names = "、".join(seat.name for seat in SEATS if seat.committee.startswith("産業"))
    table = Table(sheet, LEFT, flow.y, (Column("項目", 34), Column("内容", 126)), size=10, row_height=10)
    table.head()
    for cells in (
        ("日程", "令和8年10月21日（水）から10月22日（木）まで（1泊2日）"),
        ("視察先", "いその町（漁港、沖防波堤、高台の住宅地、朝市広場）"),
        ("視察の目的", "津波に備える漁港の整備と、海辺のにぎわいづくりの進め方を学ぶため"),
        ("参加者", f"{names}\n随行　議会事務局書記　森田　由美"),
        (
            "説明者",
            "いその町　港湾水産課長　岸本　雅人、防災課長補佐　磯部　由香、いその漁業協同組合　参事　波多野　剛",
        ),
        ("移動", "町有バス。往復　214キロメートル"),
        ("経費", "旅費　186,400円、資料代　2,400円、計　188,800円"),
    ):
        table.row(*cells)
    flow.y = table.close() + 8
    sheet.put(LEFT, flow.y, "※　写真には、個人の住宅及び作業中の方が写っています。取扱いに注意してください。", 9.5)
    return flow


def _section(flow: Flow, title: str, words: str) -> None:
    flow.need(30)
    flow.sheet.mark(title, 1)
    flow.gap(3)
    flow.line(title, size=12, bold=True)
    flow.sheet.rule(LEFT, flow.y, RIGHT, flow.y, 0.3)
    flow.gap(2)
    flow.text(words)
    flow.gap(3)


def _photo(flow: Flow, jpeg: bytes, caption: str, width: float = 136) -> None:
    height = width * photos.HEIGHT / photos.WIDTH
    flow.need(height + 10)
    left = (LEFT + RIGHT - width) / 2
    flow.sheet.image(BytesIO(jpeg), x=left, y=flow.y, w=width, h=height)
    flow.gap(height + 4)
    flow.sheet.put(105, flow.y, caption, 9, align="center", fit=160)
    flow.gap(7)
