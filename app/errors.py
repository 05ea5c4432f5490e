"""One class per cause, carrying an HTTP status, a stable code and the sentence a person reads."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class NextStep:
    """What the reader can do now: a link with a verb on it."""

    href: str
    label: str


class AppError(Exception):
    """Base of all errors that people see. `cause` goes to the ledger only, never to the screen."""

    status = 500
    code = "E000"
    sentence = "処理できませんでした。議会事務局に連絡してください。"

    def __init__(self, *, sentence: str | None = None, next_step: NextStep | None = None, cause: str = "") -> None:
        super().__init__(cause or self.code)
        if sentence is not None:
            self.sentence = sentence
        self.next_step = next_step
        self.cause = cause


class NotFound(AppError):
    status, code = 404, "E404"
    sentence = (
        "お探しの画面や資料は見つかりませんでした。取り下げられたか、あなたには公開されていない資料です。"
        "読めるはずのときは、議会事務局に連絡してください。"
    )


class MethodNotAllowed(AppError):
    status, code = 405, "E405"
    sentence = "この操作はできません。前の画面に戻って、やり直してください。"


class BadInput(AppError):
    """Input that cannot be used; `fields` maps a form field's name to its own sentence."""

    status, code = 422, "E422"
    sentence = "入力を確かめてください。"

    def __init__(self, sentence: str | None = None, *, fields: dict[str, str] | None = None, cause: str = "") -> None:
        super().__init__(sentence=sentence, cause=cause)
        self.fields = fields or {}


class GivenTwice(BadInput):
    """A field that has one value was sent twice; our pages never do that."""

    code = "E423"
    sentence = "同じ項目が 2 回送られたため、受け付けませんでした。画面を読み込み直して、もう一度操作してください。"


class TooLarge(AppError):
    status, code = 413, "E413"
    sentence = "送られたデータが大きすぎます。分けて送ってください。"


class CrossSite(AppError):
    status, code = 403, "E403"
    sentence = "この画面から送られた操作か、確かめられませんでした。画面を読み込み直して、もう一度操作してください。"


class WrongHost(AppError):
    status, code = 421, "E421"
    sentence = "この名前ではひらけません。議会事務局から知らされたアドレスでひらいてください。"


class Conflict(AppError):
    status, code = 409, "E409"
    sentence = "ほかの人が先に変更しました。画面を読み込み直して、もう一度操作してください。"


class LedgerUnavailable(AppError):
    status, code = 503, "L503"
    sentence = "閲覧の記録を残せないため、表示を止めています。しばらくしてからもう一度ひらいてください。"


class LedgerSetBack(LedgerUnavailable):
    """The database is older than the ledger's newest checkpoint, or contradicts it."""

    code = "L504"
    sentence = (
        "記録の台帳が、以前の状態に戻されているか、書き換えられています。このため、資料の表示と操作を止めています。"
        "議会事務局に連絡してください。"
    )


class DatabaseUnavailable(AppError):
    status, code = 503, "S504"
    sentence = "データベースにつながらないため、表示も保存もできません。しばらくしてから、もう一度操作してください。"


class StorageUnavailable(AppError):
    status, code = 503, "S503"
    sentence = "資料の保管場所につながりません。しばらくしてから、もう一度ひらいてください。"


class StorageFull(StorageUnavailable):
    """The store is full. Nothing of the object being written is kept."""

    status, code = 507, "S507"
    sentence = (
        "資料の保管場所がいっぱいのため、保存できませんでした。サーバーの運用者に空きを増やしてもらってから、"
        "もう一度入れてください。"
    )


class PaperDamaged(AppError):
    status, code = 500, "S500"
    sentence = (
        "この資料は保管中に壊れたか、書き換えられた疑いがあるため、表示を止めました。議会事務局に連絡してください。"
    )


class Busy(AppError):
    status, code = 503, "E503"
    sentence = "ただいま混み合っています。10 秒ほど待って、もう一度操作してください。"


class TooFast(AppError):
    """One caller asks faster than a person reads and types. `wait_seconds` goes into Retry-After as well."""

    status, code = 429, "E429"

    def __init__(self, wait_seconds: float) -> None:
        self.wait_seconds = max(1, ceil(wait_seconds))
        words = f"短い時間に多くの操作がありました。{self.wait_seconds} 秒待って、もう一度操作してください。"
        super().__init__(sentence=words, cause="too fast")
