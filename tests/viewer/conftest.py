"""Papers made on the spot, good and hostile, and one renderer for all tests that do not break it."""

import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.support import corpus as documents
from viewer.render import Renderer

A4 = (595, 842)
WORDS = b"BT /F1 40 Tf 60 700 Td (Agenda) Tj ET"


class Papers:
    """Builders of small PDFs; every one returns the file's bytes."""

    @staticmethod
    def of(*contents: bytes, size: tuple[float, float] = A4, change: Callable[[Pdf], None] | None = None) -> bytes:
        """One page for each content stream; `change` may add what it likes before saving."""
        pdf = Pdf.new()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for content in contents:
            page = pdf.add_blank_page(page_size=size)
            page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
            page.Contents = pdf.make_stream(content)
        if change:
            change(pdf)
        return Papers.saved(pdf)

    @staticmethod
    def saved(pdf: Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
        out = io.BytesIO()
        pdf.save(out, encryption=encryption or False, static_id=encryption is None)
        return out.getvalue()

    @staticmethod
    def plain(pages: int = 1) -> bytes:
        return Papers.of(*([WORDS] * pages))

    @staticmethod
    def encrypted(user: str) -> bytes:
        return Papers.saved(Pdf.open(io.BytesIO(Papers.plain())), pikepdf.Encryption(owner="owner", user=user))

    @staticmethod
    def truncated() -> bytes:
        """Cut inside its last pages, like an upload that broke off."""
        whole = Papers.of(*[WORDS + b" %%%d" % number for number in range(40)])
        return whole[: len(whole) // 2]

    @staticmethod
    def slow(page: int, pages: int = 3) -> bytes:
        """One page calls forms that call forms: ten to the ninth strokes from two kilobytes."""

        def nest(pdf: Pdf) -> None:
            form = pdf.make_stream(b"0 0 m 500 800 l S")
            form.stream_dict.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 595, 842])})
            for _ in range(9):
                outer = pdf.make_stream(b"/X Do " * 10)
                outer.stream_dict.update(form.stream_dict)
                outer.stream_dict["/Resources"] = Dictionary(XObject=Dictionary(X=form))
                form = outer
            target = pdf.pages[page - 1]
            target.Resources = Dictionary(XObject=Dictionary(X=form))
            target.Contents = pdf.make_stream(b"/X Do")

        return Papers.of(*([WORDS] * pages), change=nest)

    @staticmethod
    def deflate_bomb(size_bytes: int) -> bytes:
        """A content stream of spaces that is a thousand times longer than the file."""
        squeeze = zlib.compressobj(9)
        block = b" " * (1 << 20)
        data = b"".join(squeeze.compress(block) for _ in range(size_bytes >> 20)) + squeeze.flush()

        def fill(pdf: Pdf) -> None:
            stream = pikepdf.Stream(pdf, data)
            stream.stream_dict["/Filter"] = Name.FlateDecode
            pdf.pages[0].Contents = stream

        out = io.BytesIO()
        pdf = Pdf.open(io.BytesIO(Papers.plain()))
        fill(pdf)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()

    @staticmethod
    def raw(*objects: bytes) -> bytes:
        """A file of these objects, numbered from 1 (the first is the catalog), with a right cross-reference table.

        pikepdf mends page trees when it saves; this does not.
        """
        out, places = b"%PDF-1.7\n", []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
        return out + head + table + end

    @staticmethod
    def page_tree(kids: bytes, count: int) -> bytes:
        """Object 2 is the root of the page tree, object 3 an honest page."""
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
        return Papers.raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), page)

    @staticmethod
    def without_pages() -> bytes:
        return Papers.saved(Pdf.new())


@pytest.fixture(scope="session")
def papers() -> Papers:
    return Papers()


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer() as made:
        yield made


@pytest.fixture(scope="session")
def corpus() -> Path:
    return documents.corpus()
