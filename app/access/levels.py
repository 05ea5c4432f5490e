"""Classification labels (茨城町議会情報セキュリティポリシー 第2章2(1)). Nothing derived keeps a label of its own."""

from collections.abc import Iterable
from enum import StrEnum


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
"""What a paper without a label is handled as (2(1); DESIGN: fail closed, never 1)."""


class Integrity(StrEnum):
    """完全性: 2 adds a signature and verified backups."""

    I2 = "2"
    I1 = "1"


class Availability(StrEnum):
    """可用性: 2 adds a restore-time target."""

    A2 = "2"
    A1 = "1"


def effective(label: Confidentiality | None) -> Confidentiality:
    """The level a paper is handled at, labelled or not."""
    return UNLABELLED if label is None else label


def highest(levels: Iterable[Confidentiality | None]) -> Confidentiality:
    """最高度の分類 (2(2)③-2): the level of a pack, an export or a result that mixes levels; an empty one is 1."""
    return max((effective(level) for level in levels), key=lambda level: level.rank, default=Confidentiality.C1)
