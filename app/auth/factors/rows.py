"""Addresses of a person's own factors."""

from app.access.actions import Action
from app.auth.factors import views
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page, step

ROWS: Rows = at(
    Place.ACCOUNT,
    page("/account/factors", views.show, Action.ACCOUNT_READ),
    step("/account/factors/totp", views.begin_totp, Action.FACTOR_CHANGE),
    page("/account/factors/totp/{totp}", views.show_totp, Action.FACTOR_CHANGE),
    page("/account/factors/totp/{totp}/qr.svg", views.totp_picture, Action.FACTOR_CHANGE),
    act("/account/factors/totp/{totp}/confirm", views.confirm_totp, Action.FACTOR_CHANGE),
    act("/account/factors/totp/{totp}/remove", views.remove_totp, Action.FACTOR_CHANGE),
    step("/account/factors/keys/options", views.begin_key, Action.FACTOR_CHANGE),
    act("/account/factors/keys", views.add_key, Action.FACTOR_CHANGE, unit=Unit.OWN),
    act("/account/factors/keys/{key}/remove", views.remove_key, Action.FACTOR_CHANGE),
    act("/account/factors/password", views.change_password, Action.FACTOR_CHANGE, unit=Unit.OWN, lane=Lane.HASHING),
    step("/account/factors/recovery", views.make_recovery, Action.FACTOR_CHANGE),
    page("/account/factors/recovery", views.show_recovery, Action.FACTOR_CHANGE),
    act(
        "/account/factors/recovery/confirm",
        views.confirm_recovery,
        Action.FACTOR_CHANGE,
        unit=Unit.OWN,
        lane=Lane.HASHING,
    ),
)
