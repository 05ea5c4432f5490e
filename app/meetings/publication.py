"""Before and at publication: what stands in the way, what will happen at each level, and the act itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality
from app.access.table import HandlingLine, HandlingTable, describe
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.subjects import about_paper
from app.meetings.agenda import items_of
from app.meetings.errors import MeetingNotPublished, NotPublishable, PaperNotReady, PublishedAlready
from app.meetings.models import Meeting
from app.meetings.papers.queries import PreparedPaper, papers_of
from app.meetings.papers.words import waiting_words
from app.meetings.subjects import about_meeting


@dataclass(frozen=True)
class PublicationFinding:
    """One thing the check says. `tone`: stop (blocks), warn (worth a look), run (goes on by itself).

    `paper` is None for what concerns the whole meeting; `on_its_page`: to be put right on the paper's own page.
    """

    tone: str
    title: str
    advice: str
    paper: PreparedPaper | None = None
    on_its_page: bool = False


@dataclass(frozen=True)
class LevelOutlook:
    """What publication means for the papers of one level, in the words of the handling table."""

    level: Confidentiality
    titles: list[str]
    lines: list[HandlingLine]


@dataclass(frozen=True)
class Check:
    """The whole check; the meeting can be published when nothing blocks."""

    findings: list[PublicationFinding]
    outlook: list[LevelOutlook]
    ready: int
    later: int

    @property
    def blocking(self) -> list[PublicationFinding]:
        return [finding for finding in self.findings if finding.tone == "stop"]

    @property
    def others(self) -> list[PublicationFinding]:
        return [finding for finding in self.findings if finding.tone != "stop"]


def check(session: Session, meeting: Meeting, handling: HandlingTable) -> Check:
    """Look at everything that will be published: papers that are not withdrawn."""
    papers = [paper for paper in papers_of(session, meeting.id) if paper.material.withdrawn_at is None]
    findings: list[PublicationFinding] = []
    if not items_of(session, meeting.id):
        findings.append(
            PublicationFinding(
                "stop", "議事日程がありません", "会議の準備の画面で、日程を 1\u00a0件以上追加してください。"
            )
        )
    if not papers:
        findings.append(
            PublicationFinding("warn", "資料がありません", "このまま公開すると、議員には議事日程だけが表示されます。")
        )
    for paper in papers:
        findings.extend(findings_of(paper))
    order = {"stop": 0, "warn": 1, "run": 2}
    return Check(
        findings=sorted(findings, key=lambda finding: order[finding.tone]),
        outlook=_outlook(papers, handling),
        ready=sum(paper.is_ready for paper in papers),
        later=sum(paper.state.is_moving and not paper.is_ready for paper in papers),
    )


def findings_of(paper: PreparedPaper) -> list[PublicationFinding]:
    """What the check says about one paper."""
    return [*_file_findings(paper), *_label_findings(paper), *_reader_findings(paper)]


def _file_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    state = paper.state
    if state.can_retry:
        advice = "会議の準備の画面で「入れ直す」を選ぶか、この資料を取り下げてください。"
        if paper.is_ready:
            return [PublicationFinding("warn", state.text, f"いまは前の版が表示されます。{advice}", paper)]
        return [PublicationFinding("stop", state.text, advice, paper)]
    if state.is_moving:
        advice = "待たなくても公開できます。変換が終わりしだい、自動で表示されます。"
        return [PublicationFinding("run", state.text, advice, paper)]
    return []


def _label_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    if paper.pending is not None:
        is_3a = paper.pending.payload.names_3a
        advice = "事務局長に、資料の画面で確認を頼んでください。" if is_3a else "いまの区分のまま公開されます。"
        words = waiting_words(paper.pending.payload)
        return [PublicationFinding("stop" if is_3a else "warn", words, advice, paper, on_its_page=True)]
    if paper.material.label is None:
        advice = "このまま公開できます。ほかの区分にするときは、先に選んでください。"
        return [PublicationFinding("warn", "区分がありません（3C として扱います）", advice, paper)]
    return []


def _reader_findings(paper: PreparedPaper) -> list[PublicationFinding]:
    if paper.audience.persons:
        return []
    if paper.material.level is Confidentiality.C3A:
        title = "機密性3A なのに、名前を指定された人がいません"
        advice = "事務局長が、資料の画面で読める人を名前で指定してください。"
        return [PublicationFinding("stop", title, advice, paper, on_its_page=True)]
    if not paper.audience.groups:
        advice = "資料の画面で、読める人を 1\u00a0人以上選んでください。"
        return [PublicationFinding("stop", "読める人がいません", advice, paper, on_its_page=True)]
    return []


def publish_meeting(session: Session, by: By, meeting: Meeting, handling: HandlingTable) -> None:
    """Show the meeting and its papers to those who attend. Raises PublishedAlready or NotPublishable.

    Papers that are still being converted are published too and appear by themselves when they are ready.
    """
    if meeting.published_at is not None:
        raise PublishedAlready
    if check(session, meeting, handling).blocking:
        raise NotPublishable
    moment = clock.now()
    meeting.state, meeting.published_at = "published", moment
    papers = [paper for paper in papers_of(session, meeting.id) if paper.material.withdrawn_at is None]
    for paper in papers:
        if paper.material.published_at is None:
            _publish(session, by, meeting, paper)
    note(session, by, EventKind.MEETING_PUBLISHED, about_meeting(meeting), title=meeting.title, papers=len(papers))


def publish_paper(session: Session, by: By, meeting: Meeting, paper: PreparedPaper) -> None:
    """Show one more paper of a meeting that is published. Raises MeetingNotPublished or PaperNotReady."""
    if meeting.published_at is None:
        raise MeetingNotPublished
    if paper.material.withdrawn_at is not None or any(finding.tone == "stop" for finding in findings_of(paper)):
        raise PaperNotReady
    if paper.material.published_at is None:
        _publish(session, by, meeting, paper)


def _publish(session: Session, by: By, meeting: Meeting, paper: PreparedPaper) -> None:
    paper.material.published_at = clock.now()
    about, level = about_paper(paper.material, paper.current), paper.material.level.value
    note(session, by, EventKind.MATERIAL_CHANGED, about, what="published", meeting=meeting.id, level=level)


def _outlook(papers: Sequence[PreparedPaper], handling: HandlingTable) -> list[LevelOutlook]:
    outlook: list[LevelOutlook] = []
    for level in Confidentiality:
        own = [paper for paper in papers if paper.material.level is level]
        if own:
            lines = describe(level, is_released=False, readers=readers_words(own, level), table=handling)
            outlook.append(LevelOutlook(level, [paper.material.title for paper in own], lines))
    return outlook


def readers_words(papers: Sequence[PreparedPaper], level: Confidentiality) -> str:
    """Who can read, for one sentence about several papers: exact when all have the same readers."""
    named_only = level is Confidentiality.C3A
    words = {paper.audience.named_only if named_only else paper.audience.counted for paper in papers}
    return words.pop() if len(words) == 1 else "資料ごとに決めた人"
