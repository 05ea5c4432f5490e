"""How far a council can be stopped at once (6-5(2)), and what stays open meanwhile. Values only."""

from enum import StrEnum

from app.access.actions import Action


class HaltDepth(StrEnum):
    """READING: papers of level 2 and above are closed to everybody. ALL: everything is, but for `STAYS_OPEN`.

    The values are kept in the table and in the ledger, so they never change.
    """

    READING = "reading"
    ALL = "all"

    @property
    def words(self) -> str:
        """The depth as screens and the ledger name it."""
        return "全停止" if self is HaltDepth.ALL else "閲覧凍結"

    @property
    def sentence(self) -> str:
        """The sentence for all signed-in people while it lasts."""
        return _SENTENCES[self]


_SENTENCES = {
    HaltDepth.READING: (
        "閲覧凍結中です。議長または議会事務局長の判断で、機密性2 以上の資料の閲覧を止めています。"
        "解除されるまでお待ちください。"
    ),
    HaltDepth.ALL: (
        "全停止中です。議長または議会事務局長の判断で、システムを止めています。"
        "再開の知らせがあるまでお待ちください。急ぐときは、議会事務局に電話してください。"
    ),
}
FOR_RESIDENTS = (
    "ただいま、点検のため、会議資料の公開を休んでいます。再開までお待ちください。"
    "お急ぎのときは、議会事務局にお問い合わせください。"
)
"""The sentence for visitors while all is stopped."""

STAYS_OPEN = frozenset(
    {
        Action.STANDING_READ,
        Action.SIGN_IN,
        Action.SIGN_AGAIN,
        Action.SIGN_OUT,
        Action.SESSION_RENEW,
        Action.HALT_BEGIN,
        Action.HALT_LIFT,
        Action.HALT_LIFT_WITHDRAW,
        Action.HALT_LIFT_CONFIRM,
    }
)
"""What can be done while all is stopped. Signing in opens a session for whoever may stop and lift alone."""
