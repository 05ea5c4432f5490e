"""How screens speak of sessions: when somebody signed in, and what a browser calls itself. Text only."""

from datetime import datetime

from app import clock

_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac または iPad"),  # Safari on an iPad says Macintosh when it asks for desktop sites
    ("Linux", "Linux"),
)
# In this order: Edge and Chrome also call themselves Safari, and Edge also calls itself Chrome.
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
    """「前回のサインイン　12月7日 20:14」, with the year when it is not this one; "" without an earlier sign-in."""
    if moment is None:
        return ""
    local = clock.jst(moment)
    year = "" if local.year == clock.jst(clock.now()).year else f"{local.year}年"
    return f"前回のサインイン　{year}{local.month}月{local.day}日 {local:%H:%M}"


def browser_words(untrusted_agent: str) -> str:
    """「iPad の Safari」 from a User-Agent header, for people to recognise their devices by; it proves nothing."""
    system = next((words for mark, words in _SYSTEMS if mark in untrusted_agent), "")
    name = next((words for mark, words in _BROWSERS if mark in untrusted_agent), "")
    if system and name:
        return f"{system} の {name}"
    return system or name or _UNKNOWN
