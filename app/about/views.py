"""What this program is, under which licence, and its source: open to everybody, also before signing in."""

import tomllib
from importlib import metadata

from starlette.responses import Response

from app.about.components import MEDIA_TYPE, bill
from app.about.source import PROJECT, archive
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """Name, version, licence and the offer of the source (AGPL-3.0 section 13)."""
    return answers.html(call, "admin/about.html", version=program_version())


def source(call: Call) -> Response:
    """The source of the program that answers, as one archive."""
    del call
    headers = {"Content-Disposition": answers.attachment(f"gijo-{program_version()}.tar.gz")}
    return Response(archive(), media_type="application/gzip", headers=headers)


def components(call: Call) -> Response:
    """The bill of materials of the program that answers, in the form of CycloneDX."""
    del call
    headers = {"Content-Disposition": answers.attachment(f"gijo-{program_version()}.cdx.json")}
    return Response(bill(program_version()), media_type=MEDIA_TYPE, headers=headers)


def program_version() -> str:
    """The version, from the project folder if there is one (its code is running), else from the installation."""
    project = PROJECT / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    return metadata.version("gijo")
