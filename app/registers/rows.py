"""Addresses of registers: the same rows serve every register."""

from collections.abc import Iterable, Sequence
from functools import partial

from app.access.actions import Action
from app.registers import views
from app.registers.attendance import views as attendance
from app.registers.declaration import Register, Registers
from app.registers.facts import RegisterLoaders
from app.registers.prints import views as prints
from app.web.evidence.tallies import Evidence
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page


def _of_training(load: RegisterLoaders) -> Rows:
    """Training by person; only where the register is kept."""
    of_register = partial(load.of_named, "training")
    people = "/registers/training/people"
    return (
        page(people, attendance.show, Action.REGISTER_LIST, of_register),
        page(f"{people}.csv", attendance.export, Action.REGISTER_EXPORT, of_register, lane=Lane.LONG),
    )


def rows(registers: Iterable[Register], evidence: Sequence[Evidence]) -> Rows:
    """The rows for the registers of a council; empty without registers. Raises TypeError when two have the same key.

    `evidence`: the counts that a new entry keeps, in registers that declare it.
    """
    known = Registers(registers)
    if not list(known):
        return ()
    load = RegisterLoaders(known)
    one, entry = "/registers/{register}", "/registers/{register}/{number:int}"
    return at(
        Place.REGISTERS,
        *(_of_training(load) if known.get("training") else ()),
        page("/registers", partial(views.show_index, known), Action.REGISTER_INDEX, load.of_all),
        page("/registers/waiting", partial(views.show_waiting, known), Action.REGISTER_DESK),
        page(one, views.show_list, Action.REGISTER_LIST, load.of_register),
        page(f"{one}/export.csv", views.export_list, Action.REGISTER_EXPORT, load.of_register, lane=Lane.LONG),
        page(f"{one}/export.pdf", prints.print_list, Action.REGISTER_EXPORT, load.of_register, lane=Lane.LONG),
        page(f"{one}/wall.pdf", prints.print_wall, Action.REGISTER_EXPORT, load.of_register, lane=Lane.LONG),
        page(f"{one}/new", views.show_new, Action.REGISTER_ENTER, load.of_register),
        act(f"{one}/new", partial(views.enter, tuple(evidence)), Action.REGISTER_ENTER, load.of_register),
        page(entry, views.show_entry, Action.REGISTER_READ, load.of_entry),
        page(f"{entry}/export.pdf", prints.print_entry, Action.REGISTER_EXPORT, load.of_entry, lane=Lane.LONG),
        page(f"{entry}/edit", views.show_correction, Action.REGISTER_WRITE, load.of_entry),
        act(f"{entry}/edit", views.correct, Action.REGISTER_WRITE, load.of_entry),
        act(f"{entry}/next", views.move, Action.REGISTER_MOVE, load.of_entry),
    )
