"""The form that asks for an office given for one matter. Knows no screen."""

from collections.abc import Iterable
from datetime import datetime

from app import days
from app.access.remits.remit import EXCEPTIONS, LentRegister, Remit
from app.access.roles import NAMED_BY_CHAIR, Role
from app.members.checks import REGISTERED_ROLES
from app.people.forms import REASON_LIMIT, ReasonForm, TermForm, printed
from app.web.forms.fields import choice, day, ids, maybe

MOST_TARGETS = 60
"""The most people that a row can name (`MOST_CHARACTERS`). Looking into more is an audit."""


ROLES_TO_NAME = tuple(role for role in REGISTERED_ROLES if role in NAMED_BY_CHAIR - {Role.CONTRACTOR})


class RemitForm(TermForm, ReasonForm):
    """A proposal to give an office with a remit."""

    role = choice("役職", ROLES_TO_NAME, wrong="役職を選んでください。")
    scope = printed("何のために見るか", limit=REASON_LIMIT)
    target = ids("調べる人（調査担当のとき）")
    records_since = maybe(day("記録の期間の始まり"))
    records_until = maybe(day("記録の期間の終わり（最後の日）"))
    register = ids("読める台帳")

    def check(self) -> None:
        super().check()
        if not self.has("role", "target", "records_since", "records_until", "register", "last_day"):
            return
        if self.last_day is None:
            self.blame("last_day", f"{self.role.words}の任期の終わりを入れてください。")
        since, until = self.since, self.until
        if since and until and until <= since:
            self.blame("records_until", "記録の期間の終わりが、始まりより前です。")
        if self.role is not Role.ADVISER and (since is None or until is None):
            self.blame("records_since", f"{self.role.words}が見る記録の期間の、始まりと終わりを入れてください。")
        if self.role is Role.ADVISER and (since or until):
            self.blame("records_since", "アドバイザーは記録を見ません。期間は入れないでください。")
        if fault := self._fault_of_targets():
            self.blame("target", fault)
        if self.role is Role.ADVISER and EXCEPTIONS.key in self.register:
            self.blame("register", f"「{EXCEPTIONS.title}」は、監査担当だけが書き出せます。選ばないでください。")
        if self.role is Role.INVESTIGATOR and self.register:
            self.blame("register", "調査担当が見るのは、対象の人の記録だけです。台帳は選ばないでください。")

    def _fault_of_targets(self) -> str:
        if self.role is not Role.INVESTIGATOR:
            return f"{self.role.words}には、調べる人は選ばないでください。" if self.target else ""
        if not self.target:
            return "調査担当が調べる人を選んでください。"
        return f"調べる人は {MOST_TARGETS} 人までです。" if len(self.target) > MOST_TARGETS else ""

    @property
    def since(self) -> datetime | None:
        """The first moment of the records to be looked into."""
        return days.begins(self.records_since) if self.records_since else None

    @property
    def until(self) -> datetime | None:
        """The end of the records to be looked into."""
        return days.ends(self.records_until) if self.records_until else None

    def remit(self, registers: Iterable[LentRegister]) -> Remit:
        """The remit of the proposed office. `registers`: those that were chosen."""
        return Remit(frozenset(self.target), self.since, self.until, frozenset(registers))
