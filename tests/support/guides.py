"""Makes the pictures of the guides in `docs/ja` from the screens of browser tests, when run by `make guides`."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = "docs/ja/pictures"
_WIDEST = 1024
"""Pixels: a desk's screen is still read at three quarters of its size."""


def keep_picture(page: Page, name: str) -> None:
    """Save the screen as a guide's picture, if GIJO_GUIDES names a folder for them."""
    folder = os.environ.get("GIJO_GUIDES")
    if not folder:
        return
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.screenshot())) as shown:
        scale = min(1.0, _WIDEST / shown.width)
        small = shown.convert("RGB").resize(
            (round(shown.width * scale), round(shown.height * scale)), Image.Resampling.LANCZOS
        )
        small.save(Path(folder) / f"{name}.webp", quality=72, method=6)
