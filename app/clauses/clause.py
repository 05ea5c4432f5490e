"""The rows of the table of clauses: what a policy demands in a clause, and what this system does about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a clause is carried out here, as the table prints it."""

    DONE = "できる"
    PARTLY = "一部"
    NOT_YET = "まだ"
    BY_HAND = "手続き"


@dataclass(frozen=True)
class Clause:
    """One row. Raises TypeError at import for a row that claims more than it names.

    `number`: policy and clause, as 「I 2章5(1)①」. `demand`: what it asks for, in a few words of our own. `does`: what
    this system does about it. `screens`: addresses without a placeholder where it is done or seen. `code`: files that
    do it. `left`: what is still done by hand, or not at all. `tests`: tests marked with the clause's number.
    `evidence`: names of evidence that the page of clauses counts from the tables each time (`app.web.evidence`).
    """

    number: str
    demand: str
    state: State
    does: str = ""
    screens: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    left: str = ""
    tests: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.state is State.DONE and not (self.screens and self.tests):
            raise TypeError(f"{self.number}: done, and no screen or no test says so")
        if self.state is State.PARTLY and not (self.does and self.left):
            raise TypeError(f"{self.number}: partly, and not told what is done and what is left")
        if self.state in {State.NOT_YET, State.BY_HAND} and (self.tests or self.evidence):
            raise TypeError(f"{self.number}: not done here, and yet proven")


class Chapter:
    """Clauses that stand together in a policy, in its order."""

    def __init__(self, title: str, *clauses: Clause) -> None:
        self.title = title
        self.clauses = clauses

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)
