"""The kinds of file that a clerk may put in, by their first bytes, and the stages that make pages of them."""

from app.materials.intake.incoming import AcceptedFiles, FileKind, Stage
from app.materials.intake.stages.contents import list_contents
from app.materials.intake.stages.current import become_current
from app.materials.intake.stages.rasterise import rasterise
from app.materials.intake.stages.recognise import recognise
from app.materials.intake.stages.seal import seal
from app.materials.intake.stages.words import write_words
from viewer.failures import NotPdf
from viewer.wire import PDF_START

EVERY_FILE: tuple[Stage, ...] = (recognise,)
"""What is done with every file, before its kind is known."""

PDF = FileKind(
    "pdf",
    PDF_START,
    endings=(".pdf",),
    media_types=("application/pdf",),
    stages=(rasterise, write_words, seal, list_contents, become_current),
)

ACCEPTED = AcceptedFiles((PDF,), refusal=NotPdf)
