"""Bringing a withdrawn paper back, by two persons."""

from typing import Any

from tests.support.council import Council
from tests.support.shown import mark_on


def bring_back(council: Council, material_id: str, asks: str = "clerk1", confirms: str = "clerk2") -> Any:
    """Both words; the answer to the second."""
    here = f"/prepare/materials/{material_id}"
    assert council.browser(asks).post(f"{here}/restore").status_code == 303
    return confirm_return(council, material_id, confirms)


def confirm_return(council: Council, material_id: str, login: str) -> Any:
    """The second word, on what the paper's screen shows."""
    here = f"/prepare/materials/{material_id}"
    browser = council.browser(login)
    screen = browser.get(here).text
    waiting = screen.rpartition("/prepare/label-changes/")[2].partition("/decide")[0]
    path = f"/prepare/label-changes/{waiting}/decide"
    return browser.post(path, {"decision": "confirm", "shown": mark_on(screen, path)})
