"""The two accounts of the demonstration: their income is worked out so that it pays exactly for the spending.

All amounts are thousand yen. In income a `Work` is one 節 and its expenses are the lines of explanation.
"""

import random
from collections.abc import Callable, Sequence
from functools import cache

from app.demo.pack.budget import Account, Chapter, Expense, Item, Section, Work, read_spending
from app.demo.pack.budget_lines import HEALTH_SPENDING, SPENDING

_CARRIED = 61_240
_TAX_RESIDENTS, _TAX_COMPANIES = 14_200, 4_180

Line = tuple[str, str, int]  # 節, explanation, change
_DUTIES = {"民生費", "災害復旧費"}
_COMMISSIONS = {"県議会議員選挙事業", "経済センサス調査区管理事業"}


def _item(number: int, title: str, before: int, *lines: Line) -> Item:
    works: list[Work] = []
    for name, words, change in lines:
        if not works or works[-1].title != name:
            works.append(Work(name))
        works[-1].expenses.append(Expense(len(works), words, change))
    return Item(number, title, before, works)


def _single(number: int, title: str, before: int) -> Chapter:
    """A 款 with one 項 and one 目 of the same name, not changed this time."""
    return Chapter(number, title, [Section(1, title, [_item(1, title, before)])])


def _taxes() -> Chapter:
    return Chapter(
        1,
        "町税",
        [
            Section(
                1,
                "町民税",
                [
                    _item(1, "個人", 768_420, ("現年課税分", "所得割", _TAX_RESIDENTS)),
                    _item(2, "法人", 92_180, ("現年課税分", "法人税割", _TAX_COMPANIES)),
                ],
            ),
            Section(
                2,
                "固定資産税",
                [_item(1, "固定資産税", 884_206), _item(2, "国有資産等所在市町村交付金", 4_118)],
            ),
            Section(3, "軽自動車税", [_item(1, "環境性能割", 3_940), _item(2, "種別割", 71_366)]),
            Section(4, "町たばこ税", [_item(1, "町たばこ税", 118_604)]),
            Section(5, "入湯税", [_item(1, "入湯税", 2_408)]),
        ],
    )


def _paid(spending: Sequence[Chapter], source: str, keep: Callable[[Chapter, Work], bool]) -> list[Item]:
    """One 目 for each 款 that `source` pays for, with a line for each work."""
    chance = random.Random(source)  # noqa: S311 - invented figures, the same on every run
    items: list[Item] = []
    for chapter in spending:
        lines: list[Line] = []
        for section in chapter.sections:
            for item in section.items:
                for work in item.works:
                    paid = work.paid_by(source)
                    if paid and keep(chapter, work):
                        lines.append((section.title, work.title, paid))
        if lines:
            share = 0.24 if chapter.title == "民生費" else 0.09
            before = int(chapter.before * share * chance.uniform(0.8, 1.15))
            items.append(_item(len(items) + 1, chapter.title, max(before, 1_200), *lines))
    return items


def _subsidies(number: int, title: str, body: str, spending: Sequence[Chapter], source: str) -> Chapter:
    """国庫支出金 or 県支出金: owed (負担金), granted (補助金) or commissioned (委託金)."""

    def is_duty(chapter: Chapter, work: Work) -> bool:
        return chapter.title in _DUTIES and work.title not in _COMMISSIONS

    def is_commission(chapter: Chapter, work: Work) -> bool:
        del chapter
        return work.title in _COMMISSIONS

    def is_grant(chapter: Chapter, work: Work) -> bool:
        return not is_duty(chapter, work) and not is_commission(chapter, work)

    sections: list[Section] = []
    kinds: tuple[tuple[str, Callable[[Chapter, Work], bool]], ...] = (
        ("負担金", is_duty),
        ("補助金", is_grant),
        ("委託金", is_commission),
    )
    for kind, keep in kinds:
        items = _paid(spending, source, keep)
        for item in items:
            item.title = f"{item.title}{body}{kind}"
            for work in item.works:
                work.title += kind
                for line in work.expenses:
                    line.words = line.words.removesuffix("事業") + f"事業費{kind}"
        if items:
            sections.append(Section(len(sections) + 1, f"{body}{kind}", items))
    return Chapter(number, title, sections)


def _bonds(spending: Sequence[Chapter]) -> Chapter:
    items = _paid(spending, "債", lambda _chapter, _work: True)
    for item in items:
        item.title = item.title.removesuffix("費") + "債"
        for work in item.works:
            work.title = work.title.removesuffix("費") + "債"
            for line in work.expenses:
                line.words = f"{line.words}債"
    return Chapter(21, "町債", [Section(1, "町債", items)])


