"""Addresses of enrolling by a letter's code, and of signing in with a recovery code."""

from app.access.actions import Action
from app.auth.enrolment import views
from app.web.lanes.lanes import Lane
from app.web.rows import Rows, Unit, act, page, step

ROWS: Rows = (
    page("/signin/recovery", views.show_recovery, Action.SIGN_IN),
    act("/signin/recovery", views.submit_recovery, Action.SIGN_IN, unit=Unit.OWN, lane=Lane.HASHING),
    page("/enrol", views.show_code, Action.ENROL),
    act("/enrol", views.submit_code, Action.ENROL, unit=Unit.OWN),
    page("/enrol/password", views.show_password, Action.ENROL),
    step("/enrol/password", views.submit_password, Action.ENROL, unit=Unit.OWN, lane=Lane.HASHING),
    page("/enrol/factor", views.show_factor, Action.ENROL),
    page("/enrol/totp", views.show_totp, Action.ENROL),
    page("/enrol/totp/qr.svg", views.totp_picture, Action.ENROL),
    step("/enrol/totp/start", views.begin_totp, Action.ENROL),
    step("/enrol/totp", views.submit_totp, Action.ENROL),
    step("/enrol/keys/options", views.begin_key, Action.ENROL),
    step("/enrol/keys", views.add_key, Action.ENROL, unit=Unit.OWN),
    page("/enrol/codes", views.show_codes, Action.ENROL),
    step("/enrol/codes", views.make_codes, Action.ENROL),
    act("/enrol/finish", views.finish, Action.ENROL, unit=Unit.OWN, lane=Lane.HASHING),
)
