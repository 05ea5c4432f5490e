"""Labels of papers (茨城町議会情報セキュリティポリシー 第2章2(1)). Pages and copies have no label of their own: the
paper's holds for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Confidentiality(StrEnum):
    """自治体機密性, most secret first. An upload without a label is handled as 3C."""

    C3A = "3A"
    C3B = "3B"
    C3C = "3C"
    C2 = "2"
    C1 = "1"

    @property
    def rank(self) -> int:
        """4 for 3A down to 0 for 1: larger is more secret."""
        return _RANK[self]

    @property
    def is_level_3(self) -> bool:
        return self in {Confidentiality.C3A, Confidentiality.C3B, Confidentiality.C3C}

    @property
    def words(self) -> str:
        """「機密性3A」, as it stands on badges and pages."""
        return f"機密性{self.value}"


_RANK = {level: 4 - place for place, level in enumerate(Confidentiality)}

UNLABELLED = Confidentiality.C3C
"""The level at which a paper without a label is handled (2(1)): closed rather than open, never 1."""


class Integrity(StrEnum):
    """完全性 of a paper. Of level 2: a replacement is sent out by another person, and what is stored is read daily."""

    I2 = "2"
    I1 = "1"

    @property
    def words(self) -> str:
        """「完全性2」, as screens and lists name it."""
        return f"完全性{self.value}"


class Availability(StrEnum):
    """可用性 of a paper. Of level 2: its pages are made before others', and what is stored is read daily."""

    A2 = "2"
    A1 = "1"

    @property
    def words(self) -> str:
        """「可用性2」, as screens and lists name it."""
        return f"可用性{self.value}"


class Regime(StrEnum):
    """Under whose rules a paper or a person stands (第1章4(1)): the council's policy, or that of the municipality."""

    COUNCIL = "council"
    MUNICIPAL = "municipal"

    @property
    def words(self) -> str:
        """Whose rules, as screens and lists name them."""
        return "議会の規程" if self is Regime.COUNCIL else "市町の規程"


class Source(StrEnum):
    """Whose information a paper is. What the executive has provided is handled by the executive's class (2(2)②)."""

    COUNCIL = "council"
    EXECUTIVE = "executive"

    @property
    def words(self) -> str:
        """The body, as screens and lists name it."""
        return "議会" if self is Source.COUNCIL else "執行部"

    @property
    def regime(self) -> Regime:
        """The regime of its papers of which nobody has said another one."""
        return Regime.COUNCIL if self is Source.COUNCIL else Regime.MUNICIPAL


@dataclass(frozen=True)
class Marks:
    """What a paper is classified by beside its confidentiality."""

    source: Source = Source.COUNCIL
    integrity: Integrity = Integrity.I1
    availability: Availability = Availability.A1

    @property
    def text(self) -> str:
        """As records and proposals keep it, such as "council/2/1"."""
        return f"{self.source}/{self.integrity}/{self.availability}"

    @classmethod
    def read(cls, text: str) -> "Marks":
        """From `text`. Raises ValueError for anything else."""
        source, integrity, availability = text.split("/")
        return cls(Source(source), Integrity(integrity), Availability(availability))

    @classmethod
    def in_columns(cls, source: str, integrity: str, availability: str) -> "Marks":
        """Those in a row. What somebody wrote beside the service, and is none, counts as the stricter one."""
        return cls(
            Source(source) if source in set(Source) else Source.EXECUTIVE,
            Integrity(integrity) if integrity in set(Integrity) else Integrity.I2,
            Availability(availability) if availability in set(Availability) else Availability.A2,
        )

    @property
    def words(self) -> str:
        """All three for people to read."""
        return f"{self.source.words}の情報・{self.integrity.words}・{self.availability.words}"

    def is_less_than(self, former: "Marks") -> bool:
        """True when something is protected less than by `former`, or no longer as the executive's."""
        return (
            self.integrity.value < former.integrity.value
            or self.availability.value < former.availability.value
            or (former.source is Source.EXECUTIVE and self.source is Source.COUNCIL)
        )


def effective(label: Confidentiality | None) -> Confidentiality:
    """The level a paper is handled at, labelled or not."""
    return UNLABELLED if label is None else label


def level_in(stored: str) -> Confidentiality:
    """The level in a column. What somebody wrote beside the service, and is no level, counts as the highest one."""
    return Confidentiality(stored) if stored in set(Confidentiality) else Confidentiality.C3A


def highest(levels: Iterable[Confidentiality | None]) -> Confidentiality:
    """最高度の分類 (2(2)③-2): the level of a pack, an export or a result that mixes levels; an empty one is 1."""
    return max((effective(level) for level in levels), key=lambda level: level.rank, default=Confidentiality.C1)


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        Confidentiality.C3A: (
            "名前を挙げられた人だけが、支給された端末で読めます。読むには、新しい本人確認が要ります。"
            "複製は禁じられています。"
        ),
        Confidentiality.C3B: (
            "読む人に選ばれた人だけが、支給された端末で読めます。関係者のほかに見せることと複製は、禁じられています。"
        ),
        Confidentiality.C3C: (
            "読む人に選ばれた人だけが、支給された端末で読めます。複製と配付は禁じられています。"
            "区分をまだ決めていない資料も、こう扱います。"
        ),
        Confidentiality.C2: (
            "読む人に選ばれた人だけが、支給された端末か、承認された個人の端末で読めます。複製と配付は禁じられています。"
        ),
        Confidentiality.C1: (
            "住民への公開がまだの資料です。読む人に選ばれた人だけが読めます。公開されるまで、配付は禁じられています。"
        ),
        "公開": "住民に公開している資料です。だれでも読め、公開用の PDF を保存できます。",
    }
)
"""What a badge says at a touch, by level and, of level 1, once it is released; the members' manual says the same."""

CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "6-1(14)③": (
            "根拠の番号は、議会情報セキュリティポリシーの条項の番号です。6-1(14)③ は、"
            "会議の資料を自由にダウンロードさせない、公開された資料と許可されたものは除く、という定めです。"
        ),
    }
)
"""What the number of a clause says at a touch, wherever a screen names one; the members' manual has the same words."""
