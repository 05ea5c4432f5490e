"""Manuals as pages: read by everybody, escaped, and led to by each screen at the section that tells of it."""

import re
from urllib.parse import unquote

import pytest

from app.access.levels import CLAUSES, MEANINGS, Confidentiality
from app.guides.help import SCREENS, Section
from app.guides.manual import FOLDER, TITLES, guide
from app.guides.markdown import Wording, read
from app.registers.kept.incidents import Mishap
from tests.rules import house
from tests.support.council import Council

pytestmark = pytest.mark.alike("what the manuals say and lead to; others ask for the same on both")

SECTIONS = sorted({section for each in SCREENS.values() for section in each}, key=str)
_HELP = re.compile(r'<a class="help-link" href="(/guides/[a-z]+)(?:\?back=([^"#]+))?(?:#([^"]+))?"')


def screens() -> set[str]:
    """Templates that are whole screens, and which others draw no frame for."""
    texts = {
        name.removeprefix("app/templates/"): house.text(name)
        for name in house.tracked(".html")
        if name.startswith("app/")
    }
    frames = {"base.html", "parts/gate.html"}
    extended = {name: re.search(r'{% extends "([^"]+)"', text) for name, text in texts.items()}
    return {name for name, base in extended.items() if base and base[1] in frames} - frames


def test_every_screen_has_a_section_of_a_manual() -> None:
    assert screens() - {"guides/guide.html"} == SCREENS.keys(), "name its section in SCREENS of app/guides/help.py"


@pytest.mark.parametrize("section", SECTIONS, ids=str)
def test_section_is_a_heading_of_its_manual(section: Section) -> None:
    shown = guide(section.guide)

    assert not section.words or section.anchor in {part.anchor for part in shown.parts}


@pytest.mark.clause("I 6-3(4)")
def test_every_kind_of_incident_has_its_steps_in_the_guide(council: Council) -> None:
    page = council.browser("admin").get("/guides/office").text
    rows = re.findall(r"<tr><td>([^<]+)</td>((?:<td>(?:(?!</td>).)+</td>){4})</tr>", page)

    assert {words for words, _steps in rows} >= {mishap.words for mishap in Mishap}


@pytest.mark.parametrize("key", TITLES)
def test_manual_is_shown_whole_to_everybody(council: Council, key: str) -> None:
    page = council.browser().get(f"/guides/{key}")

    assert page.status_code == 200
    assert f'<h1 id="{guide(key).parts[0].anchor}">{TITLES[key]}</h1>' in page.text
    assert guide(key).parts[0].words == TITLES[key]
    assert re.findall(r"\*\*|^#+ |docs/ja/[a-z]+\.md", page.text, re.MULTILINE) == []
    anchors = [part.anchor for part in guide(key).parts]
    assert len(set(anchors)) == len(anchors)
    assert all(f'id="{anchor}"' in page.text for anchor in anchors)


@pytest.mark.parametrize(
    ("login", "path", "leads_to"),
    [
        (None, "/signin", "/guides/member#サインインする"),
        ("member1", "/", "/guides/member#資料を読む"),
        ("chair", "/admin/people", "/guides/chair#待っているもの"),
        ("admin", "/admin/people", "/guides/office#準備ができていない人"),
        ("clerk1", "/admin/resets", "/guides/clerk#議員を助ける"),
        ("chair", "/admin/resets", "/guides/chair#パスキーをなくした人を助ける"),
    ],
)
def test_each_person_is_led_to_the_own_manual(council: Council, login: str | None, path: str, leads_to: str) -> None:
    browser = council.browser(login)

    links = _HELP.findall(browser.get(path).text)

    assert [f"{to}#{unquote(anchor)}" for to, _back, anchor in links] == [leads_to]
    assert links[0][1] == path
    back = browser.get(f"{links[0][0]}?back={path}").text
    assert f'href="{path}">' in back
    assert f'id="{unquote(links[0][2])}"' in back
    assert not _HELP.search(back)


def test_manual_says_of_levels_and_clauses_what_their_badges_say() -> None:
    manual = (FOLDER / "member.md").read_text("utf-8")

    assert [words for words in (*MEANINGS.values(), *CLAUSES.values()) if words not in manual] == []
    assert MEANINGS.keys() == {*Confidentiality, "公開"}
    assert "資料の区分" in {part.anchor for part in guide("member").parts}


def test_way_back_leads_to_no_other_site(council: Council) -> None:
    for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        assert "evil" not in council.browser().get("/guides/member", params={"back": elsewhere}).text


def test_members_find_on_every_screen_whom_to_ring_up(council: Council) -> None:
    """The members' manual says so; the office's own people have that number."""
    member, clerk = council.browser("member1"), council.browser("clerk1")

    told = [member.get(path).text for path in ("/", "/permits", "/registers", "/account", "/guides/member")]

    assert all("困ったとき：みなと町議会事務局" in page for page in told)
    assert "困ったとき" not in clerk.get("/prepare").text


def test_manual_that_is_not_there_is_not_found(council: Council) -> None:
    assert council.browser().get("/guides/secret").status_code == 404


def test_markup_is_read_as_it_is_written() -> None:
    text = (
        "# 題\n\n**始め**：<b>`<i>` [押す](javascript:alert) `docs/ja/chair.md`\n\n"
        "1. 一つ\n   続き\n   - 中\n2. 二つ\n\n- 別\n\n| あ | い |\n| --- | --- |\n| **ろ** | は |\n\n```\n<pre>\n```\n"
        "![絵](x.png)\n"
    )

    done = read(text, lambda name: ("/guides/chair", "議長") if name == "docs/ja/chair.md" else None)

    heading, words, numbered, plain, table, code, picture = done.blocks
    assert (heading.level, heading.anchor, heading.line) == (1, "題", (Wording("題"),))
    assert words.anchor == "始め"
    assert [run.kind for run in words.line] == ["strong", "plain", "code", "plain", "plain", "plain", "link"]
    assert words.line[-1] == Wording("議長", "link", "/guides/chair")
    assert numbered.is_ordered
    assert [line for line, _ in numbered.entries] == [(Wording("一つ続き"),), (Wording("二つ"),)]
    assert [block.entries for block in numbered.entries[0][1]] == [(((Wording("中"),), ()),)]
    assert not plain.is_ordered
    assert table.rows == (((Wording("あ"),), (Wording("い"),)), ((Wording("ろ", "strong"),), (Wording("は"),)))
    assert (code.words, picture.words, picture.href) == ("<pre>", "絵", "")
