"""A town's supplementary budget that adds up: spending from keyed lines, income that pays exactly for it.

All amounts are thousand yen. Knows no page.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field

SOURCES = ("国", "県", "債", "他")
KINDS = {
    1: "報酬", 2: "給料", 3: "職員手当等", 4: "共済費", 7: "報償費", 8: "旅費", 10: "需用費", 11: "役務費",
    12: "委託料", 13: "使用料及び賃借料", 14: "工事請負費", 15: "原材料費", 16: "公有財産購入費",
    17: "備品購入費",
    18: "負担金、補助及び交付金", 19: "扶助費", 20: "貸付金", 21: "補償、補塡及び賠償金",
    22: "償還金、利子及び割引料", 24: "積立金", 27: "繰出金",
}  # fmt: skip


@dataclass
class Expense:
    """One line of a work: the number of its 節, its words and the change."""

    kind: int
    words: str
    change: int


@dataclass
class Work:
    """One work (事業) and the share of it that each source pays, in percent."""

    title: str
    percent: dict[str, int] = field(default_factory=dict)
    expenses: list[Expense] = field(default_factory=list)

    @property
    def change(self) -> int:
        return sum(expense.change for expense in self.expenses)

    def paid_by(self, source: str) -> int:
        """What `source` pays of the change, cut off to whole thousand yen."""
        return int(self.change * self.percent.get(source, 0) / 100)


@dataclass
class Item:
    """One 目: the amount before this correction and the works that change it, or for income its 節."""

    number: int
    title: str
    before: int
    works: list[Work] = field(default_factory=list)

    @property
    def change(self) -> int:
        return sum(work.change for work in self.works)

    @property
    def after(self) -> int:
        return self.before + self.change

    def paid_by(self, source: str) -> int:
        return sum(work.paid_by(source) for work in self.works)

    @property
    def general(self) -> int:
        """What remains for general funds (一般財源)."""
        return self.change - sum(self.paid_by(source) for source in SOURCES)

    def kinds(self) -> dict[int, int]:
        """The change by 節, in the order of their numbers."""
        totals: dict[int, int] = defaultdict(int)
        for work in self.works:
            for expense in work.expenses:
                totals[expense.kind] += expense.change
        return dict(sorted(totals.items()))


@dataclass
class Section:
    """One 項."""

    number: int
    title: str
    items: list[Item] = field(default_factory=list)

    @property
    def before(self) -> int:
        return sum(item.before for item in self.items)

    @property
    def change(self) -> int:
        return sum(item.change for item in self.items)

    @property
    def after(self) -> int:
        return self.before + self.change

    def paid_by(self, source: str) -> int:
        return sum(item.paid_by(source) for item in self.items)

    @property
    def general(self) -> int:
        return sum(item.general for item in self.items)


@dataclass
class Chapter:
    """One 款."""

    number: int
    title: str
    sections: list[Section] = field(default_factory=list)

    @property
    def before(self) -> int:
        return sum(section.before for section in self.sections)

    @property
    def change(self) -> int:
        return sum(section.change for section in self.sections)

    @property
    def after(self) -> int:
        return self.before + self.change

    def paid_by(self, source: str) -> int:
        return sum(section.paid_by(source) for section in self.sections)

    @property
    def general(self) -> int:
        return sum(section.general for section in self.sections)


@dataclass
class Account:
    """An account of the town: both sides come to the same totals, before and after."""

    title: str
    income: list[Chapter]
    spending: list[Chapter]

    @property
    def before(self) -> int:
        return sum(chapter.before for chapter in self.spending)

    @property
    def change(self) -> int:
        return sum(chapter.change for chapter in self.spending)

    @property
    def after(self) -> int:
        return self.before + self.change


def figures(amount: int) -> str:
    """An amount as Japanese budgets print it: commas, △ for less than nothing, a dash for nothing changed."""
    return f"△{-amount:,}" if amount < 0 else f"{amount:,}"


def _number(words: str) -> int:
    return -int(words[1:]) if words.startswith("△") else int(words)


def _staff_costs(chance: random.Random, before: int) -> Work:
    """What the yearly adjustment of salaries changes in one 目."""
    base = max(60, int(before**0.5 * chance.uniform(1.2, 3.4)))
    salary = base if chance.random() < 0.75 else -base
    return Work(
        "職員給与費",
        {},
        [
            Expense(2, "一般職給料", salary),
            Expense(3, "期末手当", int(salary * chance.uniform(0.28, 0.36))),
            Expense(3, "勤勉手当", int(salary * chance.uniform(0.2, 0.3))),
            Expense(3, "通勤手当", chance.randrange(-60, 90)),
            Expense(4, "市町村職員共済組合負担金", int(salary * chance.uniform(0.3, 0.4))),
        ],
    )


def read_spending(lines: str, seed: int) -> list[Chapter]:
    """The spending side, from keyed lines (see budget_lines.py)."""
    chance = random.Random(seed)  # noqa: S311 - invented figures, the same on every run
    chapters: list[Chapter] = []
    for line in lines.strip().splitlines():
        mark, *words = line.split()
        match mark:
            case "款":
                chapters.append(Chapter(int(words[0]), words[1]))
            case "項":
                chapters[-1].sections.append(Section(int(words[0]), words[1]))
            case "目":
                item = Item(int(words[0]), words[1], int(words[2]))
                chapters[-1].sections[-1].items.append(item)
                if words[-1] == "人":
                    item.works.append(_staff_costs(chance, item.before))
            case "事":
                shares = {word[0]: int(word[1:]) for word in words[1:]}
                chapters[-1].sections[-1].items[-1].works.append(Work(words[0], shares))
            case _:
                work = chapters[-1].sections[-1].items[-1].works[-1]
                work.expenses.append(Expense(int(words[0]), words[1], _number(words[2])))
    return chapters
