"""How screens speak of sessions: when somebody signed in, and what a browser calls itself. Text only."""

from datetime import datetime

from app import clock

_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac または iPad"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_UNKNOWN = "不明なブラウザー"


def last_sign_in(moment: datetime | None) -> str:
    """「前回のサインイン　12月7日 20:14」; "" when there was none. Another year is named."""
    if moment is None:
        return ""
    local = clock.jst(moment)
    year = "" if local.year == clock.jst(clock.now()).year else f"{local.year}年"
    return f"前回のサインイン　{year}{local.month}月{local.day}日 {local:%H:%M}"


def browser_words(untrusted_agent: str) -> str:
    """「iPad の Safari」 from a User-Agent header, to recognise one's own devices by; anybody can send any text."""
    system = next((words for mark, words in _SYSTEMS if mark in untrusted_agent), "")
    name = next((words for mark, words in _BROWSERS if mark in untrusted_agent), "")
    if system and name:
        return f"{system} の {name}"
    return system or name or _UNKNOWN
