"""The form that asks for a contractor's account. Knows no screen."""

from datetime import date, datetime

from app import clock, days
from app.access.remits.remit import BoundContract
from app.people.forms import REASON_LIMIT, ReasonForm, printed
from app.web.forms.fields import day, maybe, one_id


class ContractorForm(ReasonForm):
    """A proposal to let a named person in for a contract. Without a last day it lasts until the contract ends."""

    contract = one_id("委託契約", blank="委託契約を選んでください。")
    scope = printed("何をする人か", limit=REASON_LIMIT)
    first_day = day("始まりの日")
    last_day = maybe(day("終わりの日（契約より早く終えるとき）"))

    def check_contract(self, contract: BoundContract | None) -> None:
        """Blame the form for a contract that does not run, and for a time that is not within it."""
        if not self.has("contract", "first_day", "last_day"):
            return
        if contract is None:
            self.blame("contract", "契約中の委託契約を選び直してください。")
            return
        if self.last_day is not None and self.last_day > date.fromisoformat(contract.ends_on):
            self.blame("last_day", f"契約の終わる日（{days.written_words(contract.ends_on)}）より後にはできません。")
        elif self.ends_at(contract) <= max(self.starts_at, clock.now()):
            self.blame("last_day", "終わりの日が、始まりの日か今日より前です。")

    @property
    def starts_at(self) -> datetime:
        """When the account begins to open anything."""
        return days.begins(self.first_day)

    def ends_at(self, contract: BoundContract) -> datetime:
        """When it is over."""
        return days.ends(self.last_day or date.fromisoformat(contract.ends_on))
