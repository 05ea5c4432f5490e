"""Static files: kept for a year when asked for by version, else checked again. Nothing of a paper is here."""

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_KINDS = {".css", ".js", ".svg", ".png", ".woff2", ".webmanifest"}


class Statics(StaticFiles):
    """A folder of the project's own files, of known kinds only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404 for what is not a static kind."""
        if Path(path).suffix not in _KINDS:
            return Response(status_code=404)
        response = await super().get_response(path, scope)
        has_version = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if has_version else "no-cache"
        return response
