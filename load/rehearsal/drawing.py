"""Plots as inline SVG, drawn here: dots, lines and bars over seconds, one axis each way. Knows nothing of councils."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 860, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 16, 14, 34

Point = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """`look` is a class of the page's style sheet; `form`: line | bars | dots."""

    name: str
    points: Sequence[Point]
    look: str
    form: str = "line"


@dataclass(frozen=True)
class Span:
    """A stretch of time with a name: the server was gone."""

    name: str
    began: float
    ended: float


def plot(
    title: str, unit: str, series: Sequence[Series], *, limit: float | None = None, spans: Sequence[Span] = ()
) -> str:
    """One figure with its caption and legend. x is seconds from the beginning."""
    points = [point for each in series for point in each.points]
    most_x = max([x for x, _ in points] + [span.ended for span in spans] + [1.0])
    most_y = _round_up(max([y for _, y in points] + [limit or 0.0, 1e-9]))
    scale = _Scale(most_x, most_y)
    body = [*_grid(scale), *(_span(scale, span) for span in spans), *(_draw(scale, each) for each in series)]
    if limit is not None:
        y = scale.y(limit)
        body.append(f'<line class="limit" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>')
    legend = "".join(f'<li><i class="{each.look}"></i>{escape(each.name)}</li>' for each in series)
    if limit is not None:
        legend += '<li><i class="limit"></i>基準</li>'
    words = f"{title}（{unit}）"
    return (
        f'<figure><figcaption>{escape(words)}</figcaption><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(words)}">{"".join(body)}</svg><ul class="legend">{legend}</ul></figure>'
    )


@dataclass(frozen=True)
class _Scale:
    most_x: float
    most_y: float

    def x(self, value: float) -> float:
        return _LEFT + value / self.most_x * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - value / self.most_y * (_HEIGHT - _TOP - _BOTTOM)


def _grid(scale: _Scale) -> list[str]:
    drawn = []
    for part in range(5):
        value = scale.most_y * part / 4
        y = scale.y(value)
        drawn.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        drawn.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.4g}</text>')
    step = _round_up(scale.most_x / 8)
    ticks = int(scale.most_x / step)
    for number in range(ticks + 1):
        x = scale.x(number * step)
        drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{number * step:g} 秒</text>')
    return drawn


def _span(scale: _Scale, span: Span) -> str:
    x, width = scale.x(max(0.0, span.began)), scale.x(span.ended) - scale.x(max(0.0, span.began))
    return (
        f'<rect class="span" x="{x:.1f}" y="{_TOP}" width="{max(2.0, width):.1f}" height="{_HEIGHT - _TOP - _BOTTOM}"/>'
        f'<text x="{x + 4:.1f}" y="{_TOP + 12}">{escape(span.name)}</text>'
    )


def _draw(scale: _Scale, series: Series) -> str:
    places = [(scale.x(x), scale.y(y)) for x, y in series.points if x >= 0]
    if series.form == "dots":
        return "".join(f'<circle class="{series.look}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in places)
    if series.form == "bars":
        width = max(1.0, (scale.x(1) - scale.x(0)) * 0.8)
        floor = scale.y(0)
        return "".join(
            f'<rect class="{series.look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{floor - y:.1f}"/>'
            for x, y in places
        )
    return f'<polyline class="{series.look}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 of its power of ten."""
    power = 10.0 ** len(str(int(value))) / 10 if value >= 1 else 1.0
    while power >= value:
        power /= 10
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= value)
