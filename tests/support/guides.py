"""Pictures of the guides in `docs/ja`: what browser tests see on their way, kept where `make guides` asks for it."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = "docs/ja/pictures"
_WIDEST = 1024
"""Pixels: a desk's screen is still read at three quarters of its size."""


def keep_picture(page: Page, name: str) -> None:
    """The screen as a guide's picture, where GIJO_GUIDES names a folder for them."""
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
