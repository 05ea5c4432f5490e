"""The board of connections: the administrator ends them, the chair may look (6-2)."""

from app.access.actions import Action
from app.access.roles import Role
from app.access.rules.rule import Rule, Rules, of_roles

RULES: Rules = {
    Action.CONNECTIONS_READ: Rule(of_roles("6-2", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.CONNECTIONS_END: Rule(of_roles("6-2", Role.ADMINISTRATOR)),
}
