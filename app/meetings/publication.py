"""The check before publication (what must be put right, what will happen at each level), and publishing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.table import HandlingLine, HandlingTable, describe
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.pages.traceable import UNTRACEABLE_ADVICE, is_traced, untraceable_pages, untraceable_title
from app.materials.progress import file_findings
from app.materials.queries import lock_material
from app.materials.subjects import about_paper
from app.meetings.acts import group_ids
from app.meetings.agenda import items_of
from app.meetings.errors import (
    MeetingCancelled,
    MeetingNotPublished,
    NotPublishable,
    PaperChanged,
    PaperNotReady,
    PublishedAlready,
)
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.meetings.papers.queries import PreparedPaper, papers_of
from app.meetings.papers.words import waiting_words
from app.meetings.subjects import about_meeting
from app.seals import ALTERED
from app.web.forms.merging import mark


@dataclass(frozen=True)
class PublicationFinding:
    """One thing the check says. `tone`: stop (blocks), warn (worth a look), run (goes on by itself).

    `paper`: None for a finding about the whole meeting. `on_its_page`: it is put right on the paper's own page.
    """

    tone: str
    title: str
    advice: str
    paper: PreparedPaper | None = None
    on_its_page: bool = False


@dataclass(frozen=True)
class LevelOutlook:
    """What publication means for the papers of one level, in the handling table's words."""

    level: Confidentiality
    titles: list[str]
    lines: list[HandlingLine]


@dataclass(frozen=True)
class Check:
    """The whole check; the meeting can be published when nothing blocks.

    `mark`: of the meeting's words and time, its agenda, all papers with their readers, and who attends. Publication
    demands that the mark has not changed.
    """

    findings: list[PublicationFinding]
    outlook: list[LevelOutlook]
    ready: int
    later: int
    mark: str

    @property
    def blocking(self) -> list[PublicationFinding]:
        return [finding for finding in self.findings if finding.tone == "stop"]

    @property
    def others(self) -> list[PublicationFinding]:
        return [finding for finding in self.findings if finding.tone != "stop"]


def check(session: Session, actor: Actor, meeting: Meeting, handling: HandlingTable) -> Check:
    """Check the meeting, its agenda and all papers that are not withdrawn."""
    papers = [paper for paper in papers_of(session, actor, meeting.id) if paper.material.withdrawn_at is None]
    own = [paper for paper in papers if may_publish(actor, paper)]
    items = items_of(session, meeting.id)
    findings = _findings_of_meeting(items, papers)
    for paper in papers:
        findings.extend(findings_of(paper))
    findings.extend(_trace_findings(session, papers))
    if left := sum(paper.material.published_at is None for paper in papers) - sum(
        paper.material.published_at is None for paper in own
    ):
        advice = "会議が公開されたあとで、事務局長が会議の準備の画面から公開します。それまで、だれにも見えません。"
        findings.append(PublicationFinding("warn", f"機密性3A の資料 {left}\u00a0件は公開されません", advice))
    order = {"stop": 0, "warn": 1, "run": 2}
    return Check(
        findings=sorted(findings, key=lambda finding: order[finding.tone]),
        outlook=_outlook(own, handling),
        ready=sum(paper.is_ready for paper in own),
        later=sum(paper.state.is_moving and not paper.is_ready for paper in own),
        mark=_mark(session, meeting, items, papers),
    )


def _mark(session: Session, meeting: Meeting, items: Sequence[AgendaItem], papers: Sequence[PreparedPaper]) -> str:
    """The mark of all that publication makes visible."""
    return mark(
        meeting.title,
        meeting.place,
        str(meeting.starts_at),
        [f"{item.id} {item.parent_id or ''} {item.position} {item.number_label} {item.title}" for item in items],
        [paper.mark for paper in papers],
        group_ids(session, meeting.id),
    )


