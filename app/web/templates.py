"""HTML from Jinja templates on disk, escaped, with versioned URLs for static files."""

from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import clock, days
from app.access.levels import CLAUSES, MEANINGS
from app.web.forms.merging import mark


class Templates:
    """Renders templates; unknown variables are errors, not blanks."""

    def __init__(self, folder: Path, static_roots: dict[str, Path]) -> None:
        self._static_roots = static_roots
        self._versions: dict[str, str] = {}
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["static"] = self.static
        self._environment.globals["mark"] = mark
        self._environment.globals |= {"level_meanings": MEANINGS, "clause_meanings": CLAUSES}
        self._environment.filters |= {
            "day": clock.day_text,
            "moment": clock.moment_text,
            "meeting_time": clock.meeting_text,
            "date": days.written_words,
        }

    def render(self, name: str, values: dict[str, object]) -> str:
        """The rendered page. Raises jinja2.UndefinedError for a variable that was not given."""
        return self._environment.get_template(name).render(values)

    def static(self, path: str) -> str:
        """The address of a static file with its version: `css/base.css` → `/static/css/base.css?v=…`.

        The version is a hash of the file, so that browsers may keep it until it changes. A path beginning with another
        static root (`client/…`) keeps that as its prefix.
        """
        if path not in self._versions:
            first, _, rest = path.partition("/")
            prefix = first if first in self._static_roots else "static"
            file = self._static_roots[prefix] / (rest if prefix == first else path)
            version = sha256(file.read_bytes()).hexdigest()[:12]
            self._versions[path] = f"/{prefix}/{rest if prefix == first else path}?v={version}"
        return self._versions[path]
