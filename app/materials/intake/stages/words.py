"""The words and links of each page, for the reader's search and for reading aloud."""

from app.materials.intake.incoming import Incoming, WordedPage
from app.materials.pages.contents import dump_page


def write_words(incoming: Incoming) -> None:
    """As each page is drawn. Leaves `worded`."""
    incoming.worded = (WordedPage(page, dump_page(page.words, page.links)) for page in incoming.drawn)
