"""Addresses of registers: one set serves all that are declared."""

from collections.abc import Iterable
from functools import partial

from app.access.actions import Action
from app.registers import views
from app.registers.declaration import Register, Registers
from app.registers.facts import RegisterLoaders
from app.web.rows import Rows, act, page


def rows(registers: Iterable[Register]) -> Rows:
    """The rows over the registers of a council; none where none is declared. Raises TypeError for two of one key."""
    known = Registers(registers)
    if not list(known):
        return ()
    load = RegisterLoaders(known)
    one, entry = "/registers/{register}", "/registers/{register}/{number:int}"
    return (
        page("/registers", partial(views.show_index, known), Action.REGISTER_INDEX, load.of_all),
        page(one, views.show_list, Action.REGISTER_READ, load.of_register),
        page(f"{one}/export.csv", views.export_list, Action.REGISTER_READ, load.of_register),
        page(f"{one}/new", views.show_new, Action.REGISTER_WRITE, load.of_register),
        act(f"{one}/new", views.enter, Action.REGISTER_WRITE, load.of_register),
        page(entry, views.show_entry, Action.REGISTER_READ, load.of_entry),
        page(f"{entry}/edit", views.show_correction, Action.REGISTER_WRITE, load.of_entry),
        act(f"{entry}/edit", views.correct, Action.REGISTER_WRITE, load.of_entry),
        act(f"{entry}/state", views.move, Action.REGISTER_WRITE, load.of_entry),
    )
