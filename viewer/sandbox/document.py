"""Parses one untrusted document and writes its pages. Runs only in a locked child; knows pipes, not processes."""

# The parser ships no types.
# mypy: allow-untyped-calls

import os
from collections.abc import Iterator

import pymupdf
from pymupdf import mupdf

from viewer import wire
from viewer.limits import Limits
from viewer.sandbox import inspection, words
from viewer.sandbox.inspection import PARSER_ERRORS
from viewer.sandbox.locks import DATA_FD
from viewer.wire import Cause

# The parser keeps up to 256 MiB of fonts and decoded images; halving now and then drops those of past pages.
SHRINK_EVERY = 16
COMPARED_BYTES = 3 << 20  # a whole number of pixels


class GiveUp(Exception):
    """The document cannot be read on; the cause goes to the service."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.name)
        self.cause = cause


class DocumentReader:
    """`parse` is called once, in a fresh child."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def parse(self, request: wire.Request, untrusted_input: memoryview, output: memoryview) -> None:
        """Sends INFO, then PAGE by PAGE, then END; or FAILED."""
        try:
            document = self._open(untrusted_input)
            self._tell_info(document)
            for place, number in enumerate(self._numbers(request, document.page_count)):
                self._tell_page(document, number, request, output, is_first=place == 0)
            _send(wire.pack_end(is_repaired=bool(document.is_repaired)))
        except GiveUp as reason:
            _send(wire.pack_failed(reason.cause))
        except MemoryError:
            _send(wire.pack_failed(Cause.OUT_OF_MEMORY))
        except PARSER_ERRORS as error:
            # All but memory mean that the parser could not make sense of the document.
            os.write(2, f"{type(error).__name__}: {error}"[:500].encode("utf-8", "replace"))
            _send(wire.pack_failed(Cause.OUT_OF_MEMORY if _is_memory(str(error)) else Cause.DAMAGED))

    def _open(self, untrusted_input: memoryview) -> pymupdf.Document:
        if bytes(untrusted_input[: len(wire.PDF_START)]) != wire.PDF_START:
            raise GiveUp(Cause.NOT_PDF)
        document = pymupdf.open(stream=bytes(untrusted_input), filetype="pdf")
        # The parser looks at content, not at the type it was told: HTML or an image would open too.
        if not document.is_pdf:
            raise GiveUp(Cause.NOT_PDF)
        if document.needs_pass:
            raise GiveUp(Cause.ENCRYPTED)
        if document.page_count < 1:
            raise GiveUp(Cause.NO_PAGES)
        if document.page_count > self._limits.pages:
            raise GiveUp(Cause.TOO_MANY_PAGES)
        return document

    def _tell_info(self, document: pymupdf.Document) -> None:
        warnings = inspection.warnings(document, self._limits)
        outline, is_whole = inspection.outline(document, self._limits)
        if not is_whole:
            warnings.add("outline")
        if document.is_repaired:
            warnings.add("repaired")
        _send(wire.pack_info(document.page_count, warnings, outline))

    @staticmethod
    def _numbers(request: wire.Request, pages: int) -> Iterator[int]:
        stop = request.stop or pages + 1
        return iter(range(request.start, min(stop, pages + 1), request.step))

    def _tell_page(
        self,
        document: pymupdf.Document,
        number: int,
        request: wire.Request,
        output: memoryview,
        *,
        is_first: bool,
    ) -> None:
        page = document.load_page(number - 1)
        rect = page.rect
        self._check_size(rect, request.long_side_px)
        shown = page.get_displaylist(annots=1)
        pixmap, samples = _draw(shown, request.long_side_px / max(rect.width, rect.height))
        found_words = words.words(shown, rect, self._limits) if request.with_text else ()
        links = words.links(document, page, rect, self._limits) if request.with_text else ()
        # A failed allocation inside a page is only a message to the parser: the page would lack an image.
        if _is_memory(pymupdf.TOOLS.mupdf_warnings()):
            raise GiveUp(Cause.OUT_OF_MEMORY)
        channels = len(samples) // (pixmap.width * pixmap.height)
        size = (rect.width, rect.height, pixmap.width, pixmap.height, channels)
        # One buffer serves every page: wait until the service has taken the one before.
        if not is_first and os.read(DATA_FD, 1) != wire.GO_ON:
            raise GiveUp(Cause.DAMAGED)
        output[: len(samples)] = samples
        _send(wire.pack_page(wire.PageHead(number, *size, tuple(found_words), tuple(links))))
        if number % SHRINK_EVERY == 0:
            pymupdf.TOOLS.store_shrink(50)

    def _check_size(self, rect: pymupdf.Rect, long_side_px: int) -> None:
        long_points, short_points = max(rect.width, rect.height), min(rect.width, rect.height)
        if not (short_points > 0 and long_points <= self._limits.page_points_max):
            raise GiveUp(Cause.PAGE_TOO_LARGE)
        if long_side_px * (long_side_px * short_points / long_points) > self._limits.page_pixels:
            raise GiveUp(Cause.PAGE_TOO_LARGE)


def _draw(shown: pymupdf.DisplayList, scale: float) -> tuple[pymupdf.Pixmap, memoryview | bytearray]:
    """The page's pixels: one channel when the page is grey, else RGB."""
    matrix = pymupdf.Matrix(scale, scale)
    if not _uses_colour(shown):
        pixmap = shown.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=0)
        return pixmap, pixmap.samples_mv
    pixmap = shown.get_pixmap(matrix=matrix, colorspace=pymupdf.csRGB, alpha=0)
    colour = pixmap.samples_mv
    if colour[0::3000].tobytes() != colour[1::3000].tobytes():  # a look at every thousandth pixel
        return pixmap, colour
    grey = _red_if_grey(colour)
    return pixmap, colour if grey is None else grey


def _red_if_grey(colour: memoryview) -> bytearray | None:
    """One channel of pixels whose three channels are the same; None when they are not. Piece by piece, for memory."""
    grey = bytearray()
    for start in range(0, len(colour), COMPARED_BYTES):
        piece = bytes(colour[start : start + COMPARED_BYTES])
        red = piece[0::3]
        if not red == piece[1::3] == piece[2::3]:
            return None
        grey += red
    return grey


def _uses_colour(shown: pymupdf.DisplayList) -> bool:
    """Whether colour is set or a colour image drawn. Costs 0.05 ms; a colour image may still prove grey."""
    found = mupdf.ll_fz_new_test_device_outparams()
    device = mupdf.FzDevice(mupdf.ll_fz_new_test_device_outparams_fn(0.0, 0, None, found))
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    try:
        mupdf.fz_run_display_list(shown.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
        mupdf.fz_close_device(device)
    except PARSER_ERRORS:
        return True  # it stops at the first colour it meets
    return bool(found.is_color)


def _is_memory(message: str) -> bool:
    return "alloc" in message and "failed" in message


def _send(data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(DATA_FD, rest) :]
