"""How long browsers keep the project's own scripts, styles and icons."""

import re

import pytest

from tests.support.council import Council

pytestmark = pytest.mark.alike("files of the project's own")


def test_file_that_is_named_with_its_version_is_kept_and_any_other_asked_for_again(council: Council) -> None:
    browser = council.browser("member1")
    sheet = re.search(r'href="(/static/css/base\.css\?v=\w+)"', browser.get("/").text)
    assert sheet is not None

    assert browser.fetch(sheet[1]).headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/static/css/base.css", "/client/ground/dom.js"):
        assert browser.fetch(path).headers["cache-control"] == "no-cache"
