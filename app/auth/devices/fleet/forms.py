"""Forms of the screen on which a fleet of tablets is handed out."""

from app.auth.devices.fleet.lists import is_asset, tidy
from app.auth.devices.forms import match_number
from app.web.forms.fields import day, maybe, one_id, parsed, text
from app.web.forms.form import Form, Look
from app.web.forms.text import Fault


def _asset(typed: str) -> str:
    asset = tidy(typed)
    if not is_asset(asset):
        raise Fault("管理番号を 40 字までで入力してください。")
    return asset


class AssetForm(Form):
    """The number that is on the new tablet, typed or read by a barcode reader."""

    asset = parsed("新しい端末の管理番号", _asset)


class FleetTabletForm(AssetForm):
    """A tablet that stands in no list yet: who gets it, and until when the former one is used at most."""

    login = text("使う人の ID", most=60)
    ends_on = maybe(day("前の端末を終える日（使い始めないとき）"))


class HandOutForm(Form):
    """The number on the tablet's screen. `shown`: the mark of what the desk shows."""

    number = parsed("端末の画面の番号", match_number, Look("端末の画面の番号", is_echoed=False))
    shown = one_id("ひらいたときの前の端末")
