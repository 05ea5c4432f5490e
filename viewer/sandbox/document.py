"""Parses one untrusted document and writes its pages. Runs only in a locked child; knows pipes, not processes."""

# The parser ships no types.
# mypy: allow-untyped-calls

import os
from collections.abc import Iterator

import pymupdf
from pymupdf import mupdf

from viewer import cleaned_wire, wire
from viewer.beginnings import LOOKED_AT_BYTES, before_pdf
from viewer.limits import Limits
from viewer.sandbox import cleaning, drawing, fallback, ink, inspection, letters, traces, words
from viewer.sandbox.cleaned import proof
from viewer.sandbox.inspection import PARSER_ERRORS
from viewer.sandbox.locks import DATA_FD
from viewer.sandbox.photographs import opening
from viewer.wire import Cause

# The parser keeps up to 256 MiB of fonts and decoded images; halving now and then drops those of past pages.
SHRINK_EVERY = 16
COMPARED_BYTES = 3 << 20  # a whole number of pixels
LOST = "cannot encode character"
"""The parser's words for a code that a font's character map says nothing of: it draws nothing for it."""
_NO_TEXT = words.Text((), ())


class GiveUp(Exception):
    """The document cannot be read on; the cause goes to the service."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.name)
        self.cause = cause


class DocumentReader:
    """`parse` is called once, in a fresh child."""

    def __init__(self, limits: Limits, stand_ins: fallback.StandIns) -> None:
        self._limits = limits
        self._stand_ins = stand_ins

    def parse(self, request: wire.Request, untrusted_input: memoryview, output: memoryview) -> None:
        """Sends INFO, then PAGE by PAGE, then END; or CLEANED, PROVEN or MARKED alone, as asked; or FAILED."""
        try:
            self._answer(request, untrusted_input, output)
        except GiveUp as reason:
            _send(wire.pack_failed(reason.cause))
        except opening.Unopened as reason:
            os.write(2, str(reason)[:500].encode("utf-8", "replace"))
            _send(wire.pack_failed(Cause.NOT_PICTURE))
        except cleaning.NotClean:
            _send(wire.pack_failed(Cause.NOT_CLEAN))
        except MemoryError:
            _send(wire.pack_failed(Cause.OUT_OF_MEMORY))
        except PARSER_ERRORS as error:
            # All but memory mean that the parser could not make sense of the document.
            os.write(2, f"{type(error).__name__}: {error}"[:500].encode("utf-8", "replace"))
            _send(wire.pack_failed(Cause.OUT_OF_MEMORY if _is_memory(str(error)) else Cause.DAMAGED))

    def _answer(self, request: wire.Request, untrusted_input: memoryview, output: memoryview) -> None:
        if request.task == wire.Task.PICTURE:
            for frame in opening.frames(untrusted_input, request.long_side_px, output, self._limits):
                _send(frame)
            return
        document = self._open(untrusted_input)
        if request.task == wire.Task.CLEAN:
            self._tell_cleaned(document, untrusted_input, output)
            return
        if request.task == wire.Task.PROVE:
            self._tell_proven(document, untrusted_input)
            return
        if request.task == wire.Task.MARKS:
            self._tell_marked(document)
            return
        self._tell_info(document)
        for place, number in enumerate(self._numbers(request, document.page_count)):
            self._tell_page(document, number, request, output, is_first=place == 0)
        _send(wire.pack_end(is_repaired=bool(document.is_repaired)))

    def _open(self, untrusted_input: memoryview) -> pymupdf.Document:
        before = before_pdf(bytes(untrusted_input[:LOOKED_AT_BYTES]))
        if before is None:
            raise GiveUp(Cause.NOT_PDF)
        # The places that a file gives of its objects count from where the PDF begins.
        document = pymupdf.open(stream=bytes(untrusted_input[before:]), filetype="pdf")
        # The parser looks at content, not at the type it was told: HTML or an image would open too.
        if not document.is_pdf:
            raise GiveUp(Cause.NOT_PDF)
        if document.needs_pass:
            raise GiveUp(Cause.ENCRYPTED)
        pages = self._pages(document)
        if pages < 1:
            raise GiveUp(Cause.NO_PAGES)
        if pages > self._limits.pages:
            raise GiveUp(Cause.TOO_MANY_PAGES)
        return document

    def _pages(self, document: pymupdf.Document) -> int:
        """The parser takes a document for broken that has more pages than objects: a page may be named many times."""
        try:
            return int(document.page_count)
        except PARSER_ERRORS:
            if inspection.counted_pages(document, self._limits) > self._limits.pages:
                raise GiveUp(Cause.TOO_MANY_PAGES) from None
            raise

    def _tell_cleaned(self, document: pymupdf.Document, untrusted_input: memoryview, output: memoryview) -> None:
        for place in range(document.page_count):
            self._check_size(document.load_page(place).rect, cleaning.READING_LONG_SIDE)
        self._stand_ins.fit(document, inspection.inspect(document, self._limits).composites)
        head, data = cleaning.clean(document, untrusted_input, self._limits)
        # A failed allocation is only a message to the parser: a page would lack something.
        if _is_memory(pymupdf.TOOLS.mupdf_warnings()):
            raise GiveUp(Cause.OUT_OF_MEMORY)
        if len(data) > min(len(output), self._limits.file_bytes):
            raise GiveUp(Cause.FILE_TOO_LARGE)
        output[: len(data)] = data
        _send(cleaned_wire.pack_cleaned(head))

    def _tell_proven(self, document: pymupdf.Document, untrusted_input: memoryview) -> None:
        """Whether a cleaned file is as one must be."""
        found = traces.found_in(document, untrusted_input, self._limits)
        if wrong := proof.strange(document) or " ".join(sorted(found)):
            os.write(2, wrong[:500].encode("utf-8", "replace"))
            raise cleaning.NotClean
        for place in range(document.page_count):
            page = document.load_page(place)
            self._check_size(page.rect, cleaning.READING_LONG_SIDE)
            if cleaning.says_unseen(page):
                os.write(2, b"unseen letters")
                raise cleaning.NotClean
        _send(cleaned_wire.pack_proven(document.page_count))

    def _tell_marked(self, document: pymupdf.Document) -> None:
        """Where pages are marked to be blacked out, as far as that lies on the page."""
        found: list[cleaned_wire.MarkedPlace] = []
        for place in range(document.page_count):
            page = document.load_page(place)
            rect = page.rect
            self._check_size(rect, cleaning.READING_LONG_SIDE)
            for mark in inspection.marked_places(page):
                x0, x1 = (min(max(x / rect.width, 0.0), 1.0) for x in (mark.x0, mark.x1))
                y0, y1 = (min(max(y / rect.height, 0.0), 1.0) for y in (mark.y0, mark.y1))
                if x0 < x1 and y0 < y1:
                    found.append(cleaned_wire.MarkedPlace(place + 1, x0, y0, x1, y1))
            if len(found) > self._limits.words_per_page:
                raise cleaning.NotClean
        _send(cleaned_wire.pack_marked(document.page_count, found))

    def _tell_info(self, document: pymupdf.Document) -> None:
        warnings, composites = inspection.inspect(document, self._limits)
        self._stand_ins.fit(document, composites)
        outline, is_whole = inspection.outline(document, self._limits)
        if not is_whole:
            warnings.add("outline")
        if document.is_repaired:
            warnings.add("repaired")
        _send(wire.pack_info(document.page_count, warnings, outline, inspection.numberings(document, self._limits)))

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
        scale = request.long_side_px / max(rect.width, rect.height)
        pixmap, samples = _draw(shown, scale)
        text, is_covered, is_boxed = _NO_TEXT, False, False
        if request.with_text:
            text, is_covered, is_boxed = self._text(rect, shown, scale, pixmap)
        links = words.links(document, page, rect, self._limits) if request.with_text else ()
        # A failed allocation inside a page is only a message to the parser: the page would lack an image.
        warnings = pymupdf.TOOLS.mupdf_warnings()
        if _is_memory(warnings):
            raise GiveUp(Cause.OUT_OF_MEMORY)
        channels = len(samples) // (pixmap.width * pixmap.height)
        size = (rect.width, rect.height, pixmap.width, pixmap.height, channels)
        # One buffer serves every page: wait until the service has taken the one before.
        if not is_first and os.read(DATA_FD, 1) != wire.GO_ON:
            raise GiveUp(Cause.DAMAGED)
        output[: len(samples)] = samples
        # After the letters were looked at: they are compared with what the parser draws.
        drawing.sharpen_hairlines(shown, scale, drawing.raster(output, pixmap.height, pixmap.width, channels))
        is_marked = request.with_text and inspection.is_marked(page)
        missing = self._stand_ins.missing_on(shown, self._limits) if request.with_text else fallback.NONE_MISSING
        is_boxed = is_boxed or missing.is_undrawn or (request.with_text and LOST in warnings)
        found = (text.unseen, is_covered, is_marked, missing.names, is_boxed)
        _send(wire.pack_page(wire.PageHead(number, *size, text.words, tuple(links), *found)))
        if number % SHRINK_EVERY == 0:
            pymupdf.TOOLS.store_shrink(50)

    def _text(
        self, rect: pymupdf.Rect, shown: pymupdf.DisplayList, scale: float, pixmap: pymupdf.Pixmap
    ) -> tuple[words.Text, bool, bool]:
        """The text, whether some of it lies under something, and whether some letters are drawn as boxes."""
        found = letters.found_on(shown)
        if not len(found):
            return _NO_TEXT, False, False
        look = ink.look(found, shown, rect, scale, drawing.view(pixmap))
        return words.text(found, look.seen, rect, self._limits), look.is_covered, bool(found.is_boxed.any())

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
