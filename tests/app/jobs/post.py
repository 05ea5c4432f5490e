"""A trial domain with two kinds of job: letters that somebody waits for, and a long count in the background."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import Database
from app.jobs import acts
from app.jobs.kinds import JobKind
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.jobs.shifts import Shift
from app.jobs.slots import Slot


@dataclass(frozen=True)
class Letter:
    """To whom, and in how many sheets."""

    to: str
    sheets: int = 1


@dataclass(frozen=True)
class Count:
    """What is counted."""

    what: str


LETTER = JobKind("letter", Letter, lambda letter: letter.to, priority=3)
COUNT = JobKind("count", Count, lambda count: count.what, priority=7, is_background=True)
KINDS = (LETTER, COUNT)


@dataclass
class Post:
    """The services that handlers are bound to, and what came of it.

    `fails_with` is raised instead of a letter; `before_sheet` and `before_count` happen in between.
    """

    database: Database
    sent: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    fails_with: Exception | None = None
    before_sheet: Callable[[int], None] = lambda _sheet: None
    before_count: Callable[[], None] = lambda: None

    def send(self, letter: Letter, run: JobRun) -> None:
        """Sheet by sheet."""
        if self.fails_with is not None:
            raise self.fails_with
        for sheet in range(1, letter.sheets + 1):
            self.before_sheet(sheet)
            with self.database.write() as session:
                run.got_on(session, done=sheet, of=letter.sheets)
            self.sent.append(f"{letter.to} {sheet}")
            run.check()

    def count(self, count: Count, run: JobRun) -> None:
        """Three steps, and it makes way after each."""
        self.before_count()
        for step in range(3):
            self.sent.append(f"{count.what} {step}")
            run.make_way()

    def tell(self, letter: Letter, run: JobRun, error: Exception) -> None:
        """The sender hears of it."""
        del run
        self.told.append((letter.to, type(error).__name__))

    def handlers(self) -> tuple[AnyHandler, ...]:
        """As a domain exports them."""
        return Handler(LETTER, self.send, given_up=self.tell), Handler(COUNT, self.count)

    def registry(self) -> Registry:
        """As the worker assembles it."""
        return Registry(KINDS, self.handlers())

    def shift(self) -> Shift:
        """What slots share."""
        return Shift(self.database, self.registry().urgent)

    def slot(self, shift: Shift | None = None, name: str = "slot") -> Slot:
        """One that takes everything."""
        return Slot(shift or self.shift(), self.registry(), name=name)

    def ask(self, letter: Letter) -> str:
        """A letter to be sent; the job's id."""
        with self.database.write() as session:
            job = acts.enqueue(session, LETTER, letter)
        return job.id

    def job(self, job_id: str) -> Job:
        """Its row now."""
        with self.database.read() as session:
            return session.scalars(select(Job).where(Job.id == job_id)).one()

    def withdraw(self, job_id: str) -> bool:
        """Nobody wants it any more."""
        with self.database.write() as session:
            return acts.withdraw(session, job_id, {kind.name for kind in KINDS})
