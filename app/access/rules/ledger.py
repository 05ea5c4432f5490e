"""The ledger: read by administrator, chair and investigator. Its export names every paper: the first two only (7-2).

Whoever reads it also reads the table of clauses, whose counts come out of it and name nobody (9).
"""

from app.access.actions import Action
from app.access.roles import Role
from app.access.rules.rule import Rule, Rules, of_roles

RULES: Rules = {
    Action.LEDGER_READ: Rule(of_roles("7-2(2)", Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR)),
    Action.LEDGER_EXPORT: Rule(of_roles("7-2(2)", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.REPORT_READ: Rule(of_roles("1(2)⑦", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.CLAUSES_READ: Rule(of_roles("9", Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR)),
}
