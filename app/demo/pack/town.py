"""The invented town of the demonstration papers: its people, places and business. Every name is made up."""

from dataclasses import dataclass

TOWN = "みなと町"
COUNCIL = "みなと町議会"
MAYOR = "西村 啓介"
CHAIR = "岡田 正"
DIRECTOR = "中村 修"
CLERK = "森田 由美"


@dataclass(frozen=True)
class Seat:
    """A member's seat number, name and standing committee."""

    number: int
    name: str
    committee: str


SEATS = (
    Seat(1, "髙橋 一郎", "総務常任委員会"),
    Seat(2, "𠮷田 みどり", "文教厚生常任委員会"),
    Seat(3, "山﨑 健太", "産業建設常任委員会"),
    Seat(4, "小野寺 京子", "総務常任委員会"),
    Seat(5, "石川 剛", "文教厚生常任委員会"),
    Seat(6, "松井 恵", "産業建設常任委員会"),
    Seat(7, "佐藤 花子", "総務常任委員会"),
    Seat(8, "伊達 茂", "文教厚生常任委員会"),
    Seat(9, "濵田 直樹", "産業建設常任委員会"),
    Seat(10, "前川 智子", "総務常任委員会"),
    Seat(11, "桜井 勇", "文教厚生常任委員会"),
    Seat(12, "長谷川 誠", "産業建設常任委員会"),
    Seat(13, "井上 和代", "総務常任委員会"),
    Seat(14, "大久保 進", "文教厚生常任委員会"),
    Seat(15, "藤本 昭二", "産業建設常任委員会"),
    Seat(16, "岡田 正", "総務常任委員会"),
)


@dataclass(frozen=True)
class Business:
    """One item of business: its number in the agenda, its own number and its subject."""

    order: int
    label: str
    subject: str

    @property
    def title(self) -> str:
        return f"{self.label}　{self.subject}" if self.label else self.subject


ORDER = (
    Business(1, "", "会議録署名議員の指名"),
    Business(2, "", "会期の決定"),
    Business(3, "", "諸般の報告"),
    Business(4, "", "一般質問"),
    Business(5, "議案第12号", "令和8年度みなと町一般会計補正予算（第3号）"),
    Business(6, "議案第13号", "令和8年度みなと町国民健康保険特別会計補正予算（第2号）"),
    Business(7, "議案第14号", "みなと町職員の給与に関する条例の一部を改正する条例の制定について"),
    Business(8, "議案第15号", "みなと町屋内運動場の設置及び管理に関する条例の制定について"),
    Business(9, "議案第16号", "工事請負契約の締結について"),
    Business(10, "議案第17号", "財産の取得について"),
    Business(11, "議案第18号", "公の施設の指定管理者の指定について"),
    Business(12, "議案第19号", "みなと町手数料条例の一部を改正する条例の制定について"),
    Business(13, "議案第20号", "みなと広域消防組合規約の変更に関する協議について"),
    Business(14, "同意第3号", "教育委員会委員の任命について"),
    Business(15, "陳情第2号", "通学路の安全対策の充実を求める陳情"),
)

BILLS = tuple(item for item in ORDER if item.label.startswith("議案"))


def bill(number: int) -> Business:
    """The bill of that number: 12 to 20."""
    return next(item for item in BILLS if item.label == f"議案第{number}号")
