"""Checks of a person's registration. Pure. Each check returns a sentence about the mistake, "" for none."""

import re
import unicodedata
from collections.abc import Callable

from app.access.roles import Role
from storage.letters import composed
from viewer.failures import MarkNotDrawable
from viewer.stamp import Stamper

Drawable = Callable[[str], str]
"""A function from a text to the sentence that names characters no mark can draw; "" when all can be drawn."""

COLUMN_LENGTHS = {"login": 32, "name": 64, "kana": 128, "title": 64}
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
_DEFAULTS = frozenset(
    {"admin", "administrator", "root", "system", "gijo", "demo", "test", "guest", "user", "operator", "manager"}
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BAD = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HALF_WIDTH_KANA = re.compile(r"[\uff65-\uff9f]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺーゝゞ・\u3000 ]*")

ROLE_WORDS: dict[str, Role] = {
    "議長": Role.CHAIR,
    "副責任者": Role.DEPUTY,
    "事務局長": Role.ADMINISTRATOR,
    "議会事務局長": Role.ADMINISTRATOR,
    "書記": Role.CLERK,
    "議会事務局書記": Role.CLERK,
    "議員": Role.MEMBER,
    "執行部": Role.EXECUTIVE,
    "説明員": Role.EXECUTIVE,
    "調査担当": Role.INVESTIGATOR,
    "監査担当": Role.AUDITOR,
    "監査委員": Role.AUDITOR,
    "アドバイザー": Role.ADVISER,
    "委託事業者": Role.CONTRACTOR,
    "議長職務代行者": Role.ACTING_CHAIR,
}
"""How a role may be written in a list; blanks in between do not matter."""

REGISTERED_ROLES = tuple(role for role in Role if role is not Role.PUBLIC)


def drawable_with(stamper: Stamper) -> Drawable:
    """The check of letters that the marks of this service can draw."""

    def fault(text: str) -> str:
        try:
            stamper.check_drawable(text)
        except MarkNotDrawable as error:
            return f"「{error.characters}」は透かしに描けません。画面とページに出せる字で登録してください。"
        return ""

    return fault


def tidy(untrusted_text: str) -> str:
    """The text composed (`composed`), without blanks around it, and with one blank for each run of blanks."""
    return re.sub(r"[ \u3000]+", lambda found: found[0][0], composed(untrusted_text)).strip()


def folded(name: str) -> str:
    """A key for comparing names: equal for all forms of a letter, with or without blanks. Never stored."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def normal_login(untrusted_text: str) -> str:
    """The ID in the form in which it is stored: half-width, lower case."""
    return unicodedata.normalize("NFKC", untrusted_text).strip().lower()


def login_fault(login: str, *, is_demo: bool) -> str:
    """Check an ID: 3 to 32 letters, digits and . _ -; not one that an attacker would try first."""
    if not login:
        return "ID を入力してください。"
    if _LOGIN.fullmatch(login) is None:
        return "ID は半角の英小文字、数字、「.」「_」「-」で 3 文字から 32 文字までにしてください。"
    if not is_demo and login.rstrip("0123456789._-") in _DEFAULTS:
        return "だれでも思いつく ID です。本人だけに分かる別の ID にしてください。"
    return ""


def text_fault(label: str, text: str, *, limit: int, required: bool = True) -> str:
    """Check a line that is printed and exported: its length, no hidden characters, no formula for Excel."""
    if not text:
        return f"{label}を入力してください。" if required else ""
    if len(text) > limit:
        return f"{label}は {limit} 文字までにしてください。"
    if _BAD.search(text):
        return f"{label}に、目に見えない文字が入っています。入力し直してください。"
    if text.startswith(_FORMULA):
        return f"{label}が「{text[0]}」で始まっています。表計算ソフトの計算式と読まれるので、使えません。"
    if "?" in text or "\ufffd" in text:
        return f"{label}に「?」があります。保存のときに字が失われた疑いがあります。UTF-8 で保存し直してください。"
    return ""


def name_fault(name: str, title: str, drawable: Drawable) -> str:
    """Check a name and title: both are in the mark of every page, so every letter must be drawable."""
    return (
        text_fault("氏名", name, limit=COLUMN_LENGTHS["name"])
        or text_fault("肩書", title, limit=COLUMN_LENGTHS["title"])
        or drawable(f"{name} {title}")
    )


def tidy_kana(untrusted_text: str) -> str:
    """The reading (kana) in the form in which it is stored. Address books export half-width kana."""
    return tidy(_HALF_WIDTH_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), untrusted_text))


def kana_fault(kana: str) -> str:
    """Check a reading: kana and blanks only."""
    if fault := text_fault("ふりがな", kana, limit=COLUMN_LENGTHS["kana"], required=False):
        return fault
    return "" if _KANA.fullmatch(kana) else "ふりがなは、かなで書いてください。"


def seat_of(untrusted_text: str) -> tuple[int | None, str]:
    """A seat's number (1 to 999) or None, and the mistake. Excel writes 5 as 5.0 in some columns."""
    text = unicodedata.normalize("NFKC", untrusted_text).strip().removesuffix("番")
    text = re.sub(r"\.0+$", "", text)
    if not text:
        return None, ""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= 999:
        return None, "議席番号は 1 から 999 までの数字にしてください。"
    return int(text), ""


def roles_of(untrusted_text: str) -> tuple[frozenset[Role], str]:
    """The roles in a text, separated by 、・/ or ;, and the mistake."""
    parts = [
        re.sub(r"\s", "", part) for part in re.split(r"[、,・/／;；]", unicodedata.normalize("NFKC", untrusted_text))
    ]
    names = [part for part in parts if part]
    if not names:
        return frozenset(), "役割を書いてください。"
    if unknown := [name for name in names if name not in ROLE_WORDS]:
        known = "、".join(dict.fromkeys(role.words for role in REGISTERED_ROLES))
        return frozenset(), f"「{unknown[0][:20]}」という役割はありません。使えるのは {known} です。"
    return frozenset(ROLE_WORDS[name] for name in names), ""
