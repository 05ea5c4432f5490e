"""Who may do what with a register: the offices that it names, on an approved device."""

from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, RegisterFacts
from app.access.policy import decide
from app.access.roles import Role


@pytest.mark.parametrize("device", DeviceKind)
@pytest.mark.parametrize("role", Role)
def test_registers_are_read_and_written_by_whom_they_name_on_an_approved_device(role: Role, device: DeviceKind) -> None:
    reporters = frozenset({Role.MEMBER, Role.EXECUTIVE})
    register = RegisterFacts(frozenset({Role.CLERK, Role.CHAIR}), frozenset({Role.CLERK}), "4①", reporters)
    own = replace(register, is_own=True)
    actor = Actor(None if role is Role.PUBLIC else "p", frozenset({role}), device)

    def may(action: Action, facts: RegisterFacts = register) -> bool:
        return decide(actor, action, facts).is_allowed

    is_known = device is not DeviceKind.UNKNOWN
    assert may(Action.REGISTER_READ) is (is_known and role in register.readers)
    assert may(Action.REGISTER_READ, own) is (is_known and role in register.readers | reporters)
    assert may(Action.REGISTER_EXPORT, own) is (is_known and role in register.readers)
    assert may(Action.REGISTER_INDEX) is (is_known and role in register.readers | reporters)
    assert may(Action.REGISTER_LIST) is (is_known and role in register.readers | reporters)
    assert may(Action.REGISTER_ENTER) is (is_known and role in register.writers | reporters)
    assert may(Action.REGISTER_WRITE, own) is (is_known and role in register.writers)
    makers = replace(own, is_makers_move=True)
    assert may(Action.REGISTER_MOVE, own) is (is_known and role in register.writers)
    assert may(Action.REGISTER_MOVE, makers) is (is_known and role in register.writers | reporters)
    altered = replace(makers, is_altered=True)
    of_entry = (Action.REGISTER_READ, Action.REGISTER_WRITE, Action.REGISTER_MOVE)
    assert not any(may(action, altered) for action in of_entry)
    assert not decide(actor, Action.REGISTER_READ, None).is_allowed
