"""Found the council of a benchmark with the code on PYTHONPATH, and print its cookies and paths as JSON.

A script that is run by its path, so that a former commit founds its own council, in a database of its own form.
"""

import json
import sys
from pathlib import Path

from load import council, pages

if __name__ == "__main__":
    bench = council.found(Path(sys.argv[1]), pages.gray_masters(20), members=30)
    sys.stdout.write(json.dumps({"cookies": bench.cookies, "paths": bench.paths}) + "\n")
