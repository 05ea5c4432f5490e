"""Addresses of the own account, its sessions, and the open screen's socket."""

from collections.abc import Iterable

from app.access.actions import Action
from app.auth.presence import views, views_live, views_network
from app.web.live.topics import Topic, Topics
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page, socket


def rows(*, topics: Iterable[Topic]) -> Rows:
    """The rows. `topics`: those of all domains, which an open screen may ask to hear of."""
    return (
        *at(
            Place.ACCOUNT,
            page("/account", views.show_account, Action.ACCOUNT_READ),
            page("/account/network", views_network.show, Action.NETWORK_CHECK),
            act("/account/network", views_network.check, Action.NETWORK_CHECK),
            act("/account/sessions/{session}/end", views.end_session, Action.SESSION_MANAGE),
        ),
        socket("/live", views_live.hear, Topics(topics), Action.LIVE_LISTEN),
    )
