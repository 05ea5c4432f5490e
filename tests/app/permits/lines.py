"""A line to the service that breaks while an answer is coming: the request is handed on as a server would."""

from typing import Any

import anyio

from tests.support.council import BROWSER_WORDS, ORIGIN, Browser


def fetch_until(browser: Browser, path: str, *, chunks: int) -> bytes:
    """What had come when the line broke, after so many chunks of the body."""
    came: list[bytes] = []
    fetch_into(came, browser, "POST", path, chunks=chunks)
    return b"".join(came)


def fetch_into(came: list[bytes], browser: Browser, method: str, path: str, *, chunks: int = 1 << 30) -> None:
    """The same for whoever wants what came also when the service cuts the line. Raises what the service raised."""

    async def run() -> None:
        is_broken, is_asked = anyio.Event(), False

        async def receive() -> dict[str, Any]:
            nonlocal is_asked
            if not is_asked:
                is_asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await is_broken.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.body" and not is_broken.is_set():
                came.append(message["body"])
                if len(came) >= chunks:
                    is_broken.set()
                    await anyio.sleep(0.01)

        await browser.council.app(_scope(browser, method, path), receive, send)

    assert browser.council.portal is not None
    browser.council.portal.call(run)


def _scope(browser: Browser, method: str, path: str) -> dict[str, Any]:
    council = browser.council
    cookie = f"{council.settings.cookie_name}={browser.client.cookies.get(council.settings.cookie_name)}"
    headers = {"host": "localhost", "cookie": cookie, "origin": ORIGIN, "x-csrf-token": browser.csrf_token}
    headers |= {"sec-fetch-site": "same-origin", "accept": "text/html", "user-agent": BROWSER_WORDS}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
    }
