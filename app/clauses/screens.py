"""The screens that rows of the table name: the title of each, and which of them the viewer may open."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.routing import compile_path

from app.errors import NotFound
from app.web.call import Call
from app.web.rows import Row

NAMES: Mapping[str, str] = {
    "/": "ホーム",
    "/about": "このシステムについて",
    "/account": "自分の端末",
    "/account/network": "外のネットワーク",
    "/account/record": "自分が読んだ記録",
    "/admin/connections": "会議中の接続",
    "/admin/contractors": "委託事業者の担当者",
    "/admin/delegations": "委任",
    "/admin/devices": "端末の承認",
    "/admin/devices/fleet": "端末更新",
    "/admin/devices/spares": "予備機",
    "/admin/offices": "役職の申し出",
    "/admin/people": "議員と端末",
    "/admin/groups": "会派・委員会",
    "/admin/people/import": "名簿の取り込み",
    "/admin/resets": "サインインの方法のリセット",
    "/guides/clauses": "条項と機能の対応表",
    "/devices/infected": "端末の感染を知らせる",
    "/devices/sitting": "会議で使う個人の端末",
    "/guides/office": "議会事務局長の手引き",
    "/guides/operations": "サーバーの運用の手引き",
    "/halt": "緊急停止",
    "/standards": "規程の値",
    "/ledger": "記録",
    "/ledger/export": "記録の書き出し",
    "/permits": "許可",
    "/permits/apply": "例外許可の申請",
    "/permits/decide": "許可の決裁",
    "/permits/emergency": "緊急の例外",
    "/permits/reviews": "例外許可の見直し",
    "/permits/reserves": "紙の予備一式",
    "/prepare": "会議の準備",
    "/prepare/materials": "資料の準備",
    "/prepare/waiting": "区分などの確認待ち",
    "/registers/advice": "助言の記録",
    "/registers/consultations": "相談の記録",
    "/registers/contacts": "緊急連絡網",
    "/registers/contracts": "委託契約の台帳",
    "/registers/designations": "指定の記録",
    "/disposals": "廃棄",
    "/registers/disposals": "廃棄と返却の記録",
    "/registers/faults": "障害の記録",
    "/registers/findings": "指摘と対処の記録",
    "/registers/holds": "保全の記録",
    "/registers/incidents": "事故の記録",
    "/registers/inspections": "自己点検の記録",
    "/registers/media": "媒体の台帳",
    "/registers/places": "保管場所とクラウドの台帳",
    "/registers/stocktaking": "棚卸しの記録",
    "/registers/systems": "情報システム台帳",
    "/registers/handovers": "引き渡しの記録",
    "/registers/tablets": "端末の保管と点検",
    "/registers/takeouts": "持ち出しの届",
    "/registers/training/people": "人ごとの研修と訓練",
    "/registers/training": "研修と訓練の記録",
    "/registers/years": "研修と訓練の年間の計画",
    "/registers/drills": "事故の訓練",
    "/registers/violations": "違反と措置の記録",
    "/registers/weaknesses": "脆弱性の記録",
    "/registers/weaknesses/advisories": "部品の弱点の照合",
    "/registers/work": "作業の記録",
    "/reports": "運用報告",
    "/rules/acknowledgements": "確認した人の一覧",
    "/rules": "規程とお知らせ",
    "/rules/owed": "読んで確認する規程",
}


@dataclass(frozen=True)
class _Screen:
    address: str
    row: Row
    parameters: Mapping[str, object]


class ScreensOfClauses:
    """The screens with their rows of the route table, without those of registers that this council does not keep."""

    def __init__(self, rows: Iterable[Row]) -> None:
        pages = [(compile_path(row.path)[0], row) for row in rows if row.method == "GET" and not row.is_background]
        self._screens = [found for address in NAMES if (found := _answered(address, pages)) is not None]

    @property
    def titles(self) -> dict[str, str]:
        """Address → title of every screen that this council has."""
        return {screen.address: NAMES[screen.address] for screen in self._screens}

    def open_to(self, call: Call) -> dict[str, str]:
        """Address → title of the screens that the policy opens to the viewer."""
        return {screen.address: NAMES[screen.address] for screen in self._screens if _may_open(call, screen)}


def _answered(address: str, pages: list[tuple[re.Pattern[str], Row]]) -> _Screen | None:
    plain = (_Screen(address, row, {}) for _, row in pages if row.path == address)
    filled = (_Screen(address, row, found.groupdict()) for page, row in pages if (found := page.fullmatch(address)))
    return next(plain, None) or next(filled, None)


def _may_open(call: Call, screen: _Screen) -> bool:
    """Whether the policy would allow the viewer's request for the screen."""
    scope = {**call.request.scope, "path_params": dict(screen.parameters)}
    asked = replace(call, request=Request(scope), subject=None)
    try:
        facts = screen.row.facts(asked) if screen.row.facts is not None else None
    except NotFound:
        return False
    return call.may(screen.row.action, facts)