def _findings_of_meeting(items: Sequence[AgendaItem], papers: Sequence[PreparedPaper]) -> list[PublicationFinding]:
    """What concerns the agenda as a whole."""
    findings: list[PublicationFinding] = []
    if not items:
        findings.append(
            PublicationFinding(
                "stop", "議事日程がありません", "会議の準備の画面で、日程を 1\u00a0件以上追加してください。"
            )
        )
    if not papers:
        findings.append(
            PublicationFinding("warn", "資料がありません", "このまま公開すると、議員には議事日程だけが表示されます。")
        )
    if loose := [paper for paper in papers if paper.attachment is None or paper.attachment.agenda_item_id is None]:
        titles = "、".join(paper.title for paper in loose[:4]) + ("　ほか" if len(loose) > 4 else "")
        advice = f"{titles}。会議の準備の画面で、日程の行へ移してください。このままでは「配付資料」として並びます。"
        findings.append(PublicationFinding("warn", f"日程のない資料が {len(loose)}\u00a0件あります", advice))
    return findings


def lock_papers(session: Session, meeting: Meeting) -> None:
    """Lock the papers until the unit ends, so that their files, labels and readers stay as the check finds them."""
    laid = select(Attachment.material_id).where(Attachment.meeting_id == meeting.id)
    for material_id in sorted(session.scalars(laid)):
        lock_material(session, material_id)


def may_publish(actor: Actor, paper: PreparedPaper) -> bool:
    """True when this person may show this very paper to its readers; a 3A paper is the administrator's."""
    return decide(actor, Action.MATERIAL_PUBLISH, PaperFacts(level=paper.material.label)).is_allowed


def findings_of(paper: PreparedPaper) -> list[PublicationFinding]:
    """The findings about one paper."""
    every = (_place_findings, _file_findings, _upload_findings, _label_findings, _reader_findings)
    return [finding for findings in every for finding in findings(paper)]


def _place_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    if paper.attachment is None or paper.attachment.is_intact:
        return []
    advice = "だれかが、この資料の会議か日程をシステムの外から変えたかもしれません。議会事務局長に知らせてください。"
    return [PublicationFinding("stop", f"資料の置き場所に{ALTERED}があります", advice, paper)]


def _file_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    state = paper.state
    if state.can_retry:
        advice = "会議の準備の画面で「入れ直す」を選ぶか、この資料を取り下げてください。"
        if paper.is_ready:
            return [PublicationFinding("warn", state.text, f"いまは前の版が表示されます。{advice}", paper)]
        return [PublicationFinding("stop", state.text, advice, paper)]
    if paper.current is not None and (state.is_moving or paper.versions.prepared is not None):
        advice = (
            "公開すると前の版が表示されます。新しい版は、できてから資料の画面で見比べて公開するまで表示されません。"
        )
        return [PublicationFinding("warn", state.text, advice, paper, on_its_page=True)]
    if state.is_moving:
        advice = "待たなくても公開できます。変換が終わりしだい、自動で表示されます。"
        return [PublicationFinding("run", state.text, advice, paper)]
    return []


def _upload_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    """The findings in the file that readers will get, in the same words as after its upload."""
    if paper.current is None:
        return []
    found = file_findings(paper.current)
    return [PublicationFinding("warn", each.title, each.advice, paper, on_its_page=True) for each in found]


def _trace_findings(session: Session, papers: Sequence[PreparedPaper]) -> list[PublicationFinding]:
    """Of which papers that are not for residents some pages name nobody when a copy of them is found."""
    traced = {paper.current.id: paper for paper in papers if paper.current and is_traced(paper.material.level)}
    found = untraceable_pages(session, traced)
    return [
        PublicationFinding("warn", untraceable_title(pages), UNTRACEABLE_ADVICE, traced[version_id], on_its_page=True)
        for version_id, pages in found.items()
    ]


def _label_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    if paper.pending is not None:
        is_3a = paper.pending.payload.names_3a
        advice = "事務局長に、資料の画面で確認を頼んでください。" if is_3a else "いまの区分のまま公開されます。"
        words = waiting_words(paper.pending.payload)
        return [PublicationFinding("stop" if is_3a else "warn", words, advice, paper, on_its_page=True)]
    if paper.material.label is None:
        advice = "このまま公開できます。公開したあとで下げるには、もう 1\u00a0人の確認が必要です。"
        return [PublicationFinding("warn", "区分がありません（3C として扱います）", advice, paper)]
    return []


