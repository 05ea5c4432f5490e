"""`make bench-trace`: a table of attacks by kinds of pages (named, cannot be told, wrong), and load/results/trace.json.

COPIES=FOLDER writes one reader's marked copy of each page there instead, to be shown on a tablet and photographed.
PHOTOS=FOLDER traces the pictures of a folder: its truth.csv has a line for each, the file's name and the copy's.
"""

import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from load.bench import machine
from load.tracing.attacks import Attack, attacks
from load.tracing.subjects import full_pages, kinds, scanned_pages
from load.tracing.trials import READERS, Outcome, Subject, Trial, traced, tried

RESULTS = Path(__file__).parents[1] / "results" / "trace.json"
TOGETHER = {"three full pages together": full_pages, "three scans together": scanned_pages}
_HARD = ("640 px", "1/4", "1/6", "photograph, 1,000 px", "mean", "median", "patchwork", "darkest", "lightest")
"""Of the attacks, those that several pages are tried with."""
_SIGNS = {Outcome.NAMED: "!", Outcome.UNTOLD: "?", Outcome.WRONG: "WRONG"}
_SHARE = 12
_PHOTOGRAPHED = 17
"""The reader whose copies are written to be photographed."""


def main() -> int:
    """Print the table; 1 when anybody was named wrongly."""
    if folder := os.environ.get("COPIES"):
        return _write_copies(Path(folder))
    began = time.monotonic()
    if folder := os.environ.get("PHOTOS"):
        trials = list(_photographs(Path(folder)))
    else:
        wanted = [*kinds(), *TOGETHER]
        shares = [(kind, first) for kind in wanted for first in range(0, len(_attacks_on(kind)), _SHARE)]
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            trials = [trial for some in pool.map(_share, shares) for trial in some]
    print(table(trials))
    wrong = [trial for trial in trials if trial.outcome is Outcome.WRONG or trial.innocent]
    counts = Counter(trial.outcome.value for trial in trials)
    results = {
        "machine": machine(),
        "readers": READERS,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "counts": dict(counts),
        "innocents_named": sum(trial.innocent for trial in trials),
        "trials": [[trial.kind, trial.attack, trial.outcome.value] for trial in trials],
    }
    print(f"\n{dict(counts)}; without the guilty copies {len(trials)} times: {results['innocents_named']} named")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if wrong else 0


def _attacks_on(kind: str) -> list[Attack]:
    return [each for each in attacks() if kind not in TOGETHER or each.name.startswith(_HARD)]


def _share(share: tuple[str, int]) -> list[Trial]:
    """In a process of its own: some of the attacks on one kind of page, told as they are done."""
    cv2.setNumThreads(1)
    kind, first = share
    pages = (
        {f"{kind} {number}": page for number, page in enumerate(TOGETHER[kind]())}
        if kind in TOGETHER
        else {kind: kinds()[kind]}
    )
    subjects = [Subject(name, master) for name, master in pages.items()]
    done = []
    for trial in tried(subjects, kind, _attacks_on(kind)[first : first + _SHARE]):
        print(f"{trial.kind}: {trial.attack}: {trial.outcome.value}", file=sys.stderr, flush=True)
        done.append(trial)
    return done


def table(trials: Sequence[Trial]) -> str:
    """In Markdown: a row for each attack, a column for each kind of page; ! named, ? cannot be told."""
    columns = list(dict.fromkeys(trial.kind for trial in trials))
    found = {(trial.attack, trial.kind): _SIGNS[trial.outcome] for trial in trials}
    lines = [f"| attack | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    lines += [
        f"| {attack} | {' | '.join(found.get((attack, kind), '') for kind in columns)} |"
        for attack in dict.fromkeys(trial.attack for trial in trials)
    ]
    named = [
        f"{sum(each.outcome is Outcome.NAMED for each in trials if each.kind == kind)} of "
        f"{sum(each.kind == kind for each in trials)}"
        for kind in columns
    ]
    return "\n".join([*lines, f"| named | {' | '.join(named)} |"])


def _write_copies(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, master in kinds().items():
        cv2.imwrite(str(folder / f"{name}.png"), Subject(name, master).copy(_PHOTOGRAPHED))
    print(f"{folder}: name each photograph and its copy in truth.csv, as 「IMG_1.jpg,full of print」")
    return 0


def _photographs(folder: Path) -> list[Trial]:
    pages = kinds()
    trials = []
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as lines:
        for file, kind in csv.reader(lines):
            picture = cv2.imread(str(folder / file), cv2.IMREAD_GRAYSCALE)
            if picture is None or kind not in pages:
                raise SystemExit(f"{file}: no picture, or no page of the name {kind}")
            guilty = range(_PHOTOGRAPHED, _PHOTOGRAPHED + 1)
            trials.append(traced([Subject(kind, pages[kind])], kind, file, [np.asarray(picture, np.uint8)], guilty))
    return trials


if __name__ == "__main__":
    sys.exit(main())
