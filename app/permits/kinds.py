"""The kinds of exceptions (7-4): one model for all of them."""

from enum import StrEnum

from app.access.facts import Lift


class PermitKind(StrEnum):
    """What a permit allows. The values are kept in table and ledger. PRINT, of earlier editions, means SAVE."""

    SAVE = "save"
    PRINT = "print"
    DEVICE = "device"
    ZONE = "zone"
    RESERVE = "reserve"

    @property
    def words(self) -> str:
        """The name of the kind on screens."""
        return _WORDS[self]

    @property
    def lifts(self) -> frozenset[Lift]:
        """The conditions of the handling table that it lifts; empty for a PDF."""
        return _LIFTS.get(self, frozenset())

    @property
    def is_of_reading(self) -> bool:
        """True when it is used by reading; False for a PDF, fetched by the holder or printed for the holder."""
        return bool(self.lifts)


_WORDS = {
    PermitKind.SAVE: "PDF の保存と印刷",
    PermitKind.PRINT: "PDF の保存と印刷",
    PermitKind.DEVICE: "個人の端末で機密性3 の資料を読む",
    PermitKind.ZONE: "決められた場所の外で機密性3A の資料を読む",
    PermitKind.RESERVE: "紙の予備一式を作る",
}
_LIFTS = {PermitKind.DEVICE: frozenset({Lift.DEVICE}), PermitKind.ZONE: frozenset({Lift.ZONE})}
