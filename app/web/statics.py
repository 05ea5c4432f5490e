"""Static files. Browsers keep one for a year when its address has a version, else they ask again. No papers here."""

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_KINDS = {".css", ".js", ".svg", ".png", ".webp", ".woff2", ".webmanifest"}


class Statics(StaticFiles):
    """A folder of the project's own files, of known kinds only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404 for what is not a static kind."""
        if Path(path).suffix not in _KINDS:
            return Response(status_code=404)
        response = await super().get_response(path, scope)
        if path.endswith(".webmanifest") and response.status_code == 200:
            response.headers["Content-Type"] = "application/manifest+json"  # not every system knows the kind
        has_version = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if has_version else "no-cache"
        return response
