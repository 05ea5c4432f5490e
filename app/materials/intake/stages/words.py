"""The words and links of each page, for the reader's search and for reading aloud."""

from app.materials.intake.incoming import Incoming, WordedPage
from app.materials.pages.contents import dump_page


def write_words(incoming: Incoming) -> None:
    """Add its words and links to each page as it is drawn. Leaves `worded` for the next stage."""
    incoming.worded = (WordedPage(page, dump_page(page)) for page in incoming.drawn)
