"""Addresses of signing in, proving oneself again, and signing out."""

from app.access.actions import Action
from app.auth.signin import old_browsers, views, views_passkey, views_stepup
from app.web.lanes.lanes import Lane
from app.web.rows import Rows, Unit, act, page, step

ROWS: Rows = (
    page("/signin", views.show_signin, Action.SIGN_IN),
    step("/signin", views.submit_signin, Action.SIGN_IN, unit=Unit.OWN, lane=Lane.HASHING),
    page("/signin/code", views.show_code, Action.SIGN_IN),
    act("/signin/code", views.submit_code, Action.SIGN_IN, unit=Unit.OWN),
    step("/signin/code/key/options", views_passkey.begin_key, Action.SIGN_IN, unit=Unit.OWN),
    act("/signin/code/key", views_passkey.submit_key, Action.SIGN_IN, unit=Unit.OWN),
    step("/signin/passkey/options", views_passkey.begin_passkey, Action.SIGN_IN, unit=Unit.OWN),
    act("/signin/passkey", views_passkey.submit_passkey, Action.SIGN_IN, unit=Unit.OWN),
    page("/signin/browser", old_browsers.show_notice, Action.ACCOUNT_READ),
    page("/signin/again", views_stepup.show, Action.SIGN_AGAIN),
    page("/signin/again/dialog", views_stepup.show_dialog, Action.SIGN_AGAIN),
    act("/signin/again", views_stepup.submit, Action.SIGN_AGAIN, unit=Unit.OWN, lane=Lane.HASHING),
    step("/signin/again/key/options", views_stepup.begin_key, Action.SIGN_AGAIN, unit=Unit.OWN),
    act("/signin/again/key", views_stepup.submit_key, Action.SIGN_AGAIN, unit=Unit.OWN),
    act("/signin/again/send", views_stepup.go_on, Action.SIGN_AGAIN, unit=Unit.OWN),
    act("/signout", views.sign_out, Action.SIGN_OUT),
)