def _from_funds(spending: Sequence[Chapter], rest: int) -> Chapter:
    forest = sum(_other(spending, lambda work: "森林" in work.title))
    reserve, woods = "財政調整基金繰入金", "森林環境整備基金繰入金"
    funds = [
        _item(1, reserve, 286_400, (reserve, reserve, rest)),
        _item(2, woods, 8_120, (woods, "森林経営意向調査事業費充当", forest)),
        _item(3, "公共施設整備基金繰入金", 64_000),
    ]
    return Chapter(18, "繰入金", [Section(1, "基金繰入金", funds)])


def _other(spending: Sequence[Chapter], keep: Callable[[Work], bool]) -> list[int]:
    return [
        work.paid_by("他")
        for chapter in spending
        for section in chapter.sections
        for item in section.items
        for work in item.works
        if keep(work)
    ]


def _general_income(spending: list[Chapter]) -> list[Chapter]:
    gifts = sum(_other(spending, lambda work: "森林" not in work.title))
    general = sum(chapter.general for chapter in spending)
    grants = 38_612
    rest = general - _TAX_RESIDENTS - _TAX_COMPANIES - grants - _CARRIED
    gift_item = _item(1, "総務費寄附金", 84_000, ("総務管理費寄附金", "ふるさと納税寄附金", gifts))
    carried = _item(1, "繰越金", 80_000, ("前年度繰越金", "前年度繰越金", _CARRIED))
    fees = [_item(1, "総務使用料", 4_218), _item(2, "土木使用料", 62_844), _item(3, "教育使用料", 7_306)]
    handling = [_item(1, "総務手数料", 8_412), _item(2, "衛生手数料", 41_260)]
    shared = _item(1, "地方交付税", 0, ("地方交付税", "普通交付税", grants))
    chapters = [
        _taxes(),
        _single(2, "地方譲与税", 78_400),
        _single(3, "利子割交付金", 640),
        _single(4, "配当割交付金", 8_120),
        _single(5, "株式等譲渡所得割交付金", 9_480),
        _single(6, "法人事業税交付金", 31_200),
        _single(7, "地方消費税交付金", 398_600),
        _single(8, "環境性能割交付金", 9_860),
        _single(9, "地方特例交付金", 18_240),
        Chapter(10, "地方交付税", [Section(1, "地方交付税", [shared])]),
        _single(11, "交通安全対策特別交付金", 1_480),
        _single(12, "分担金及び負担金", 42_618),
        Chapter(13, "使用料及び手数料", [Section(1, "使用料", fees), Section(2, "手数料", handling)]),
        _subsidies(14, "国庫支出金", "国庫", spending, "国"),
        _subsidies(15, "県支出金", "県", spending, "県"),
        _single(16, "財産収入", 14_806),
        Chapter(17, "寄附金", [Section(1, "寄附金", [gift_item])]),
        _from_funds(spending, rest),
        Chapter(19, "繰越金", [Section(1, "繰越金", [carried])]),
        _single(20, "諸収入", 118_246),
        _bonds(spending),
    ]  # fmt: skip
    missing = sum(chapter.before for chapter in spending) - sum(chapter.before for chapter in chapters)
    shared.before = missing
    return chapters


def _health_income(spending: list[Chapter]) -> list[Chapter]:
    granted = sum(chapter.paid_by("県") for chapter in spending)
    from_general = 3_186
    rest = sum(chapter.general for chapter in spending) - from_general
    grants = _item(
        1,
        "保険給付費等交付金",
        968_240,
        ("普通交付金", "普通交付金", granted - 24),
        ("特別交付金", "特別調整交付金（市町村分）", 24),
    )
    general = _item(1, "一般会計繰入金", 92_418, ("その他一般会計繰入金", "職員給与費等繰入金", from_general))
    carried = _item(1, "その他繰越金", 12_000, ("その他繰越金", "前年度繰越金", rest))
    taxes = [_item(1, "一般被保険者国民健康保険税", 0), _item(2, "滞納繰越分", 9_204)]
    chapters = [
        Chapter(1, "国民健康保険税", [Section(1, "国民健康保険税", taxes)]),
        _single(2, "使用料及び手数料", 210),
        Chapter(3, "県支出金", [Section(1, "県補助金", [grants])]),
        Chapter(4, "繰入金", [Section(1, "他会計繰入金", [general])]),
        Chapter(5, "繰越金", [Section(1, "繰越金", [carried])]),
        _single(6, "諸収入", 3_418),
    ]
    missing = sum(chapter.before for chapter in spending) - sum(chapter.before for chapter in chapters)
    taxes[0].before = missing
    return chapters


@cache
def general_account() -> Account:
    """The general account (一般会計), third correction."""
    spending = read_spending(SPENDING, 8)
    return Account("令和8年度みなと町一般会計補正予算（第3号）", _general_income(spending), spending)


@cache
def health_account() -> Account:
    """The national health insurance account (国民健康保険特別会計), second correction."""
    spending = read_spending(HEALTH_SPENDING, 9)
    title = "令和8年度みなと町国民健康保険特別会計補正予算（第2号）"
    return Account(title, _health_income(spending), spending)
