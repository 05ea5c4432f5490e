"""What lies in the walked council: papers of every level, permits, meetings, devices, and what waits for somebody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.db import new_id
from app.rulebook.words import Concerned, RuleKind
from tests.support.council import PEOPLE

MEMBERS = frozenset(login for login, _, _, roles, _ in PEOPLE if Role.MEMBER in roles)


@dataclass(frozen=True)
class Paper:
    """One paper of the scene and its ids; `former` is a version that readers no longer get."""

    key: str
    label: Confidentiality | None
    audience: frozenset[str]
    named: frozenset[str] = frozenset()
    is_published: bool = True
    is_released: bool = False
    is_withdrawn: bool = False
    material: str = field(default_factory=new_id)
    version: str = field(default_factory=new_id)
    former: str = field(default_factory=new_id)

    @property
    def title(self) -> str:
        return f"表題〔{self.key}〕"

    def facts(self, login: str | None, *, is_former: bool = False, permit_of: str | None = None) -> PaperFacts:
        """What a decision for this person looks at."""
        return PaperFacts(
            level=self.label,
            is_released=self.is_released and not is_former,
            is_published=self.is_published and not is_former,
            is_withdrawn=self.is_withdrawn,
            in_audience=login in self.audience | self.named,
            is_named=login in self.named,
            is_further=is_former,
            has_download_permit=permit_of is not None,
            is_own_permit=permit_of is not None and permit_of == login,
            is_brought_by_actor=login == "clerk1",
        )


def papers_of_the_scene() -> dict[str, Paper]:
    made: list[Paper] = []
    for label in (*Confidentiality, None):
        is_3a = label is Confidentiality.C3A
        audience, named = (frozenset(), frozenset({"member1"})) if is_3a else (MEMBERS, frozenset())
        word = label.value if label else "区分なし"
        made.append(Paper(f"{word} 公開", label, audience, named))
        made.append(Paper(f"{word} 準備中", label, audience, named, is_published=False))
    c2, c1 = Confidentiality.C2, Confidentiality.C1
    made += [
        Paper("3A 名指しなし", Confidentiality.C3A, MEMBERS),
        Paper("2 取り下げ", c2, MEMBERS, is_withdrawn=True),
        Paper("2 執行部", c2, frozenset({"executive"})),
        Paper("1 住民に公開", c1, MEMBERS, is_released=True),
        Paper("1 公開後に取り下げ", c1, MEMBERS, is_released=True, is_withdrawn=True),
    ]
    return {paper.key: paper for paper in made}


@dataclass(frozen=True)
class PermitOf:
    """A permit of the scene."""

    key: str
    holder: str
    paper: Paper
    state: str
    is_used: bool = False
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class MeetingOf:
    """A meeting of the scene, with its one agenda item."""

    key: str
    is_published: bool
    attendees: frozenset[str]
    groups: tuple[str, ...]
    id: str = field(default_factory=new_id)
    item: str = field(default_factory=new_id)

    @property
    def title(self) -> str:
        return f"会議〔{self.key}〕"


@dataclass(frozen=True)
class ChangeOf:
    """A label change that waits."""

    asker: str
    paper: Paper
    to: Confidentiality
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class ReleaseOf:
    """A release that waits."""

    asker: str
    paper: Paper
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class DisposalOf:
    """A disposal that waits."""

    asker: str
    paper: Paper
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class DeviceOf:
    """A device that somebody has asked for."""

    holder: str
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class ResetOf:
    """New factors that somebody has asked for another."""

    person: str
    asker: str
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class LiftOf:
    """The lifting of a stop that somebody has asked for; the stop itself is over."""

    asker: str
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class StandardChangeOf:
    """A looser value that somebody has asked for."""

    asker: str
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class OfficeChangeOf(ResetOf):
    """A change of an office of power that somebody has asked for about another."""


@dataclass(frozen=True)
class ShorteningOf(DisposalOf):
    """A shorter time for a paper, which waits."""


AskedOf = ResetOf | ChangeOf | ReleaseOf | DisposalOf | LiftOf | StandardChangeOf


def permits_of_the_scene(papers: dict[str, Paper]) -> Iterator[PermitOf]:
    yield PermitOf("待ち", "member1", papers["3C 公開"], "asked")
    yield PermitOf("議長の待ち", "chair", papers["3C 公開"], "asked")
    for key in ("3A 公開", "3B 公開", "2 公開", "2 取り下げ", "2 準備中"):
        yield PermitOf(f"許可 {key}", "member1", papers[key], "granted")
    yield PermitOf("使用済み", "member1", papers["2 公開"], "granted", is_used=True)
    yield PermitOf("不許可", "member1", papers["2 公開"], "refused")


@dataclass(frozen=True)
class RuleOf:
    """A written rule or notice, by the administrator; `concerned`: whom it concerns."""

    kind: RuleKind
    concerned: Concerned
    id: str = field(default_factory=new_id)
