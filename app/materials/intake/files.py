"""The kinds of files that clerks may upload, known by their first bytes, and the stages that make pages of them."""

from app.materials.intake.incoming import AcceptedFiles, FileKind, Stage
from app.materials.intake.stages.contents import list_contents
from app.materials.intake.stages.known import know
from app.materials.intake.stages.rasterise import rasterise
from app.materials.intake.stages.recognise import recognise
from app.materials.intake.stages.seal import seal
from app.materials.intake.stages.words import write_words
from viewer.beginnings import PDF_START, without_spaces
from viewer.failures import NotPdf

EVERY_FILE: tuple[Stage, ...] = (recognise,)
"""The stages of every file, before its kind is known."""

PDF = FileKind(
    "pdf",
    PDF_START,
    endings=(".pdf",),
    media_types=("application/pdf",),
    stages=(rasterise, write_words, seal, list_contents, know),
    beginning=without_spaces,
)

ACCEPTED = AcceptedFiles((PDF,), refusal=NotPdf)
