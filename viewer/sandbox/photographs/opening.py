"""Opens one untrusted picture and hands over its grey pixels. Runs only in a locked child."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from PIL import Image, ImageOps

from viewer import wire
from viewer.limits import Limits

FORMATS = ("JPEG", "PNG", "WEBP")

# What Pillow would load at first use, EXIF's and that of files of several photographs included: a locked child can open
# no file. Not all of its plugins, as each document's child has them in memory.
Image.preinit()
for _name in ("Jpeg", "Mpo", "Png", "Tiff", "WebP"):
    import_module(f"PIL.{_name}ImagePlugin")
_ERRORS = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError)
"""What Pillow raises at damage."""


class Unopened(Exception):
    """Neither JPEG, PNG nor WebP, or damaged, or of too many pixels. Says why."""


def frames(untrusted_input: memoryview, long_side_px: int, output: memoryview, limits: Limits) -> Iterator[bytes]:
    """Frames as those of a document of one page, of a picture upright and in grey, no longer than `long_side_px`.

    The pixels are in `output`, one byte each, row by row. Raises Unopened.
    """
    with _damage_told(), Image.open(io.BytesIO(untrusted_input), formats=FORMATS) as opened:
        if opened.width * opened.height > limits.page_pixels:
            raise Unopened("too many pixels")
        opened.draft("L", (long_side_px, long_side_px))
        gray = ImageOps.exif_transpose(opened).convert("L")
        gray.thumbnail((long_side_px, long_side_px), Image.Resampling.BOX)
        width, height = gray.size
        output[: width * height] = gray.tobytes()
    yield wire.pack_info(1, set(), ())
    yield wire.pack_page(wire.PageHead(1, width, height, width, height, 1, (), ()))
    yield wire.pack_end(is_repaired=False)


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (*_ERRORS, Image.DecompressionBombError) as error:
        raise Unopened(f"{type(error).__name__}: {error}") from error
