"""Every register with an entry in it, under axe-core: list, entry, correction, and its form with errors shown."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.registers.kept import REGISTERS
from tests.browser.test_accessible import SEND, axe, findings, tablet, take_seat
from tests.support.chromium import needs_browser
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port

pytestmark = [needs_browser, pytest.mark.alike("how screens are built; what they ask is asked over HTTP")]
__all__ = ["axe"]

FILL = """() => {
  const form = document.querySelector("main form[method=post]");
  const days = { date: "2027-01-15", "datetime-local": "2027-01-15T10:00", time: "10:00", number: "1" };
  for (const one of form.elements) {
    if (["hidden", "submit", "button", "file", "fieldset"].includes(one.type) || one.readOnly) continue;
    if (one.type === "checkbox") one.checked = true;
    else if (one.type === "radio") form.querySelector(`[name="${one.name}"]`).checked = true;
    else if (one.localName === "select") one.selectedIndex = one.options.length - 1;
    else if (!one.value) one.value = days[one.type] ?? (one.inputMode === "numeric" ? "1" : "事務局長");
  }
  form.requestSubmit();
}"""
"""Fills what a form asks, each with something of its kind, and sends it."""


def writer_of(council: Council, key: str) -> str:
    """Who may make an entry in a register."""
    logins = ("admin", "chair", "clerk1", "member1", "investigator")
    return next(one for one in logins if council.browser(one).get(f"/registers/{key}/new").status_code == 200)


def look(page: Page, axe: str, found: dict[str, list[str]], name: str) -> None:
    if wrong := findings(page, axe):
        found[name] = wrong


def test_no_register_with_an_entry_has_a_finding(
    each_database: str, tmp_path: Path, axe: str, browser: Browser
) -> None:
    found: dict[str, list[str]] = {}
    entered = []
    port = free_port()
    with council_in(tmp_path / "home") as council, on_port(council.app, port), tablet(browser) as page:
        for register in REGISTERS:
            address = f"http://localhost:{port}/registers/{register.key}"
            page.context.clear_cookies()
            take_seat(council, page, f"http://localhost:{port}", writer_of(council, register.key))
            page.goto(f"{address}/new")
            with page.expect_navigation():
                page.evaluate(SEND, f"/registers/{register.key}/new")
            look(page, axe, found, f"{register.key}: errors")
            page.goto(f"{address}/new")
            look(page, axe, found, f"{register.key}: new")
            with page.expect_navigation():
                page.evaluate(FILL)
            look(page, axe, found, f"{register.key}: sent")
            if page.url.removeprefix(f"{address}/").isdecimal():
                entered.append(register.key)
                for name, path in (("list", ""), ("correction", "/1/edit")):
                    page.goto(address + path)
                    look(page, axe, found, f"{register.key}: {name}")

    assert found == {}
    assert len(entered) > len(REGISTERS) // 2, entered
