"""Addresses of the rulebook."""

from functools import partial

from app.access.actions import Action
from app.rulebook import facts, matrix, views, views_writing
from app.rulebook.queries import HoldersOfPersonal
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page


def rows(*, holders_of_personal: HoldersOfPersonal) -> Rows:
    """The rows. `holders_of_personal`: finds who may use a personal device now, which this layer cannot import."""
    one = "/rules/{rule}"
    show = partial(views.show_rule, holders_of_personal)
    return at(
        Place.RULES,
        page("/rules", views.show_index, Action.RULE_LIST),
        page("/rules/owed", views.show_owed, Action.RULE_LIST),
        page("/rules/acknowledgements", partial(matrix.show, holders_of_personal), Action.RULE_WRITE),
        page(
            "/rules/acknowledgements.csv",
            partial(matrix.export, holders_of_personal),
            Action.RULE_WRITE,
            lane=Lane.LONG,
        ),
        page("/rules/new", views_writing.show_new, Action.RULE_WRITE),
        act("/rules/new", views_writing.write, Action.RULE_WRITE),
        page("/rules/notice", views_writing.show_new_notice, Action.RULE_WRITE),
        act("/rules/notice", views_writing.write_notice, Action.RULE_WRITE),
        page(one, show, Action.RULE_READ, facts.of_rule),
        act(f"{one}/acknowledge", views.acknowledge, Action.RULE_ACKNOWLEDGE, facts.of_rule),
        page(f"{one}/version", views_writing.show_further, Action.RULE_WRITE, facts.of_rule),
        act(f"{one}/version", views_writing.write_further, Action.RULE_WRITE, facts.of_rule),
        act(f"{one}/version/withdraw", views_writing.withdraw_version, Action.RULE_WRITE, facts.of_rule),
        act(f"{one}/end", views_writing.end, Action.RULE_END, facts.of_rule),
    )
