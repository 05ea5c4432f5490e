"""Slides on single works: the gymnasium, vouchers, fishing, disaster, schools, roads, safety."""

from app.demo.pack import charts
from app.demo.pack.charts import BLUE, NAVY, ORANGE, SAND, TEAL
from app.demo.pack.sheet import Sheet
from app.demo.pack.slide import bullets, panel, slide


def write_works(sheet: Sheet) -> None:
    """Seven slides, one work each."""
    _gymnasium(sheet)
    _vouchers(sheet)
    _fishing(sheet)
    _disaster(sheet)
    _schools(sheet)
    _children(sheet)
    _safety(sheet)


def _gymnasium(sheet: Sheet) -> None:
    slide(sheet, "屋内運動場整備事業", "6,850万円を追加し、来年8月の完成を目指します")
    panel(sheet, (20, 44, 134, 110), NAVY)
    sheet.put(28, 54, "全体の事業費と財源（令和8・9年度）", 13, bold=True)
    charts.bars(sheet, (42, 72, 104, 62), ("国庫補助", "町債", "一般財源"), (162, 292, 39), "百万円", last=SAND)
    bullets(
        sheet,
        54,
        (
            "前払金　　　6,220万円",
            "工事監理　　　630万円",
            "契約の相手方は議案第16号で提案",
            "避難者260人を受け入れ",
            "使用料は議案第15号で提案",
        ),
        x=168,
    )


def _vouchers(sheet: Sheet) -> None:
    slide(sheet, "物価高騰対策商品券事業", "町民1人に2,000円分の商品券を配ります")
    labels = ("飲食料品", "燃料", "日用品", "衣料品", "外食", "その他")
    sheet.put(24, 46, "前回（令和7年度）の利用の内訳", 13, bold=True)
    charts.bars(sheet, (44, 62, 138, 84), labels, (41, 22, 15, 8, 7, 7), "%", last=charts.GREY)
    bullets(
        sheet,
        58,
        ("配付　令和9年1月中旬", "使用　6月30日まで", "登録店　128店", "換金　月2回", "前回の使用率　98.6%"),
        x=204,
    )


def _fishing(sheet: Sheet) -> None:
    slide(sheet, "水産業への支援", "燃油の高騰分の一部を支援し、藻場の再生を進めます")
    labels = ("4月", "5月", "6月", "7月", "8月", "9月", "10月")
    series = (
        ("A重油（円/L）", (96, 98, 104, 109, 113, 116, 118), ORANGE),
        ("3か年平均", (91, 91, 91, 91, 91, 91, 91), BLUE),
    )
    charts.lines(sheet, (42, 56, 190, 74), labels, series, "円")
    bullets(sheet, 148, ("対象は町内の漁業者62経営体。10月以降の購入量に1リットル当たり8円を支援します。",))


def _disaster(sheet: Sheet) -> None:
    slide(sheet, "災害復旧事業", "台風第14号で被災した3か所を、年度内に復旧します")
    rows = (
        ("町道磯辺線（法面）", 14.2, "1,420万円　延長38m"),
        ("東浦漁港（防波堤）", 8.6, "860万円　延長22m"),
        ("西浦漁港（物揚場）", 2.0, "198万円　補修"),
    )
    charts.level_bars(sheet, (84, 46, 130, 66), rows, colour=NAVY)
    bullets(
        sheet,
        124,
        (
            "町道磯辺線は、片側交互通行を1月末に解除する見込みです。",
            "漁港の工事は、漁の休みに合わせて行います。",
            "国と県の負担が、合わせて66%です。",
        ),
    )


def _schools(sheet: Sheet) -> None:
    slide(sheet, "学校と給食", "給食費を据え置き、給水管を改修します")
    labels = ("令和3", "令和4", "令和5", "令和6", "令和7", "令和8")
    sheet.put(24, 46, "1食当たりの食材費（小学校）", 13, bold=True)
    charts.bars(sheet, (44, 62, 150, 84), labels, (252, 261, 279, 296, 312, 331), "円", colour=TEAL)
    bullets(sheet, 60, ("食材費の追加　524万円", "保護者負担　250円のまま", "東小学校給水管　418万円"), x=206)


def _children(sheet: Sheet) -> None:
    slide(sheet, "子どもと子育て", "放課後児童クラブの利用が増えています")
    labels = ("令和3", "令和4", "令和5", "令和6", "令和7", "令和8")
    series = (
        ("利用児童数", (148, 156, 171, 184, 199, 213), NAVY),
        ("年少人口÷10", (196, 189, 181, 175, 168, 161), SAND),
    )
    charts.lines(sheet, (42, 56, 200, 80), labels, series, "人")
    bullets(sheet, 154, ("支援員を2人増やし、長期の休みの受入れを40人広げます。",))


def _safety(sheet: Sheet) -> None:
    slide(sheet, "災害への備え", "防災行政無線の更新に向け、実施設計を始めます")
    rows = (
        ("屋外拡声子局", 46, "46局"),
        ("うち更新の対象", 41, "41局"),
        ("うち聞こえにくい区域", 9, "9局（高性能型に更新）"),
    )
    charts.level_bars(sheet, (84, 46, 130, 60), rows, colour=TEAL)
    bullets(
        sheet,
        122,
        (
            "実施設計　940万円。工事は令和9年度と10年度に行います。",
            "避難所用の簡易ベッドなど　326万円",
            "消防団の出動報酬と被服　162万円",
        ),
    )
