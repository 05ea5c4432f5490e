"""A file that is being converted: the values that one stage of its conversion leaves for the next."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from app.jobs.runs import JobRun
from app.materials.models import Version
from app.materials.pages.contents import PageFindings, WrittenLink
from app.materials.pages.workshop import Workshop
from app.materials.progress import dump_finding_pages
from viewer.alignment.identity import PageIdentity
from viewer.failures import ViewerFailure
from viewer.render import Reading, RenderedPage

Stage = Callable[["Incoming"], None]
"""One step of a conversion, applied to the whole file.

The worker may die at any point, and the step then runs again, so it looks first for what is there already. For a file
that cannot be used it raises ViewerFailure or UploadRefused, whose sentence the clerk reads. After any other error the
job is tried again.
"""

FIRST_BYTES_MAX = 16
START_BYTES = 1024
"""Number of first bytes looked at: no kind of file needs more to be recognised."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that a clerk may upload. `endings` like 「.pdf」, in small letters; `stages` in their order.

    `beginning`: from a file's start to what of it is compared with `first_bytes`, for kinds that may begin with spaces.
    """

    name: str
    first_bytes: bytes
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    stages: tuple[Stage, ...]
    beginning: Callable[[bytes], bytes] = bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.first_bytes) <= FIRST_BYTES_MAX:
            raise ValueError(f"{self.name}: {self.first_bytes!r} cannot be looked for")

    def begins(self, untrusted_start: bytes) -> bool:
        """Whether a file with this start, of at most `START_BYTES`, is of this kind."""
        return self.beginning(untrusted_start[:START_BYTES]).startswith(self.first_bytes)

    def could_begin(self, untrusted_start: bytes) -> bool:
        """Whether it may still prove to be, when more of it is known."""
        known = self.beginning(untrusted_start[:START_BYTES])[: len(self.first_bytes)]
        return self.first_bytes.startswith(known) and (bool(known) or len(untrusted_start) < START_BYTES)


@dataclass(frozen=True)
class AcceptedFiles:
    """The kinds of files that may be uploaded, and the sentence for a file that is none of them."""

    kinds: tuple[FileKind, ...]
    refusal: type[ViewerFailure]

    def kind_of(self, untrusted_start: bytes) -> FileKind | None:
        """The kind whose first bytes a file begins with; None when there is none, or when too little is known yet."""
        return next((kind for kind in self.kinds if kind.begins(untrusted_start)), None)

    def could_become(self, untrusted_start: bytes) -> bool:
        """True while the bytes known so far may still be the beginning of an accepted kind."""
        return any(kind.could_begin(untrusted_start) for kind in self.kinds)

    @property
    def endings(self) -> tuple[str, ...]:
        """「.pdf」 and so on."""
        return tuple(ending for kind in self.kinds for ending in kind.endings)

    @property
    def file_choice(self) -> str:
        """What a file field offers, as HTML's `accept`."""
        media_types = [media_type for kind in self.kinds for media_type in kind.media_types]
        return ",".join([*media_types, *self.endings])

    def without_ending(self, file_name: str) -> str:
        """「議案書.pdf」 → 「議案書」."""
        stem = file_name.strip()
        ending = next((ending for ending in self.endings if stem.lower().endswith(ending)), "")
        return stem[: len(stem) - len(ending)].strip()


@dataclass(frozen=True)
class WordedPage:
    """A drawn page with its words and links as they will be sealed."""

    page: RenderedPage
    text: bytes


@dataclass
class Incoming:
    """A version that is being converted. `pages_done` of its pages are kept already, by a worker that died or stopped.

    `source` names the sealed object that pages are drawn from: the original, unless a stage puts another in its place.
    `making`: of the version's pages. `is_anew`: readers have a former making, which this one is to replace.
    `directions`: of each page its letters in upright lines, and in level ones.
    `closing` holds what a stage has opened for later stages, and closes it after the last one.
    """

    shop: Workshop
    run: JobRun
    version_id: str
    sealed_key: str
    pages_done: int
    source: str
    accepted: AcceptedFiles
    making: int = 0
    is_anew: bool = False
    closing: ExitStack = field(default_factory=ExitStack)
    kind: FileKind | None = None
    reading: Reading | None = None
    drawn: Iterable[RenderedPage] = ()
    worded: Iterable[WordedPage] = ()
    links: dict[int, list[WrittenLink]] = field(default_factory=dict)
    findings: dict[int, PageFindings] = field(default_factory=dict)
    identities: dict[int, PageIdentity] = field(default_factory=dict)
    directions: dict[int, tuple[int, int]] = field(default_factory=dict)

    def note_findings(self, version: Version) -> None:
        """Write what was found in the file and on its pages into the version's row."""
        info = self.opened().info  # read now: damage may have been found while the last pages were drawn
        every = (code for number in sorted(self.findings) for code in self.findings[number].codes)
        found = (code for code in every if ":" not in code)  # without subjects
        version.warnings = ",".join((*info.warnings, *dict.fromkeys(found)))[:200]
        version.finding_pages = dump_finding_pages(
            {number: page.codes for number, page in self.findings.items() if page.codes}
        )

    def opened(self) -> Reading:
        """The document in the sandbox. Raises RuntimeError when no stage before has opened it."""
        if self.reading is None:
            raise RuntimeError("no stage has opened the document")
        return self.reading
