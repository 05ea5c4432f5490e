"""Forms about devices: request, approval, ending, use in sittings, and the device's proofs. Knows no screen."""

import unicodedata
from enum import StrEnum

from app.access.facts import DeviceKind
from app.auth.devices.words import Period
from app.web.forms.fields import choice, either, maybe, one_id, parsed, secret, text, way
from app.web.forms.form import Form, Look
from app.web.forms.text import Fault

_KINDS = (DeviceKind.ISSUED, DeviceKind.PERSONAL)
_NAME_LIMIT = 60
_NAME_SENTENCE = f"端末の名前を {_NAME_LIMIT} 字までで入力してください。"


class DeviceRequestForm(Form):
    """A request: the name that the person gives this device, and whose it is."""

    name = text("端末の名前", most=_NAME_LIMIT, blank=_NAME_SENTENCE, long=_NAME_SENTENCE)
    kind = choice("どちらの端末ですか", _KINDS, wrong="どちらの端末か選んでください。")
    next = way()


class BindAgainForm(Form):
    """Which of the person's devices this tablet was until its browser lost the key."""

    former = one_id("前の端末", blank="前の端末を選んでください。")
    next = way()


class BindForm(Form):
    """The mark of what a request to bind again showed on the desk. Without it nothing was looked at."""

    shown = one_id("ひらいたときの申し込み")


class WithdrawRequestForm(Form):
    """Where to go on to after the request was taken back."""

    next = way()


def match_number(typed: str) -> str:
    """The four digits that stand on the tablet, however they are spaced."""
    digits = "".join(each for each in unicodedata.normalize("NFKC", typed) if each in "0123456789")
    if len(digits) != 4:
        raise Fault("端末の画面に出ている 4 けたの番号を入力してください。")
    return digits


class ApprovalForm(Form):
    """The number on the tablet's screen, and the terms of the approval.

    A form that comes back with errors does not show the number again: the approver has to read it from the tablet.
    """

    number = parsed("端末の画面の番号", match_number, Look("端末の画面の番号", is_echoed=False))
    kind = choice("承認のしかた", _KINDS, wrong="どちらとして承認するか選んでください。")
    period = choice("期間", Period, wrong="期間を選んでください。")
    name = text("端末の名前", most=_NAME_LIMIT, required=False)
    serial = text("管理番号", most=40, required=False)

    def check(self) -> None:
        """Refuse a personal device without an end date: nobody gives it back, so that it must be looked at again."""
        if self.has("kind", "period") and self.kind is DeviceKind.PERSONAL and self.period is Period.OPEN:
            self.blame("period", "個人の端末には期限が必要です。期間を選んでください。")


class DeviceEnding(StrEnum):
    """Why a device was ended, when it was lost or returned."""

    LOST = "lost"
    RETURNED = "returned"


class EndingForm(Form):
    """Why a device is ended for good."""

    because = maybe(choice("理由", (DeviceEnding.LOST, DeviceEnding.RETURNED)))


class SittingForm(Form):
    """Whether a personal device may be used while a sitting is on."""

    decision = either("決定", yes="allow", no="disallow")


class RenewalForm(Form):
    """Which nonce the device signed, and the signature ("": this browser holds no key)."""

    nonce = secret("端末の確認")
    signature = secret("端末の確認")


class ClaimForm(Form):
    """The device's key and its proof, which the page's script adds to a sign-in. Without script both are ""."""

    device_key = secret("端末の鍵")
    device_proof = secret("端末の確認")
