"""The one list of URLs: a view, the action it needs, the loader of its facts. Nothing else is reachable."""

from functools import partial

from app.about import views as views_about
from app.access.actions import Action
from app.auth.alarms import views as alarms_views
from app.auth.devices import facts as devices_facts
from app.auth.devices import views as views_devices
from app.auth.devices import views_desk as views_devices_desk
from app.auth.enrolment import views as views_enrol
from app.auth.enrolment.facts import facts_of_person, facts_of_reset
from app.auth.factors import views as views_factors
from app.auth.presence import views as views_account
from app.auth.presence import views_live as live_views
from app.auth.signin import views as auth_views
from app.auth.signin import views_passkey, views_stepup
from app.board import views as views_connections
from app.ledger import views as views_ledger
from app.materials import views as views_material_acts
from app.materials.facts import facts_of_label_change, facts_of_material, facts_of_version
from app.materials.intake import views as views_intake
from app.meetings import facts as meeting_facts
from app.meetings.home import views as views_home
from app.meetings.papers.placing import detach
from app.meetings.preparation import views as views_prepare
from app.meetings.preparation import views_meetings, views_papers, views_publication, views_upload
from app.people import facts as people_facts
from app.people import views as views_people
from app.people import views_acts as views_people_acts
from app.people import views_delegations as views_people_delegations
from app.people import views_groups as views_people_groups
from app.people import views_import as views_people_import
from app.people import views_letters as letters_views
from app.permits import booklet
from app.permits import facts as permit_facts
from app.permits import views as permits
from app.permits.news import news as permit_news
from app.reading import pages
from app.reading import views as reading
from app.web import health
from app.web.rows import Row, Unit, act, note, page, paper, paper_act, socket, step, upload

_AUTH: list[Row] = [
    page("/signin", auth_views.show_signin, Action.SIGN_IN),
    step("/signin", auth_views.submit_signin, Action.SIGN_IN, unit=Unit.OWN),
    page("/signin/code", auth_views.show_code, Action.SIGN_IN),
    act("/signin/code", auth_views.submit_code, Action.SIGN_IN, unit=Unit.OWN),
    act("/signout", auth_views.sign_out, Action.SIGN_OUT),
    page("/account", views_account.show_account, Action.ACCOUNT_READ),
    act("/account/sessions/{session}/end", views_account.end_session, Action.SESSION_MANAGE),
]

_FACTORS: list[Row] = [
    step("/signin/passkey/options", views_passkey.begin_passkey, Action.SIGN_IN, unit=Unit.OWN),
    act("/signin/passkey", views_passkey.submit_passkey, Action.SIGN_IN, unit=Unit.OWN),
    step("/signin/code/key/options", views_passkey.begin_key, Action.SIGN_IN, unit=Unit.OWN),
    act("/signin/code/key", views_passkey.submit_key, Action.SIGN_IN, unit=Unit.OWN),
    page("/signin/recovery", views_enrol.show_recovery, Action.SIGN_IN),
    act("/signin/recovery", views_enrol.submit_recovery, Action.SIGN_IN, unit=Unit.OWN),
    page("/signin/again", views_stepup.show, Action.SIGN_AGAIN),
    page("/signin/again/dialog", views_stepup.show_dialog, Action.SIGN_AGAIN),
    act("/signin/again", views_stepup.submit, Action.SIGN_AGAIN, unit=Unit.OWN),
    step("/signin/again/key/options", views_stepup.begin_key, Action.SIGN_AGAIN, unit=Unit.OWN),
    act("/signin/again/key", views_stepup.submit_key, Action.SIGN_AGAIN, unit=Unit.OWN),
    act("/signin/again/send", views_stepup.go_on, Action.SIGN_AGAIN, unit=Unit.OWN),
    page("/enrol", views_enrol.show_code, Action.ENROL),
    act("/enrol", views_enrol.submit_code, Action.ENROL, unit=Unit.OWN),
    page("/enrol/password", views_enrol.show_password, Action.ENROL),
    step("/enrol/password", views_enrol.submit_password, Action.ENROL, unit=Unit.OWN),
    page("/enrol/factor", views_enrol.show_factor, Action.ENROL),
    page("/enrol/totp", views_enrol.show_totp, Action.ENROL),
    page("/enrol/totp/qr.svg", views_enrol.totp_picture, Action.ENROL),
    step("/enrol/totp/start", views_enrol.begin_totp, Action.ENROL),
    step("/enrol/totp", views_enrol.submit_totp, Action.ENROL),
    step("/enrol/keys/options", views_enrol.begin_key, Action.ENROL),
    step("/enrol/keys", views_enrol.add_key, Action.ENROL, unit=Unit.OWN),
    page("/enrol/codes", views_enrol.show_codes, Action.ENROL),
    step("/enrol/codes", views_enrol.make_codes, Action.ENROL),
    act("/enrol/finish", views_enrol.finish, Action.ENROL, unit=Unit.OWN),
    page("/account/factors", views_factors.show, Action.ACCOUNT_READ),
    step("/account/factors/totp", views_factors.begin_totp, Action.FACTOR_CHANGE),
    page("/account/factors/totp/{totp}", views_factors.show_totp, Action.FACTOR_CHANGE),
    page("/account/factors/totp/{totp}/qr.svg", views_factors.totp_picture, Action.FACTOR_CHANGE),
    act("/account/factors/totp/{totp}/confirm", views_factors.confirm_totp, Action.FACTOR_CHANGE),
    act("/account/factors/totp/{totp}/remove", views_factors.remove_totp, Action.FACTOR_CHANGE),
    step("/account/factors/keys/options", views_factors.begin_key, Action.FACTOR_CHANGE),
    act("/account/factors/keys", views_factors.add_key, Action.FACTOR_CHANGE, unit=Unit.OWN),
    act("/account/factors/keys/{key}/remove", views_factors.remove_key, Action.FACTOR_CHANGE),
    act("/account/factors/password", views_factors.change_password, Action.FACTOR_CHANGE, unit=Unit.OWN),
    step("/account/factors/recovery", views_factors.make_recovery, Action.FACTOR_CHANGE),
    act("/account/factors/recovery/confirm", views_factors.prove_recovery, Action.FACTOR_CHANGE),
    page("/admin/people/{person}/letters", letters_views.show_person, Action.LETTER_DESK, facts_of_person),
    act("/admin/people/{person}/letters", letters_views.issue, Action.LETTER_ISSUE, facts_of_person),
    act("/admin/people/{person}/reset", letters_views.ask_reset, Action.FACTOR_RESET, facts_of_person),
    page("/admin/resets", letters_views.show_resets, Action.FACTOR_RESET_DESK),
    act("/admin/resets/{reset}/decide", letters_views.decide_reset, Action.FACTOR_RESET_CONFIRM, facts_of_reset),
]

