"""Short ways to the end of a paper: asking for its disposal, and the second person's word."""

from typing import Any

from tests.app.materials.office import Office
from tests.support.shown import mark_on


def ask(office: Office, material_id: str, login: str = "clerk1", reason: str = "二重に入れた資料のため") -> Any:
    """The answer to the form that asks for it, as the screen shows it now."""
    browser, path = office.council.browser(login), f"/prepare/materials/{material_id}/disposal"
    page = browser.get(path).text
    made_from = page.partition('name="made_from" value="')[2].partition('"')[0]
    return browser.post(path, {"reason": reason, "made_from": made_from})


def asked(office: Office, material_id: str, login: str = "clerk1") -> str:
    """The address of a disposal that waits."""
    answer = ask(office, material_id, login)
    assert answer.status_code == 303, answer.text
    where: str = answer.headers["location"]
    return where


def decide(office: Office, where: str, login: str, decision: str = "confirm", shown: str | None = None) -> Any:
    """The second person's word on what the screen shows now; `shown`: the mark of another screen."""
    browser = office.council.browser(login, strong_with="passkey")
    if shown is None:
        shown = mark_on(browser.get(where).text, f"{where}/decide")
    return browser.post(f"{where}/decide", {"decision": decision, "shown": shown})


def dispose(office: Office, material_id: str, asker: str = "clerk1", second: str = "chair") -> str:
    """A paper disposed of by two persons; the address of its disposal."""
    where = asked(office, material_id, asker)
    answer = decide(office, where, second)
    assert answer.status_code == 303, answer.text
    return where
