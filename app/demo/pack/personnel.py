"""Papers on a person: the short career (略歴) and the personal record (身上調書) of the invented candidate."""

from collections.abc import Sequence
from typing import BinaryIO

from app.demo.pack.sheet import Sheet
from app.demo.pack.table import HEAD_FILL, Column, Table

CAREER = (
    ("平成5年3月", "南海教育大学　教育学部　小学校教員養成課程　卒業"),
    ("平成5年4月", "はま町立本郷小学校　教諭"),
    ("平成12年4月", "みなと町立東小学校　教諭"),
    ("平成20年4月", "県教育委員会　南部教育事務所　指導主事"),
    ("平成25年4月", "みなと町立西小学校　教頭"),
    ("平成29年4月", "みなと町立東小学校　校長"),
    ("令和5年3月", "同校　退職"),
    ("令和5年4月", "みなと町社会教育指導員（令和8年3月まで）"),
)
SERVICE = (
    ("平成30年6月から令和4年5月まで", "県小学校長会　特別支援教育部会　部会長"),
    ("令和5年6月から現在まで", "みなと町図書館協議会　会長"),
    ("令和6年4月から現在まで", "特定非営利活動法人しおかぜ子ども食堂　理事"),
)


def write_career(stream: BinaryIO) -> None:
    """Put the short career on `stream`: one page and its second with the statement of the mayor."""
    sheet = Sheet("ryakureki", "同意第3号　略歴")
    sheet.page_of()
    sheet.put(25, 28, "同意第3号関係資料", 10.5)
    sheet.put(105, 44, "略　　　歴", 18, align="center", bold=True)
    rows = (
        ("ふりがな", "はやま　ちづる"),
        ("氏　名", "葉山　千鶴"),
        ("生年月日", "昭和45年6月18日（満56歳）"),
        ("現住所", "みなと町大字潮見3丁目14番5号"),
    )
    y = _facts(sheet, 58, rows)
    y = _dated(sheet, y + 12, "学歴及び職歴", CAREER, 42)
    _dated(sheet, y + 12, "公職その他", SERVICE, 62)
    sheet.folio()
    sheet.page_of()
    sheet.put(25, 32, "候補者とした理由", 13, bold=True)
    words = (
        "　葉山氏は、小学校の教諭、校長として30年にわたり学校教育に携わり、特別な支援を必要とする児童の指導に"
        "力を注いでこられました。東小学校の校長の時には、地域の漁業者による海の学習を始め、学校と地域をつなぐ"
        "取組の土台を築かれました。\n"
        "　退職の後は、社会教育指導員及び図書館協議会の会長として、読書の活動と子どもの居場所づくりを進めて"
        "おられます。人格が高潔で、教育、学術及び文化に関し識見を有する方であり、教育委員会委員に適任と考えます。"
    )
    y = sheet.para(25, 44, 160, words, 11)
    sheet.put(25, y + 14, "任期", 11)
    sheet.put(45, y + 14, "令和9年1月1日から令和12年12月31日まで（4年）", 11)
    y = _dated(sheet, y + 30, "現在の教育委員会（令和8年12月1日現在）", _BOARD, 42)
    sheet.folio()
    sheet.finish(stream)


_BOARD = (
    ("教育長", "渡邊　正俊（任期　令和10年3月31日まで）"),
    ("職務代理者", "立花　純一（任期　令和9年12月31日まで）"),
    ("委員", "宮下　達夫（任期　令和8年12月31日まで。今回満了）"),
    ("委員", "大和田　由紀（保護者である委員。任期　令和10年12月31日まで）"),
    ("委員", "神谷　徹（任期　令和11年12月31日まで）"),
)


def write_record(stream: BinaryIO) -> None:
    """Put the personal record on `stream`: three pages for the persons named."""
    sheet = Sheet("shinjo", "同意第3号　身上調書")
    sheet.page_of()
    _restricted(sheet)
    sheet.put(105, 44, "身　上　調　書", 18, align="center", bold=True)
    rows = (
        ("氏　名", "葉山　千鶴"),
        ("本　籍", "はま町大字本郷312番地"),
        ("現住所", "みなと町大字潮見3丁目14番5号（平成14年5月から居住）"),
        ("電　話", "0000－00－4512"),
        ("所属する政党", "なし（本人の申立てによる）"),
        ("兼ねている職", "図書館協議会会長（任命の日までに辞任の予定）"),
    )
    y = _facts(sheet, 58, rows)
    family = (
        ("夫", "葉山　浩一", "昭和43年", "団体職員"),
        ("長女", "葉山　美咲", "平成10年", "会社員（県外に居住）"),
        ("父", "曽根　清", "昭和16年", "無職（同居）"),
    )
    sheet.put(25, y + 12, "家族の状況", 11.5, bold=True)
    columns = (Column("続柄", 24, "center"), Column("氏名", 46), Column("生年", 30, "center"), Column("職業等", 60))
    table = Table(sheet, 25, y + 17, columns, size=10.5, row_height=10)
    table.head()
    for row in family:
        table.row(*row)
    table.close()
    sheet.folio()
    _checks(sheet)
    _interview(sheet)
    sheet.finish(stream)


