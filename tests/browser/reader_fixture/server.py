"""Serves an invented paper to the reader's client, or two side by side, and writes down what was asked.

Faults are set by the test.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app.access.levels import CLAUSES, MEANINGS
from app.reading.book import Book, told
from tests.browser.reader_fixture import pictures
from tests.support.ports import free_port
from tests.support.serving import on_port

ROOT = Path(__file__).resolve().parents[3]
CONTENT_POLICY = (
    "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
VERSION, OTHER_VERSION = "v81", "v90"
MATERIAL, OTHER_MATERIAL = "m16", "m17"
VERSIONS = {MATERIAL: VERSION, OTHER_MATERIAL: OTHER_VERSION}
CSRF = "token-of-the-reader"


@dataclass
class Desk:
    """What the paper is like, what goes wrong, and what was asked for."""

    pages: int = 40
    last_page: int = 12
    text_allowed: bool = True
    links: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    faults: dict[int, dict[str, str]] = field(default_factory=dict)
    is_signed_out: bool = False
    is_public: bool = False
    book: Book | None = None
    is_in_columns: bool = False
    binding: str = "left"
    sharp: int = 4
    coming_left: int = 0
    never_sharper: bool = False
    page_delay_seconds: float = 0.0
    alarms: int = 0
    handshakes_held: int = 0
    handshakes: int = 0
    lines_open: int = 0
    is_withdrawn: bool = False
    is_raised: bool = False
    standings_too_many: int = 0
    newer_version: str = ""
    asked: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def count(self, start: str) -> int:
        return sum(1 for path in self.asked if path.startswith(start))


class _Edge:
    """The headers of the service's edge: the strict content policy, and no storing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", CONTENT_POLICY.encode()),
                    (b"cache-control", b"private, no-store"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


@cache
def _templates() -> jinja2.Environment:
    """Made once in a process, as the service's are: compiling the reader's screen costs as much as a short test."""
    loader = jinja2.FileSystemLoader([ROOT / "app" / "templates", Path(__file__).parent])
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"level_meanings": MEANINGS, "clause_meanings": CLAUSES}
    return made


def _paper(desk: Desk, material: str = MATERIAL) -> dict[str, Any]:
    return {
        "material_id": material,
        "version_id": VERSIONS[material],
        "edition": "",
        "title": "議案第12号 一般会計補正予算（第3号）",
        "level": "2",
        "released": False,
        "handling_words": "機密性2　複製・配付を禁じます",
        "meeting_title": "令和8年第4回定例会　第1日",
        "book": desk.book,
        "back_href": "/",
        "hold_href": None,
        "permit_href": "/permits/new",
        "original_href": None,
        "binding": desk.binding,
        "page_count": desk.pages,
        "last_page": desk.last_page,
        "text_allowed": desk.text_allowed,
        "search_allowed": False,
        "person_id": "p1",
        "notes_allowed": False,
        "proof_seconds": None,
        "awaits_proof": False,
    }


def _named(request: Request, what: str) -> str:
    """What was asked for, with its version where it is the second paper's."""
    version = request.path_params["version"]
    return what if version == VERSION else f"{version}/{what}"


def _signed_out() -> JSONResponse:
    words = "サインインの期限が切れました。もう一度サインインしてください。"
    return JSONResponse({"code": "A101", "sentence": words}, status_code=401)


def _withdrawn() -> JSONResponse:
    words = "この資料は議会事務局が取り下げました。会議の画面で新しい資料を確かめてください。"
    return JSONResponse({"code": "P410", "sentence": words}, status_code=410)


