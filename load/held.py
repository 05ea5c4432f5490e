"""What a browser's page holds, as the developer tools and the kernel tell: scripts' objects, images and the pixels they
decode to, canvases, and the memory of the process that draws it.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

_PIXELS = """function () {
  return [...this].map((each) => (each.naturalWidth ?? each.width) * (each.naturalHeight ?? each.height));
}"""
_BYTES_A_PIXEL = 4


def held(chromium: Browser, page: Page) -> dict[str, float]:
    """`heap` and `decoded` (bytes), `images` and `process_mb`, after a collection, and after the browser was told that
    memory is short: until then it keeps decoded pictures that nobody sees, as far as the machine has room.

    `decoded`: of all images and canvases that are not collected, were all of them decoded at once. `process_mb`: what
    the page's process has for itself (PSS), the largest of the processes that draw.
    """
    devtools = page.context.new_cdp_session(page)
    devtools.send("Memory.simulatePressureNotification", {"level": "critical"})
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    images, canvases = _pixels(devtools, "HTMLImageElement"), _pixels(devtools, "HTMLCanvasElement")
    devtools.detach()
    return {
        "heap": float(metrics["JSHeapUsedSize"]),
        "images": float(sum(1 for pixels in images if pixels)),
        "decoded": float(_BYTES_A_PIXEL * sum(images + canvases)),
        "process_mb": _process_mb(chromium),
    }


def _pixels(devtools: Any, kind: str) -> list[int]:
    prototype = devtools.send("Runtime.evaluate", {"expression": f"{kind}.prototype"})["result"]["objectId"]
    found = devtools.send("Runtime.queryObjects", {"prototypeObjectId": prototype})["objects"]["objectId"]
    asked = {"functionDeclaration": _PIXELS, "objectId": found, "returnByValue": True}
    pixels: list[int] = devtools.send("Runtime.callFunctionOn", asked)["result"]["value"]
    return pixels


def _process_mb(chromium: Browser) -> float:
    devtools = chromium.new_browser_cdp_session()
    processes = devtools.send("SystemInfo.getProcessInfo")["processInfo"]
    devtools.detach()
    return max(_pss_mb(each["id"]) for each in processes if each["type"] == "renderer")


def _pss_mb(process: int) -> float:
    """0 for a process that is gone."""
    told = Path(f"/proc/{process}/smaps_rollup")
    try:
        lines = told.read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
