"""`make load`: conduct a rehearsal of a sitting, on one backend or on both, and report.

Settings come from the environment: MEMBERS, MINUTES, BACKEND, KILL, HOSTILE, WORKERS, SPREAD_MS, SEED, EVERYTHING.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from load.rehearsal import figures, page, sitting, wish
from load.rehearsal.backends import NoBackend
from load.rehearsal.council import FoundingFailed
from load.rehearsal.server import NotServing
from load.rehearsal.sitting import RehearsalFailed, Sitting
from load.rehearsal.wish import Wish

_JSON, _HTML = "council.json", "council.html"


def main() -> int:
    """0: go; 1: no-go; 2: there was no rehearsal."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers started here end with us
    try:
        chosen = wish.read(os.environ)
        values = rehearse(chosen)
    except (ValueError, NoBackend, FoundingFailed, NotServing, RehearsalFailed) as error:
        print(f"予行をできませんでした: {error}", file=sys.stderr)
        return 2
    print(json.dumps(values, ensure_ascii=False, indent=1))
    print(figures.verdict(values))
    print("くわしくは", chosen.results / _HTML)
    return 1 if figures.reasons_against(values) else 0


def rehearse(chosen: Wish) -> dict[str, Any]:
    """Rehearse on each backend in turn; writes council.json and council.html and returns the figures.

    On both backends the presenter's turns are the same ones. Raises when there was no rehearsal.
    """
    held = [sitting.hold(chosen.on(kind)) for kind in chosen.kinds]
    values = held[0].values if len(held) == 1 else figures.side_by_side([each.values for each in held])
    _write(chosen, values, held)
    return values


def _write(chosen: Wish, values: dict[str, Any], held: Sequence[Sitting]) -> None:
    chosen.results.mkdir(parents=True, exist_ok=True)
    values["verdict"] = figures.verdict(values)
    text = json.dumps(values, ensure_ascii=False, indent=1)
    (chosen.results / _JSON).write_text(text + "\n", "utf-8")
    when = f"{datetime.now(UTC).astimezone(timezone(timedelta(hours=9))):%Y年%m月%d日 %H:%M}"
    (chosen.results / _HTML).write_text(page.render(values, held, when), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