class _Views:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._templates = _templates()

    async def reader(self, request: Request) -> Response:
        page = request.query_params.get("p")
        return self._screen("reading/reader.html", paper=_paper(self._desk), page=int(page) if page else None)

    async def two(self, _request: Request) -> Response:
        """Two papers side by side."""
        return self._screen("two.html", papers=[_paper(self._desk), _paper(self._desk, OTHER_MATERIAL)])

    async def two_style(self, _request: Request) -> Response:
        return FileResponse(Path(__file__).parent / "two.css")

    def _screen(self, template: str, **values: object) -> Response:
        frame: dict[str, Any] = {
            "council": {"name": "みなと町議会", "short": "みなと町議会", "contact": "内線 240"},
            "viewer": self._viewer(),
            "csrf_token": CSRF,
            "static": lambda path: f"/static/{path}",
            "help_href": "/guides/member#資料を読む",
            "notices": [],
            "alarms": self._alarms(),
        }
        return HTMLResponse(self._templates.get_template(template).render(**frame, **values))

    def _alarms(self) -> dict[str, Any]:
        title, text = (
            "ほかの端末でサインインされました",
            "令和8年11月28日 10時15分、見おぼえのない端末から、あなたの名前で",
        )
        told = {"title": title, "text": text + "サインインがありました。ご自分ですか。", "is_question": True}
        return {
            "own": [{"id": f"alarm{at}", **told} for at in range(self._desk.alarms)],
            "more": 0,
            "office": 0,
            "can_answer": True,
        }

    def _viewer(self) -> dict[str, Any] | None:
        if self._desk.is_public:
            return None
        person = {"display_name": "佐藤 花子 議員", "role_label": "第7番", "last_signin": ""}
        return {**person, "roles": {"member"}, "nav": []}

    async def contents(self, request: Request) -> Response:
        if self._desk.is_signed_out:
            return _signed_out()
        size = {"width": pictures.PAGE_WIDTH_PX, "height": pictures.PAGE_HEIGHT_PX, "zooms": [2, 4]} | {
            "sharp": self._desk.sharp
        }
        return JSONResponse(
            {
                "version": VERSIONS[request.path_params["material"]],
                "title": "議案書",
                "pages": [{"n": number, **size} for number in range(1, self._desk.pages + 1)],
                "outline": [
                    {"title": "議案第12号", "page": 1, "depth": 1},
                    {"title": "第1表　歳入歳出予算補正", "page": 10, "depth": 2},
                    {"title": "説明書", "page": 20, "depth": 1},
                ],
                "links": self._desk.links,
                "numbers": self._desk.numbers,
                "last_page": self._desk.last_page,
                "csrf": CSRF,
            }
        )

    async def standing(self, request: Request) -> Response:
        if self._desk.standings_too_many:
            self._desk.standings_too_many -= 1
            return JSONResponse({"code": "E429", "sentence": "続けて操作しすぎています。"}, status_code=429)
        if self._desk.is_raised:
            return JSONResponse({"code": "P411", "sentence": "支給された端末でだけ読めます。"}, status_code=403)
        if self._desk.is_withdrawn:
            return _withdrawn()
        return JSONResponse({"version": self._desk.newer_version or VERSIONS[request.path_params["material"]]})

    async def beside(self, _request: Request) -> Response:
        return JSONResponse(told(self._desk.book))

    async def live(self, tab: WebSocket) -> None:
        """There is never any news but the alarms. The first handshakes may be held, as a box between can."""
        self._desk.handshakes += 1
        place = self._desk.handshakes
        for _ in range(2000):
            if place > self._desk.handshakes_held:
                break
            await asyncio.sleep(0.05)
        await tab.accept()
        self._desk.lines_open += 1
        try:
            await tab.send_json({"alarms": self._alarms()})
            async for _question in tab.iter_text():
                await tab.send_json({"alarms": self._alarms()})
        finally:
            self._desk.lines_open -= 1

    async def alarms(self, _request: Request) -> Response:
        return JSONResponse(self._alarms())

    async def page(self, request: Request) -> Response:
        number = request.path_params["number"]
        was_withdrawn = self._desk.is_withdrawn  # decided before it goes out, as the service does
        delay_seconds = self._desk.page_delay_seconds  # whoever sees that it was asked for may set the next one's
        self._desk.asked.append(_named(request, f"page/{number}"))
        await asyncio.sleep(delay_seconds)
        if self._desk.is_signed_out:
            return _signed_out()
        if was_withdrawn:
            return _withdrawn()
        if fault := self._desk.faults.get(number):
            return JSONResponse(fault, status_code=409)
        is_upright = self._desk.binding == "right"
        drawn = (
            pictures.columns_png(number, is_upright=is_upright)
            if self._desk.is_in_columns
            else pictures.page_png(number)
        )
        return Response(drawn, media_type="image/png")

    async def thumb(self, request: Request) -> Response:
        self._desk.asked.append(_named(request, f"thumb/{request.path_params['number']}"))
        return Response(pictures.thumb_png(request.path_params["number"]), media_type="image/png")

    async def cell(self, request: Request) -> Response:
        place = {name: request.path_params[name] for name in ("number", "scale", "column", "row")}
        self._desk.asked.append(_named(request, "cell/{number}/{scale}/{column}/{row}".format(**place)))
        of_columns = partial(pictures.columns_cell_png, is_upright=self._desk.binding == "right")
        drawn = of_columns if self._desk.is_in_columns else pictures.cell_png
        return Response(drawn(**place), media_type="image/png")

    async def sharpness(self, request: Request) -> Response:
        self._desk.asked.append(_named(request, "sharpness/{number}/{scale}".format(**request.path_params)))
        if self._desk.never_sharper:
            return JSONResponse({"sharpness": "never"})
        if self._desk.coming_left > 0:
            self._desk.coming_left -= 1
            return JSONResponse({"sharpness": "coming"})
        return JSONResponse({"sharpness": "ready"})

    async def text(self, request: Request) -> Response:
        number = request.path_params["number"]
        return JSONResponse({"paragraphs": [f"{number} ページの文字です。", "<b>太字ではありません</b>"]})

    async def position(self, request: Request) -> Response:
        if self._desk.is_signed_out:
            return _signed_out()
        self._desk.tokens.append(request.headers.get("x-csrf-token", ""))
        page = json.loads(await request.body())["page"]
        self._desk.places[request.path_params["version"]] = page
        self._desk.positions.append(page)
        return Response(status_code=204)


def build(desk: Desk) -> Starlette:
    """The application: addresses as the service has them."""
    views = _Views(desk)
    page = "/papers/{version}/pages/{number:int}"
    return Starlette(
        routes=[
            Route(f"/read/{MATERIAL}", views.reader),
            Route("/two", views.two),
            Route("/two.css", views.two_style),
            WebSocketRoute("/live", views.live),
            Route("/alarms.json", views.alarms),
            Route("/papers/{material}/contents", views.contents),
            Route("/papers/{material}/standing", views.standing),
            Route("/papers/{material}/beside", views.beside),
            Route(page, views.page),
            Route(page + "/zoom/{scale:int}/{column:int}/{row:int}", views.cell),
            Route(page + "/sharpness/{scale:int}", views.sharpness),
            Route(page + "/text", views.text),
            Route("/papers/{version}/thumbs/{number:int}", views.thumb),
            Route("/papers/{version}/position", views.position, methods=["POST"]),
            Mount("/static", StaticFiles(directory=ROOT / "app" / "static")),
            Mount("/client", StaticFiles(directory=ROOT / "viewer" / "client")),
        ],
        middleware=[Middleware(_Edge)],
    )


@contextlib.contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """Runs the server in a thread; yields its address."""
    port = free_port()
    with on_port(build(desk), port):
        yield f"http://127.0.0.1:{port}"