_DEVICES: list[Row] = [
    page("/session/renew", views_devices.show_renewal, Action.SIGN_IN),
    act("/session/renew", views_devices.renew, Action.SESSION_RENEW),
    page("/devices/request", views_devices.show_request, Action.DEVICE_REQUEST),
    act("/devices/request", views_devices.submit_request, Action.DEVICE_REQUEST),
    act("/devices/request/withdraw", views_devices.withdraw_request, Action.DEVICE_REQUEST),
    page("/devices/request/state", views_devices.request_state, Action.DEVICE_REQUEST),
    act("/devices/{device}/lost", views_devices.report_lost, Action.DEVICE_REPORT_LOST, devices_facts.of_device),
    page("/admin/devices", views_devices_desk.show_desk, Action.DEVICE_DESK),
    *(
        act(f"/admin/devices/{{device}}/{name}", view, action, devices_facts.of_device)
        for name, view, action in (
            ("approve", views_devices_desk.approve, Action.DEVICE_APPROVE),
            ("refuse", views_devices_desk.refuse, Action.DEVICE_APPROVE),
            ("suspend", views_devices_desk.suspend, Action.DEVICE_STOP),
            ("resume", views_devices_desk.resume, Action.DEVICE_APPROVE),
            ("revoke", views_devices_desk.revoke, Action.DEVICE_STOP),
        )
    ),
    page("/devices/sitting", views_devices_desk.show_sitting, Action.DEVICE_SITTING_DESK),
    act(
        "/devices/{device}/sitting",
        views_devices_desk.decide_sitting,
        Action.DEVICE_SITTING_APPROVE,
        devices_facts.of_device,
    ),
]

