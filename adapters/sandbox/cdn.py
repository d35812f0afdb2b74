"""The files behind the URLs: artifacts and uploads, for whoever looks like a browser on the studio's page."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from adapters.sandbox import uploads
from adapters.sandbox.stage import Credentials, Stage

REFERER = "https://www.lovart.ai/"
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".glb": "model/gltf-binary",
}


class Cdn:
    """Serves files; what nobody asked for is never made."""

    def __init__(self, stage: Stage, credentials: Credentials) -> None:
        self._stage = stage
        self._uploads = uploads.folder(credentials)

    def routes(self) -> list[web.RouteDef]:
        """Give the routes, to be mounted at the root."""
        return [
            web.get("/artifacts/agent/{name}", self._artifact, name="artifact"),
            web.get(self._uploads + "/{name}", self._upload, name="image"),
        ]

    async def _artifact(self, request: web.Request) -> web.StreamResponse:
        self._admit(request)
        artifact = self._stage.artifact(request.match_info["name"])
        if not artifact:
            raise web.HTTPNotFound
        return Served(await self._stage.workshop.file(artifact, self._stage.artifact))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self._admit(request)
        name = request.match_info["name"]
        path = self._stage.workshop.uploads / name
        if name.startswith(".") or Path(name).name != name or not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        return Served(path)

    def _admit(self, request: web.Request) -> None:
        if self._stage.switches.strict_cdn and not _looks_at_home(request.headers):
            raise web.HTTPForbidden(text="Access denied: the files open from the studio's page only.")


class Served(web.FileResponse):
    """A file on its way out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        kind = _TYPES.get(path.suffix, "application/octet-stream")
        super().__init__(path, headers={**_KEPT, "Content-Type": kind})


_KEPT = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=14400",
    "X-Content-Type-Options": "nosniff",
}


def _looks_at_home(headers: Mapping[str, str]) -> bool:
    return headers.get("Referer") == REFERER and headers.get("User-Agent", "").startswith("Mozilla/5.0")