def _restricted(sheet: Sheet) -> None:
    sheet.box(150, 20, 40, 10, 0.5)
    sheet.put(170, 25, "指名された者に限る", 9.5, align="center")
    sheet.put(25, 28, "同意第3号関係資料（人事）", 10.5)


def _checks(sheet: Sheet) -> None:
    sheet.page_of()
    _restricted(sheet)
    sheet.put(25, 44, "欠格の事由等の確認", 13, bold=True)
    columns = (Column("確認した事項", 84), Column("方法", 48), Column("結果", 28, "center"))
    table = Table(sheet, 25, 52, columns, size=10.5, row_height=13)
    table.head(10)
    for row in (
        ("破産手続開始の決定を受けて復権を得ない者でないこと", "本籍地の市町村への照会", "該当なし"),
        ("拘禁刑以上の刑に処せられた者でないこと", "本籍地の市町村への照会", "該当なし"),
        ("同一の政党に属する委員が過半数とならないこと", "本人の申立て", "支障なし"),
        ("町に対し請負をする法人の役員でないこと", "法人登記及び本人の申立て", "該当なし"),
        ("年齢、性別、職業等に著しい偏りが生じないこと", "現在の委員との比較", "支障なし"),
        ("町税等の滞納がないこと", "本人の同意を得て税務課で確認", "滞納なし"),
    ):
        table.row(*row)
    y = table.close()
    sheet.put(25, y + 12, "健康の状態", 13, bold=True)
    words = (
        "　令和8年7月の健康診断で、職務に支障となる所見はない。通院は年に2回（眼科）である（本人の申立てによる。）。"
    )
    sheet.para(25, y + 20, 160, words, 11)
    sheet.folio()


def _interview(sheet: Sheet) -> None:
    sheet.page_of()
    _restricted(sheet)
    sheet.put(25, 44, "面談の記録", 13, bold=True)
    sheet.put(25, 54, "令和8年10月29日　午後3時から3時50分まで　町長室", 10.5)
    sheet.put(25, 61, "出席者　町長、副町長、教育長　　記録　総務課長", 10.5)
    words = (
        "問　学校の統合について、どのように考えるか。\n"
        "答　子どもの人数だけで決めるのではなく、通学の時間と放課後の居場所を合わせて考えるべきである。"
        "保護者と話し合う時間を十分にとってほしい。\n"
        "問　部活動の地域展開で、気を付ける点は何か。\n"
        "答　指導する人の確保と、家庭の負担の差が広がらないことの2点である。\n"
        "問　父の介護と両立できるか。\n"
        "答　週に3日は通所の介護を利用しており、会議の出席に支障はない。夜の会議は事前に分かれば調整できる。\n"
        "問　支援を行っている法人と町の関係について、心配はないか。\n"
        "答　町の補助金の審査に関わる議題では、退席する。"
    )
    y = sheet.para(25, 70, 160, words, 11)
    sheet.rule(25, y + 6, 185, y + 6, 0.2)
    sheet.put(25, y + 14, "所見　受け答えは具体的で、経験に裏付けられている。候補者として適当である。", 11)
    sheet.folio()


def _facts(sheet: Sheet, y: float, rows: Sequence[tuple[str, str]]) -> float:
    """A form: labels on a pale ground, words beside them. Returns the lower edge."""
    for label, words in rows:
        sheet.box(25, y, 34, 12, 0.15, HEAD_FILL)
        sheet.box(59, y, 126, 12, 0.15)
        sheet.put(29, y + 6, label, 10.5, align="spread" if len(label) > 2 else "left", width=26)
        sheet.put(63, y + 6, words, 12 if label.startswith("氏") else 10.5, fit=118)
        y += 12
    return y


def _dated(sheet: Sheet, y: float, title: str, rows: Sequence[tuple[str, str]], width: float) -> float:
    sheet.put(25, y, title, 11.5, bold=True)
    table = Table(sheet, 25, y + 5, (Column("年月", width), Column("事項", 160 - width)), size=10, row_height=9)
    for row in rows:
        table.row(*row)
    return table.close()
