"""A client that takes answers whole gets what Starlette's own gets piece by piece."""

from collections.abc import Iterator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.support.whole_answers import WholeClient

ADDRESS, BASE = ("203.0.113.7", 50000), "http://localhost"


async def _told(request: Request) -> Response:
    """What the service sees of a request."""
    body = (await request.body()).decode()
    seen = [request.method, str(request.url), request.client, sorted(request.headers.items()), body]
    answer = Response(repr(seen), status_code=203, headers={"x-told": "ja"})
    answer.set_cookie("first", "1")
    answer.set_cookie("second", "2")
    return answer


async def _pieces(_request: Request) -> Response:
    return StreamingResponse(iter([b"a", b"", b"bc"]))


async def _breaks(_request: Request) -> Response:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise RuntimeError("in the middle")

    return StreamingResponse(pieces())


async def _fails(_request: Request) -> Response:
    raise RuntimeError("before anything")


APP = Starlette(
    routes=[
        Route("/told/{name}", _told, methods=["GET", "POST"]),
        Route("/pieces", _pieces),
        Route("/breaks", _breaks),
        Route("/fails", _fails),
    ]
)


@pytest.fixture
def clients() -> Iterator[tuple[TestClient, TestClient]]:
    def piecewise(portal: BlockingPortal) -> TestClient:
        client = TestClient(APP, base_url=BASE, raise_server_exceptions=False, client=ADDRESS)
        client.portal = portal
        return client

    with start_blocking_portal() as portal:
        yield WholeClient(APP, portal, base_url=BASE, client=ADDRESS), piecewise(portal)


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/told/%E8%AD%B0?q=a%20b&q=c", {}),
        ("HEAD", "/told/x", {}),
        ("POST", "/told/x", {"data": {"name": "議長"}}),
        ("POST", "/told/x", {"pieces": [b"one", b"two"]}),
        ("DELETE", "/told/x", {}),
        ("GET", "/pieces", {}),
        ("GET", "/breaks", {}),
        ("GET", "/fails", {}),
        ("GET", "/nothing", {}),
    ],
)
def test_answer_is_the_same_whole_and_piece_by_piece(
    clients: tuple[TestClient, TestClient], method: str, path: str, options: dict[str, Any]
) -> None:
    pieces = options.get("pieces")
    told = []
    for client in clients:
        sent = {"content": iter(pieces)} if pieces else options
        answer = client.request(method, path, headers={"user-agent": "test"}, **sent)
        told.append((answer.status_code, answer.headers.multi_items(), answer.content, dict(client.cookies)))

    assert told[0] == told[1]
