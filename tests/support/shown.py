"""A second person's word as a browser gives it: with the mark of what the form on the screen was drawn from."""

import re
from typing import Any

from sqlalchemy.orm import Session

from app.disposals.queries import whole_paper
from app.disposals.retention.things import thing_of
from app.kinds.proposals import PROPOSALS
from app.materials.models import Material
from app.materials.replacements.shown import mark_of
from app.permits.forms import AskForm
from app.proposals.models import Proposal
from app.web.forms.merging import mark
from tests.support.council import Browser, Council


def mark_on(page: str, address: str) -> str:
    """The mark in the form to this address; "" when the page has no such form."""
    for form in page.split("<form")[1:]:
        if f'action="{address}"' in form and (found := re.search(r'name="shown" value="(\w+)"', form)):
            return found[1]
    return ""


def made_from(browser: Browser, address: str) -> dict[str, str]:
    """What the form to this address says of the screen that it stands on now; nothing when this person sees no form.

    `address`: of a publication, or of a form at its own address.
    """
    screen = address
    if address.endswith("/publish"):
        meeting = address.removesuffix("/publish")
        screen = meeting.partition("/papers/")[0] if "/papers/" in meeting else f"{meeting}/check"
    action = f'action="{address}"'
    for form in browser.get(screen).text.split("<form")[1:]:
        if action in form and (found := re.search(r'name="made_from" value="(\w+)"', form)):
            return {"made_from": found[1]}
    return {}


def publish(browser: Browser, address: str, **options: Any) -> Any:
    """The answer to the press of the button, as the screen shows what is published now."""
    return browser.post(address, made_from(browser, address), **options)


def asking(council: Council, address: str) -> dict[str, str]:
    """What a form that asks for something of a paper says of a screen drawn now, seen or not: of a release, a permit,
    a disposal or a time of its own; {} of any other address.
    """
    paper, _, act = address.removeprefix("/prepare/materials/").removeprefix("/papers/").partition("/")
    with council.services.database.read() as unit:
        material = unit.get(Material, paper)
        made = None if material is None else _mark_of_asking(unit, material, act)
    return {} if made is None else {"made_from": made}


def _mark_of_asking(unit: Session, material: Material, act: str) -> str | None:
    if act == "release":
        return mark(material.current_version_id or "")
    if act == "permit":
        return AskForm.mark_of(material.current_version_id)
    if act == "disposal":
        return mark(*whole_paper(unit, material).words)
    if act == "keeping":
        thing = thing_of(unit, material.id)
        return None if thing is None else mark(thing.own)
    return None


def shown_now(council: Council, proposal_id: str) -> str:
    """The mark that a screen drawn now carries for a proposal of any kind; "" when there is none to decide."""
    kinds = {kind.name: kind for kind in PROPOSALS.kinds}
    with council.services.database.read() as unit:
        row = unit.get(Proposal, proposal_id)
        return kinds[row.kind].mark(unit, row) if row is not None and row.is_intact else ""


def second_word(council: Council, address: str, decision: str = "confirm") -> dict[str, str]:
    """The second person's word as the form of a screen drawn now sends it to this address, which names the proposal."""
    return {"decision": decision, "shown": shown_now(council, address.split("/")[-2])}


def shown_of_paper(council: Council, material_id: str) -> str:
    """The mark that a paper's screen drawn now carries for another file in the place of the one that readers get."""
    with council.services.database.read() as unit:
        material = unit.get(Material, material_id)
        return "" if material is None else mark_of(unit, material)
