"""Where a line of Japanese may break (a plain form of JIS X 4051: 行頭・行末禁則). Knows widths, no page."""

from collections.abc import Callable

MAY_NOT_START = frozenset("、。，．・：；？！）」』】〕］｝〉》々ー～ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}%％")
MAY_NOT_END = frozenset("（「『【〔［｛〈《([{")
KEEPS_TOGETHER = frozenset("0123456789,.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

COUNTERS = frozenset("号条項年月日人円分時%件回")


def _break_before(text: str, start: int, at: int) -> int:
    """The last allowed break at or before `at`; `at` itself when the line offers none."""
    place = at
    while place > start + 1:
        before, after = text[place - 1], text[place]
        splits_word = (before in KEEPS_TOGETHER and after in KEEPS_TOGETHER) or (before.isdigit() and after in COUNTERS)
        if after not in MAY_NOT_START and before not in MAY_NOT_END and not splits_word:
            return place
        place -= 1
    return at


def wrap(text: str, widest: float, width_of: Callable[[str], float], first_indent: float = 0) -> list[str]:
    """Lines of `text` no wider than `widest`, the first shorter by `first_indent`. Newlines are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        start, used = 0, first_indent
        for at, character in enumerate(paragraph):
            width = width_of(character)
            if used + width > widest + 1e-6 and at > start:
                place = _break_before(paragraph, start, at)
                lines.append(paragraph[start:place])
                start = place
                used = sum(map(width_of, paragraph[start:at]))
            used += width
        lines.append(paragraph[start:])
    return lines
