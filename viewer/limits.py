"""Limits on what a foreign document may cost. One table, checked on both sides of the sandbox; knows no document."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Upper bounds for one document; anything above them is refused with the failure that names the cause.

    Most council papers are far below: a budget of 612 A4 pages and 20 MB is the longest seen.
    """

    file_bytes: int = 200 * MIB
    pages: int = 1_000
    # ISO 32000-1, annex C.2: 14,400 units is the largest page a conforming reader must show.
    page_points_max: float = 14_400.0
    # A4 at four times the reading scale is 9,056 pixels high.
    long_side_px: int = 9_056
    page_pixels: int = 9_056 * 9_056
    # Processor time of the child itself, as the kernel counts it: how busy the machine is makes no difference.
    page_seconds: float = 20.0
    document_seconds: float = 600.0
    # Waiting for a child that uses less than that, because the machine is overloaded or the child has stopped.
    page_wait_seconds: float = 300.0
    document_wait_seconds: float = 7_200.0
    memory_bytes: int = 1_536 * MIB
    words_per_page: int = 20_000
    links_per_page: int = 2_000
    text_bytes_per_page: int = 1 * MIB
    missing_fonts: int = 40
    font_name_bytes: int = 120
    outline_entries: int = 5_000
    outline_depth: int = 32
    title_bytes: int = 600
    # Stretches of pages that are numbered in one way, and the highest number with which one of them begins.
    numberings: int = 1_000
    first_number: int = 9_999
    address_bytes: int = 1_000
    kept_addresses: int = 2_000
    # How much of the document's own objects is looked through for active content before giving up.
    inspected_objects: int = 100_000
    inspection_seconds: float = 4.0  # of processor time
    messages_bytes: int = 16 * 1024


DEFAULT = Limits()