def _reader_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    if paper.audience.at(paper.material.level):
        return []
    if paper.material.level is Confidentiality.C3A:
        title = "機密性3A なのに、名前を指定された人がいません"
        advice = "事務局長が、資料の画面で読める人を名前で指定してください。"
        return [PublicationFinding("stop", title, advice, paper, on_its_page=True)]
    advice = "資料の画面で、読める人を 1\u00a0人以上選んでください。"
    if paper.audience.groups or paper.audience.persons:
        advice = f"選ばれている会派・委員会には人がいないか、名前を挙げた人が退任か停止をしています。{advice}"
    return [PublicationFinding("stop", "読める人がいません", advice, paper, on_its_page=True)]


def publish_meeting(session: Session, by: By, meeting: Meeting, checked: Check) -> None:
    """Show the meeting and its papers to those who attend. Raises PublishedAlready or NotPublishable.

    `checked`: the check, made in this unit and equal to the one on the person's screen.
    Papers that this person may not publish one by one are left out. Papers that are still being converted are published
    too: a first file appears when it is ready, a later one waits until it is sent out, as in any published paper.
    """
    if meeting.published_at is not None:
        raise PublishedAlready
    if checked.blocking:
        raise NotPublishable
    moment = clock.now()
    meeting.state, meeting.published_at = "published", moment
    laid = [paper for paper in papers_of(session, by.actor, meeting.id) if paper.material.withdrawn_at is None]
    papers = [paper for paper in laid if may_publish(by.actor, paper)]
    for paper in papers:
        if paper.material.published_at is None:
            _publish(session, by, meeting, paper)
    note(session, by, EventKind.MEETING_PUBLISHED, about_meeting(meeting), title=meeting.title, papers=len(papers))


def publish_paper(
    session: Session, by: By, meeting: Meeting, paper: PreparedPaper, *, is_as_shown: bool = True
) -> None:
    """Show one more paper of a meeting that is published. `is_as_shown`: its mark is that of the screen.

    Raises MeetingNotPublished, MeetingCancelled, PaperNotReady, or PaperChanged.
    """
    if meeting.published_at is None:
        raise MeetingNotPublished
    if meeting.is_cancelled:
        raise MeetingCancelled
    if paper.material.withdrawn_at is not None or any(finding.tone == "stop" for finding in findings_of(paper)):
        raise PaperNotReady
    if not is_as_shown and paper.material.published_at is None:
        raise PaperChanged
    if paper.material.published_at is None:
        _publish(session, by, meeting, paper)


def _publish(session: Session, by: By, meeting: Meeting, paper: PreparedPaper) -> None:
    paper.material.published_at = moment = clock.now()
    paper.material.first_published_at = paper.material.first_published_at or moment
    about, level = about_paper(paper.material, paper.current), paper.material.level.value
    note(session, by, EventKind.MATERIAL_CHANGED, about, what="published", meeting=meeting.id, level=level)


def _outlook(papers: Sequence[PreparedPaper], handling: HandlingTable) -> list[LevelOutlook]:
    outlook: list[LevelOutlook] = []
    for level in Confidentiality:
        own = [paper for paper in papers if paper.material.level is level]
        if own:
            lines = describe(level, is_released=False, readers=readers_words(own, level), table=handling)
            outlook.append(LevelOutlook(level, [paper.title for paper in own], lines))
    return outlook


def readers_words(papers: Sequence[PreparedPaper], level: Confidentiality) -> str:
    """Who can read several papers at this level, in words for one sentence; "" when nobody can read any of them.

    Exact only when all have the same readers.
    """
    words = {paper.audience.at(level) for paper in papers}
    return words.pop() if len(words) == 1 else "資料ごとに決めた人" if words else ""
