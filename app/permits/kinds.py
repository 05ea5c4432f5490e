"""The kinds of exceptions (7-4): one model for all of them."""

from enum import StrEnum

from app.access.facts import Lift


class PermitKind(StrEnum):
    """What a permit allows. The values are kept in the table and in the ledger. PRINT is of before; it is SAVE."""

    SAVE = "save"
    PRINT = "print"
    DEVICE = "device"
    ZONE = "zone"
    RESERVE = "reserve"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _WORDS[self]

    @property
    def lifts(self) -> frozenset[Lift]:
        """What of the handling table it lifts; empty for a PDF."""
        return _LIFTS.get(self, frozenset())

    @property
    def is_of_reading(self) -> bool:
        """True when it is used by reading, False when by a PDF: the holder's own, or one to print for the holder."""
        return bool(self.lifts)


_WORDS = {
    PermitKind.SAVE: "PDF の保存と印刷",
    PermitKind.PRINT: "PDF の保存と印刷",
    PermitKind.DEVICE: "個人の端末で機密性3 の資料を読む",
    PermitKind.ZONE: "決められた場所の外で機密性3A の資料を読む",
    PermitKind.RESERVE: "紙の予備一式を作る",
}
_LIFTS = {PermitKind.DEVICE: frozenset({Lift.DEVICE}), PermitKind.ZONE: frozenset({Lift.ZONE})}
