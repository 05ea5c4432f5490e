"""The ledger: read by administrator, chair and investigator. Its export names every paper: the first two only (7-2)."""

from app.access.actions import Action
from app.access.roles import Role
from app.access.rules.rule import Rule, Rules, of_roles

RULES: Rules = {
    Action.LEDGER_READ: Rule(of_roles("7-2(2)", Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR)),
    Action.LEDGER_EXPORT: Rule(of_roles("7-2(2)", Role.ADMINISTRATOR, Role.CHAIR)),
}
