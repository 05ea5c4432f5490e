"""Which browser, and which version, a User-Agent header claims. It is the browser's own word, and proves nothing.

Somebody who wants to can send any words. The claim serves to tell honest people that their browser is old (6-4(2)). On
iPad and iPhone every browser is as new as the system; an app on the home screen names the system's version alone.
"""

import re
from collections.abc import Iterable

from app.standards.browsers import BrowserMinimum

# In this order: Edge and Chrome also call themselves Safari, and Edge also calls itself Chrome.
_CLAIMS = (
    ("edge", re.compile(r"Edg(?:A|iOS)?/(\d{1,4})")),
    ("firefox", re.compile(r"(?:Firefox|FxiOS)/(\d{1,4})")),
    ("chrome", re.compile(r"(?:Chrome|CriOS)/(\d{1,4})")),
    ("safari", re.compile(r"Version/(\d{1,4})[^ ]* (?:Mobile/\S+ )?Safari/")),
    ("safari", re.compile(r"(?:iPhone|iPad|iPod).* OS (\d{1,4})_.* AppleWebKit/")),
)


def claimed(untrusted_agent: str) -> tuple[str, int] | None:
    """Family and main version, such as ("safari", 17). None for words that name none of the families."""
    for family, form in _CLAIMS:
        if (found := form.search(untrusted_agent)) is not None:
            return family, int(found[1])
    return None


def falls_short(untrusted_agent: str, minimums: Iterable[BrowserMinimum]) -> BrowserMinimum | None:
    """The minimum that a browser's words are older than; None when they are new enough, or say nothing of it."""
    said = claimed(untrusted_agent)
    if said is None:
        return None
    family, version = said
    return next((each for each in minimums if each.family == family and version < each.version), None)
