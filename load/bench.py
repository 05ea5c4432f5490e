"""`make bench`: one page to one viewer, alone and through the whole application, beside the obvious ways; turning in a
browser; two versions aligned; words recognised on pages without; and a search.

Prints a table and writes load/results/bench.json. With AGAINST=COMMIT only what `load.former` measures.
"""

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from load import aligning, application, council, former, pages, recognising, searching, turning
from tests.support.install import BENCH_COMPONENTS, ensure

SEARCHED_PAGES = (2_000, 20_000)
RESULTS = Path(__file__).parent / "results" / "bench.json"


def main() -> int:
    """Measure all and write the results; 1 when a component is missing."""
    if not ensure(BENCH_COMPONENTS, must=os.geteuid() == 0):
        return 1
    if against := os.environ.get("AGAINST"):
        return former.main(against)
    measured = pages.measure_pages()
    results = {
        "machine": machine(),
        **measured,
        **{f"align_{name}": value for name, value in aligning.measure().items()},
        **{f"recognise_{name}": value for name, value in recognising.measure().items()},
        "obvious_ms": measured["gray"]["obvious_ms"],
        "good_ms": measured["gray"]["good_ms"],
        "jpeg_bytes_ratio": measured.get("corpus", measured)["jpeg_bytes_ratio"],
    }
    with tempfile.TemporaryDirectory(prefix="gijo-bench-home-") as folder:
        ordinary = council.found(Path(folder) / "ordinary", pages.gray_masters(20, pages.ORDINARY), members=30)
        results |= application.measure(ordinary)
        full = council.found(Path(folder) / "full", pages.gray_masters(20), members=30)
        results |= {f"full_{name}": value for name, value in application.measure(full).items()}
        results |= {f"turn_{name}": value for name, value in turning.measure(Path(folder) / "turning").items()}
        for number in SEARCHED_PAGES:
            found = searching.measure(Path(folder) / "search", number)
            results |= {f"search_{number}_{name}": value for name, value in found.items()}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(results, indent=1, ensure_ascii=False))
    return 0


def machine() -> dict[str, str | int]:
    """Processor, cores, memory and Python of this machine, for the results."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line), ""
        )
    return {
        "cores": os.cpu_count() or 0,
        "processor": model or platform.processor(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
