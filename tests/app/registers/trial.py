"""A register as somebody would declare it: lent equipment, with a day by which it is back."""

import json
from enum import StrEnum

from app import clock
from app.access.roles import SECRETARIAT, Role
from app.db import new_id
from app.registers.declaration import EntryState, Register, WallSheet
from app.registers.models import RegisterChange, RegisterEntry
from app.web.forms import fields
from app.web.forms.form import Form


class Thing(StrEnum):
    """What is lent."""

    TABLET = "tablet"
    PEN = "pen"

    @property
    def words(self) -> str:
        return {"tablet": "予備の端末", "pen": "入力用のペン"}[self.value]


class LendingForm(Form):
    """One lending."""

    thing = fields.choice("貸し出すもの", Thing)
    borrower = fields.text("借りる人", most=60)
    until = fields.day("返す日")
    remark = fields.lines("備考", most=400, required=False)


LENDING = Register(
    key="lending",
    title="貸出簿",
    clause="4①",
    form=LendingForm,
    states=(
        EntryState("lent", "貸出中", leads_to=("back", "lost")),
        EntryState("back", "返却済み", "返却を記録する", tone="ok"),
        EntryState("lost", "所在不明", "所在不明にする", tone="stop", leads_to=("back",)),
    ),
    readers=frozenset({*SECRETARIAT, Role.CHAIR}),
    writers=SECRETARIAT,
    columns=("thing", "borrower", "until"),
    due="until",
    wall=WallSheet(heading=("borrower",), lines=("thing", "until"), says="借りたものを返す日です。"),
)


def lent_pen(clerk_id: str) -> tuple[RegisterEntry, RegisterChange]:
    """Entry 1 of the register, as a clerk has written it, and the first step of its history."""
    entry = RegisterEntry(
        id=new_id(),
        register=LENDING.key,
        number=1,
        state=LENDING.first_state.value,
        typed=json.dumps({"thing": ["pen"], "borrower": ["佐藤"], "until": ["2026-12-10"], "remark": [""]}),
        created_at=clock.now(),
        created_by=clerk_id,
    )
    made = RegisterChange(
        entry_id=entry.id, number=0, state=entry.state, typed=entry.typed, at=entry.created_at, by=clerk_id
    )
    return entry, made
