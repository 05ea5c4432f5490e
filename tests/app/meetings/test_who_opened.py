"""Who has opened a paper: counted from the ledger, the present version told from former ones."""

from app.audit.append import record
from app.audit.vocabulary import Event, EventKind
from tests.app.meetings.scenes import open_paper, put_meeting, put_paper, replace_paper
from tests.support.council import Council


def _shown(council: Council, login: str, paper: str, times: int) -> None:
    with council.services.database.write() as unit:
        for page in range(times):
            record(
                unit, Event(EventKind.PAGE_ISSUED, actor_id=council.people[login].id, material_id=paper, page=page + 1)
            )


def test_page_counts_are_given_per_person(council: Council) -> None:
    paper = put_paper(council, put_meeting(council, is_published=True), "議案書", is_published=True)
    _shown(council, "member1", paper, 3)
    _shown(council, "clerk2", paper, 1)
    open_paper(council, "member1", paper)

    page = council.browser("admin").get(f"/prepare/materials/{paper}").text
    opened = page[page.index('id="opened"') :]

    assert "<b>1</b> / 4&nbsp;人" in opened
    assert opened.index("佐藤 花子") < opened.index("3&nbsp;回") < opened.index("小林 健") < opened.index("1&nbsp;回")


def test_person_who_opened_only_the_former_version_is_among_those_who_have_yet_to(council: Council) -> None:
    paper = put_paper(council, put_meeting(council, is_published=True), "議案書", is_published=True)
    _shown(council, "member1", paper, 2)
    open_paper(council, "member1", paper)
    replace_paper(council, paper)

    page = council.browser("admin").get(f"/prepare/materials/{paper}").text

    assert "<b>0</b> / 4&nbsp;人" in page
    assert "まだの人（4&nbsp;人）" in page


def test_pages_of_other_papers_do_not_count(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "議案書", is_published=True)
    other = put_paper(council, meeting, "説明資料", position=2, is_published=True)
    _shown(council, "member1", other, 5)

    assert "5&nbsp;回" not in council.browser("admin").get(f"/prepare/materials/{paper}").text