_PEOPLE: list[Row] = [
    socket("/live", live_views.listen, Action.LIVE_LISTEN),
    page("/alarms.json", alarms_views.poll, Action.ALARM_READ),
    act("/alarms/{alarm}/answer", alarms_views.answer, Action.ALARM_ANSWER),
    page("/admin/connections", views_connections.show, Action.CONNECTIONS_READ),
    page("/admin/connections/state", views_connections.state, Action.CONNECTIONS_READ),
    page("/admin/connections/alarms", views_connections.show_handled, Action.CONNECTIONS_READ),
    act("/admin/connections/{session}/end", views_connections.end, Action.CONNECTIONS_END),
    act("/admin/connections/{session}/device", views_connections.stop_device, Action.CONNECTIONS_END),
    act("/admin/alarms/{alarm}/handle", views_connections.handle_alarm, Action.CONNECTIONS_END),
    page("/admin/people", views_people.index, Action.PEOPLE_READ),
    page("/admin/people/new", views_people.new_form, Action.PEOPLE_MANAGE),
    act("/admin/people/new", views_people.create, Action.PEOPLE_MANAGE),
    page("/admin/people/import", views_people_import.show, Action.PEOPLE_MANAGE),
    act("/admin/people/import", views_people_import.dry_run, Action.PEOPLE_MANAGE, unit=Unit.READ),
    act("/admin/people/import/carry-out", views_people_import.carry_out, Action.PEOPLE_MANAGE),
    page("/admin/people/export.csv", views_people_import.export, Action.PEOPLE_MANAGE),
    page("/admin/people/{person}", views_people.show, Action.PEOPLE_READ),
    *(
        act(f"/admin/people/{{person}}/{name}", view, Action.PEOPLE_MANAGE)
        for name, view in (
            ("edit", views_people.change),
            ("offices", views_people.add_office),
            ("office", views_people_acts.change_office),
            ("sessions/end", views_people_acts.end_sessions),
            ("retire", views_people_acts.retire),
            ("returned", views_people_acts.take_back),
            ("secrecy", views_people_acts.acknowledge_secrecy),
            ("close", views_people_acts.close_retirement),
        )
    ),
    act("/admin/people/{person}/suspend", views_people_acts.suspend, Action.PERSON_SUSPEND, people_facts.of_person),
    act("/admin/people/{person}/lift", views_people_acts.lift, Action.PERSON_SUSPEND, people_facts.of_person),
    page("/admin/groups", views_people_groups.index, Action.PEOPLE_MANAGE),
    act("/admin/groups", views_people_groups.create, Action.PEOPLE_MANAGE),
    page("/admin/groups/{group}", views_people_groups.show, Action.PEOPLE_MANAGE),
    act("/admin/groups/{group}", views_people_groups.change, Action.PEOPLE_MANAGE),
    page("/admin/delegations", views_people_delegations.index, Action.DELEGATE),
    act("/admin/delegations", views_people_delegations.create, Action.DELEGATE),
    act("/admin/delegations/{delegation}/revoke", views_people_delegations.revoke, Action.DELEGATE),
]

_MEETINGS: list[Row] = [
    page("/", partial(views_home.home, sources=(permit_news,)), Action.HOME_READ),
    page("/meetings/{meeting}", views_home.meeting, Action.MEETING_READ, meeting_facts.meeting),
    page("/prepare", views_meetings.index, Action.MEETING_PREPARE),
    page("/prepare/meetings/new", views_meetings.new_form, Action.MEETING_PREPARE),
    act("/prepare/meetings/new", views_meetings.create, Action.MEETING_PREPARE),
    page("/prepare/meetings/{meeting}", views_prepare.show, Action.MEETING_PREPARE, meeting_facts.meeting),
    page("/prepare/meetings/{meeting}/state", views_prepare.state, Action.MEETING_PREPARE, meeting_facts.meeting),
    page("/prepare/meetings/{meeting}/edit", views_meetings.edit_form, Action.MEETING_PREPARE, meeting_facts.meeting),
    act("/prepare/meetings/{meeting}/edit", views_meetings.change, Action.MEETING_PREPARE, meeting_facts.meeting),
    act("/prepare/meetings/{meeting}/agenda", views_prepare.add_item, Action.MEETING_PREPARE, meeting_facts.meeting),
    *(
        act(
            f"/prepare/meetings/{{meeting}}/agenda/{{item}}/{name}",
            view,
            Action.MEETING_PREPARE,
            meeting_facts.agenda_item,
        )
        for name, view in (
            ("edit", views_prepare.edit_item),
            ("delete", views_prepare.delete_item),
            ("move", views_prepare.move_item),
        )
    ),
    act(
        "/prepare/meetings/{meeting}/papers/{material}/move",
        views_prepare.move_paper,
        Action.MEETING_PREPARE,
        meeting_facts.attached_paper,
    ),
    act("/prepare/meetings/{meeting}/papers", views_upload.add_paper, Action.MATERIAL_UPLOAD, meeting_facts.meeting),
    page(
        "/prepare/meetings/{meeting}/check", views_publication.show_check, Action.MEETING_PREPARE, meeting_facts.meeting
    ),
    act(
        "/prepare/meetings/{meeting}/publish", views_publication.publish, Action.MEETING_PUBLISH, meeting_facts.meeting
    ),
    act(
        "/prepare/meetings/{meeting}/papers/{material}/publish",
        views_publication.publish_one,
        Action.MEETING_PUBLISH,
        meeting_facts.attached_paper,
    ),
    page("/prepare/materials", views_papers.index, Action.MATERIAL_PREPARE),
    page("/prepare/materials/{material}", views_papers.show, Action.MATERIAL_PREPARE, facts_of_material),
]

UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024
"""No file may be larger, whatever settings say; a smaller limit of theirs is kept by the view."""

_MATERIALS: list[Row] = [
    upload(
        "/prepare/versions/{version}/file",
        views_intake.receive,
        Action.MATERIAL_UPLOAD,
        facts_of_version,
        UPLOAD_LIMIT_BYTES,
    ),
    page("/prepare/materials/{material}/state", views_material_acts.state, Action.MATERIAL_UPLOAD, facts_of_material),
    page("/prepare/preview-label", views_material_acts.preview_label, Action.MATERIAL_LABEL),
    *(
        act(f"/prepare/materials/{{material}}/{name}", view, action, facts_of_material)
        for name, view, action in (
            ("label", views_material_acts.label, Action.MATERIAL_LABEL),
            ("title", views_material_acts.title, Action.MATERIAL_PREPARE),
            ("readers", views_material_acts.change_readers, Action.MATERIAL_PREPARE),
            ("release", views_material_acts.release, Action.MATERIAL_RELEASE),
            ("withdraw", views_material_acts.withdraw, Action.MATERIAL_WITHDRAW),
            ("restore", views_material_acts.restore, Action.MATERIAL_WITHDRAW),
        )
    ),
    step("/prepare/materials/{material}/replace", views_intake.replace, Action.MATERIAL_PREPARE, facts_of_material),
    act(
        "/prepare/materials/{material}/remove",
        partial(views_intake.remove, let_go=(detach,)),
        Action.MATERIAL_UPLOAD,
        facts_of_material,
        unit=Unit.OWN,
    ),
    act(
        "/prepare/label-changes/{change}/decide",
        views_material_acts.decide_label_change,
        Action.MATERIAL_LABEL_CONFIRM,
        facts_of_label_change,
    ),
]

_PERMITS: list[Row] = [
    page("/papers/{material}/permit", permits.ask_form, Action.PERMIT_ASK, facts_of_material),
    act("/papers/{material}/permit", permits.ask, Action.PERMIT_ASK, facts_of_material),
    page("/permits", permits.mine, Action.PERMIT_LIST),
    page("/permits/decide", permits.to_decide, Action.PERMIT_DESK),
    act("/permits/{permit}/decide", permits.decide, Action.PERMIT_DECIDE, permit_facts.of_decision),
    paper_act("/permits/{permit}/download", booklet.download, Action.PERMIT_DOWNLOAD, permit_facts.of_use),
]

_READING: list[Row] = [
    page("/papers/{material}", reading.reader, Action.MATERIAL_READ, facts_of_material),
    paper("/papers/{material}/contents", reading.contents, Action.CONTENTS_READ, facts_of_material),
    paper("/papers/{material}/original", reading.original, Action.ORIGINAL_DOWNLOAD, facts_of_material),
    note("/papers/{version}/position", reading.position, Action.MATERIAL_READ, facts_of_version),
    paper("/papers/{version}/pages/{n:int}", pages.page, Action.PAGE_READ, facts_of_version),
    paper("/papers/{version}/thumbs/{n:int}", pages.thumbnail, Action.THUMBNAIL_READ, facts_of_version),
    paper("/papers/{version}/pages/{n:int}/text", pages.text, Action.TEXT_READ, facts_of_version),
    paper(
        "/papers/{version}/pages/{n:int}/zoom/{scale:int}/{column:int}/{row:int}",
        pages.region,
        Action.REGION_READ,
        facts_of_version,
    ),
]

_ADMIN: list[Row] = [
    page("/ledger", views_ledger.show, Action.LEDGER_READ),
    page("/ledger/codes/{code}", views_ledger.code, Action.LEDGER_READ),
    page("/ledger/export", views_ledger.export, Action.LEDGER_EXPORT),
    page("/about", views_about.show, Action.PUBLIC),
    page("/about/source.tar.gz", views_about.source, Action.PUBLIC),
]

ROUTES: tuple[Row, ...] = (
    page("/healthz", health.show, Action.PUBLIC),
    *_AUTH,
    *_FACTORS,
    *_DEVICES,
    *_PEOPLE,
    *_MEETINGS,
    *_PERMITS,
    *_READING,
    *_MATERIALS,
    *_ADMIN,
)
