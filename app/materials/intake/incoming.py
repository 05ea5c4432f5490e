"""A file on its way from its receipt to pages: what each stage finds, and what it leaves to the next."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from app.jobs.runs import JobRun
from app.materials.pages.contents import WrittenLink
from app.materials.pages.workshop import Workshop
from viewer.failures import ViewerFailure
from viewer.render import Reading, RenderedPage

Stage = Callable[["Incoming"], None]
"""One step of a file's way in, on the whole file.

It may be done again after a death at any point, so it looks for what is there. A file that it cannot use, it refuses
by ViewerFailure or UploadRefused, whose sentence the clerk reads; any other error is tried again.
"""

START_BYTES = 16
"""More than any kind of file needs to be told by its beginning."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that a clerk may put in. `endings` like 「.pdf」, in small letters; `stages` in their order."""

    name: str
    first_bytes: bytes
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.first_bytes) <= START_BYTES:
            raise ValueError(f"{self.name}: {self.first_bytes!r} cannot be looked for")


@dataclass(frozen=True)
class AcceptedFiles:
    """The kinds that may be put in, and what is said of a file that is none of them."""

    kinds: tuple[FileKind, ...]
    refusal: type[ViewerFailure]

    def kind_of(self, untrusted_start: bytes) -> FileKind | None:
        """The kind whose first bytes a file begins with; None when there is none, or when too little is known yet."""
        return next((kind for kind in self.kinds if untrusted_start.startswith(kind.first_bytes)), None)

    def could_become(self, untrusted_start: bytes) -> bool:
        """True while the bytes known so far may still be the beginning of an accepted kind."""
        return any(kind.first_bytes.startswith(untrusted_start[: len(kind.first_bytes)]) for kind in self.kinds)

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
    `closing` closes, when the last stage is over, what a stage has opened for the next ones.
    """

    shop: Workshop
    run: JobRun
    version_id: str
    sealed_key: str
    pages_done: int
    source: str
    accepted: AcceptedFiles
    closing: ExitStack = field(default_factory=ExitStack)
    kind: FileKind | None = None
    reading: Reading | None = None
    drawn: Iterable[RenderedPage] = ()
    worded: Iterable[WordedPage] = ()
    links: dict[int, list[WrittenLink]] = field(default_factory=dict)

    def opened(self) -> Reading:
        """The document in the sandbox. Raises RuntimeError when no stage before has opened it."""
        if self.reading is None:
            raise RuntimeError("no stage has opened the document")
        return self.reading
