"""Templates are compiled once, and not once in each process of each run. A pytest plugin.

Compiled templates are kept beside the modules' bytecode, if a run keeps that (`PYTHONPYCACHEPREFIX`), by the template's
text and by everything else that affects the compilation.
"""

import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from app.main import templates
from app.web import templates as compiling


def pytest_configure() -> None:
    if sys.pycache_prefix is None:
        return
    rules = Path(compiling.__file__).read_bytes() + version("jinja2").encode()
    folder = Path(sys.pycache_prefix, "templates", sha256(rules).hexdigest()[:12])
    folder.mkdir(parents=True, exist_ok=True)
    templates()._environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
