"""How letters are brought to one form without changing which letter was written."""

import re
import unicodedata

# Unicode's composition replaces these by the common ideograph (神 U+FA19 by 神 U+795E). In a person's registered name
# they are another letter, so they are left alone (Unicode Standard, chapter 23, CJK Compatibility Ideographs).
_REGISTERED = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


def composed(text: str) -> str:
    """The text in NFC, but for CJK compatibility ideographs, which stay as they are.

    Takes quadratic time in long runs of combining marks (Python 3.11), so the caller looks at the length first.
    """
    if text.isascii():
        return text
    parts = _REGISTERED.split(text)
    # Every second part is a run of those ideographs: nothing composes across it, because each begins a character.
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    return "".join(parts)
