"""A change of one value, as it is proposed: former and new value, the exception it needs, and its words."""

from dataclasses import dataclass
from datetime import date, timedelta

from app import days
from app.standards.catalogue import STANDARDS, Standard
from app.standards.effective import ValueInForce

LONGEST_EXCEPTION = timedelta(days=366)
"""The longest that an exception may last, so that it is reviewed at least once a year (7-4(3))."""


@dataclass(frozen=True)
class StandardChange:
    """`former`, `value`: texts as the catalogue keeps them. `clause`, `until` (ISO date): of an exception, else ""."""

    key: str
    former: str
    value: str
    clause: str
    until: str
    former_fields = ("by_chair",)  # Earlier editions kept here whether the chair asked.

    @property
    def standard(self) -> Standard:
        """The catalogue's entry of the value that is changed."""
        return STANDARDS[self.key]

    def widens(self, standing: ValueInForce) -> bool:
        """True when it allows anything that is refused now, or that would be after the present exception has ended."""
        if self.standard.kind.is_weaker(self.value, standing.value):
            return True
        if self.clause:  # An exception leaves the value that counts after it unchanged.
            return not standing.until or self.until > standing.until
        return self.outlasts(standing)

    def outlasts(self, standing: ValueInForce) -> bool:
        """True for a lasting value that is weaker than the one to which the present exception would fall back."""
        return bool(standing.until) and not self.clause and self.standard.kind.is_weaker(self.value, standing.after)

    def is_for_chair(self, standing: ValueInForce) -> bool:
        """True when one of the two persons must be the chair: it widens, or is an exception from the policy."""
        return bool(self.clause) or self.widens(standing)

    @property
    def subject(self) -> str:
        """「機密性2 の資料：読める端末」."""
        return f"{self.standard.part}：{self.standard.label}"

    @property
    def words(self) -> str:
        """「支給端末だけ → 支給端末と、承認された個人の端末」, followed by the exception if there is one."""
        kind = self.standard.kind
        exception = f"（{self.clause} の例外、{days.written_words(self.until)}まで）" if self.clause else ""
        return f"{kind.words(self.former)} → {kind.words(self.value)}{exception}"

    def meanings(self, standing: ValueInForce) -> list[str]:
        """Sentences: what becomes possible, and what no longer is. Changing a list may do both."""
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
        """The sentence that says why it cannot be decided on this day; "" when it can."""
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
