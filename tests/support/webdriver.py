"""A browser driven by its WebDriver: the few commands of W3C WebDriver (w3.org/TR/webdriver2) that tests use."""

import base64
import time
from pathlib import Path
from typing import Any

import httpx2

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which an element's reference stands (WebDriver §12)."""
_LOST = frozenset({"stale element reference", "no such element", "element not interactable", "javascript error"})
"""What happens while a page changes: to be tried again."""
_WAIT_SECONDS = 15.0
_AGAIN_SECONDS = 0.05


class DriverRefusal(Exception):
    """The driver could not do it. `error`: its name in the standard."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error


class DrivenBrowser:
    """A browser as its person handles it: what is read on it, pressed and typed. Every act waits for what it needs."""

    def __init__(self, address: str, capabilities: dict[str, object]) -> None:
        """Open one. `address`: of the driver."""
        self._client = httpx2.Client(base_url=address, timeout=60)
        opened = self._ask("POST", "/session", capabilities={"alwaysMatch": capabilities})
        self._session = f"/session/{opened['sessionId']}"

    def close(self) -> None:
        """Close the browser."""
        self._ask("DELETE", self._session)
        self._client.close()

    def size(self, width: int, height: int) -> None:
        """Of the whole window, in points."""
        self._ask("POST", f"{self._session}/window/rect", width=width, height=height)

    def go(self, address: str) -> None:
        """Open an address, and wait until it is loaded."""
        self._ask("POST", f"{self._session}/url", url=address)

    @property
    def address(self) -> str:
        """Where it is."""
        return str(self._ask("GET", f"{self._session}/url"))

    def run(self, script: str, *arguments: object) -> Any:
        """What a function with this body gives back; a promise is waited for."""
        return self._ask("POST", f"{self._session}/execute/sync", script=script, args=list(arguments))

    def text(self) -> str:
        """What can be read on the page."""
        return str(self.run("return document.body.innerText"))

    def see(self, words: str) -> None:
        """Wait until these words can be read."""
        self.until(f"return document.body.innerText.includes({words!r})", f"「{words}」")

    def until(self, script: str, what: str) -> Any:
        """What the script gives once it is true. `what` it is, for the message when it never is."""
        end = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                if found := self.run(script):
                    return found
            except DriverRefusal as refusal:
                if refusal.error not in _LOST:
                    raise
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what} at {self.address}; there is: {self.text()[:1500]}")
            time.sleep(_AGAIN_SECONDS)

    def press(self, words: str) -> None:
        """The button or link with these words; scrolled to first, by the driver."""
        self._act(f"「{words}」", _CONTROL, words, "click")

    def type(self, label: str, text: str) -> None:
        """Into the field with this label, in place of what stands there."""
        self._act(f"field 「{label}」", _FIELD, label, "clear")
        self._act(f"field 「{label}」", _FIELD, label, "value", text=text)

    def keys(self, text: str) -> None:
        """To whatever has the focus."""
        active = self._ask("GET", f"{self._session}/element/active")[_ELEMENT]
        self._ask("POST", f"{self._session}/element/{active}/value", text=text)

    def draw(self, selector: str, *places: tuple[float, float]) -> None:
        """With a pressed mouse over an element, from place to place, which are shares of its box."""
        box = "const { left, top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();"
        left, top, width, height = self.run(f"{box} return [left, top, width, height]", selector)
        first, *others = (
            {"type": "pointerMove", "x": round(left + width * across), "y": round(top + height * down)}
            for across, down in places
        )
        acts = [first, {"type": "pointerDown", "button": 0}, *others, {"type": "pointerUp", "button": 0}]
        hand = {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": acts}
        self._ask("POST", f"{self._session}/actions", actions=[hand])

    def picture(self, path: Path) -> None:
        """Keep what is on the screen."""
        path.write_bytes(base64.b64decode(self._ask("GET", f"{self._session}/screenshot")))

    def _act(self, what: str, finder: str, words: str, act: str, **body: object) -> None:
        end = time.monotonic() + _WAIT_SECONDS
        while True:
            element = self.until(f"const words = {words!r}; {finder}", what)[_ELEMENT]
            try:
                self._ask("POST", f"{self._session}/element/{element}/{act}", **body)
            except DriverRefusal as refusal:
                if refusal.error not in _LOST or time.monotonic() > end:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return

    def _ask(self, method: str, path: str, **body: object) -> Any:
        answer = self._client.request(method, path, json=body if method == "POST" else None)
        value = answer.json()["value"]
        if answer.is_error:
            raise DriverRefusal(value["error"], value["message"])
        return value


_SETTLED = """
const seen = (all) => [...all].find((each) => each.checkVisibility() && each.getClientRects().length > 0);
const said = (each) => each.innerText.replace(/\\s+/g, ' ').trim();
const frame = () => new Promise((resume) => requestAnimationFrame(resume));
const settled = async (element) => {
  if (!element || document.readyState !== 'complete') return null;
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  await frame();
  await frame();
  return place() === before ? element : null;
};
"""
"""A page that is still being put together, or an element that moves, takes no press: a person waits for both."""
_CONTROL = (
    _SETTLED
    + """
const controls = [...document.querySelectorAll('button, a, summary, label')];
const exact = controls.filter((each) => said(each) === words);
return settled(seen(exact) ?? seen(controls.filter((each) => said(each).includes(words))));
"""
)
_FIELD = (
    _SETTLED
    + """
return settled(seen([...document.querySelectorAll('label')].filter((each) => said(each).startsWith(words)))?.control);
"""
)
