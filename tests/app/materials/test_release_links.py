"""Where the links of the file for the public lead is shown before it is released."""

import io

import pikepdf
import pytest

from tests.app.materials.office import Office
from tests.app.materials.test_releases import ask

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def with_links() -> bytes:
    """One address is read on the page, the other is not."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(b"BT /F1 12 Tf 60 700 Td (See https://city.example.jp/plan) Tj ET")
        page.Annots = pikepdf.Array(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array([60, 690, 200, 712]),
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address)),
            )
            for address in ("https://city.example.jp/plan", "https://intra.example.jp/taro")
        )
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def test_two_persons_see_where_the_links_that_stay_lead(office: Office) -> None:
    linked = ask(office, office.ready(with_links(), label="1").material_id)
    plain = ask(office, office.ready(label="1").material_id)

    pages = [office.council.browser("admin").get(f"/prepare/releases/{release}").text for release in (linked, plain)]

    assert "次のリンク先が残ります" in pages[0]
    assert "1&nbsp;ページ　https://city.example.jp/plan" in pages[0]
    assert "intra.example.jp" not in pages[0]
    assert "ほかの場所へのリンクは残りません。" in pages[1]
