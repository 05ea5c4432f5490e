"""What is asked for of a value: what stood before, what shall stand, and the exception it needs, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from app import days
from app.standards.catalogue import STANDARDS, Standard
from app.standards.effective import ValueInForce

LONGEST_EXCEPTION = timedelta(days=366)
"""An exception is looked at once a year at least (7-4(3))."""


@dataclass(frozen=True)
class StandardChange:
    """`former`, `value`: texts as the catalogue keeps them. `clause`, `until` (ISO): of an exception, "" for none."""

    key: str
    former: str
    value: str
    clause: str
    until: str
    former_fields = ("by_chair",)  # kept until who is chair was asked at the moment of effect

    @property
    def standard(self) -> Standard:
        """What it is about."""
        return STANDARDS[self.key]

    def widens(self, standing: ValueInForce) -> bool:
        """True when it lets anything through that is stopped now, or would be after the exception that stands."""
        if self.standard.kind.is_weaker(self.value, standing.value):
            return True
        if self.clause:  # what counts after an exception is left as it is
            return not standing.until or self.until > standing.until
        return self.outlasts(standing)

    def outlasts(self, standing: ValueInForce) -> bool:
        """True when it is weaker than what counts once the exception that stands is over, and would stay."""
        return bool(standing.until) and not self.clause and self.standard.kind.is_weaker(self.value, standing.after)

    def is_for_chair(self, standing: ValueInForce) -> bool:
        """True when one of the two is the chair: it widens, or is an exception from the policy."""
        return bool(self.clause) or self.widens(standing)

    @property
    def subject(self) -> str:
        """「機密性2の資料：読める端末」."""
        return f"{self.standard.part}：{self.standard.label}"

    @property
    def words(self) -> str:
        """「支給端末だけ → 支給端末と、承認された個人の端末」, with the exception."""
        kind = self.standard.kind
        exception = f"（{self.clause} の例外、{days.written_words(self.until)}まで）" if self.clause else ""
        return f"{kind.words(self.former)} → {kind.words(self.value)}{exception}"

    def meanings(self, standing: ValueInForce) -> list[str]:
        """What becomes possible and what no longer; both, of a list from which some go and to which some come."""
        kind, standard = self.standard.kind, self.standard
        opened = [standard.loosened] if kind.is_weaker(self.value, self.former) else []
        closed = [standard.tightened] if kind.is_weaker(self.former, self.value) else []
        if self.outlasts(standing):
            until, words = days.written_words(standing.until), kind.words
            closed.append(
                f"いまの例外は{until}までで、そのあとは「{words(standing.after)}」に戻ります。"
                f"この変更をすると戻らず、それより緩い「{words(self.value)}」のままになります。"
            )
        return opened + closed

    def fault(self, today: date) -> str:
        """Why it could not be decided on this day, as a sentence; "" when it can."""
        if self.value == self.former and not self.clause:
            return "いまの値と同じです。"
        if not self.standard.is_weak(self.value):
            return "規程より弱くない値には、終わりの日を書きません。" if self.until else ""
        if not self.until:
            return "規程の求めより弱い値は、例外として、終わりの日を決めたときだけ申し出られます。"
        if self.until < str(today):
            return "例外の最後の日が、もう過ぎています。"
        if self.until > str(today + LONGEST_EXCEPTION):
            return "例外は、1 年以内の日までにしてください。"
        return ""
