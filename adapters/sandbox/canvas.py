"""The page that a project's link leads to: every prompt of the project with the files it made."""

from collections.abc import Iterator
from html import escape

from aiohttp import web

from adapters.sandbox.books import Artifact, Thread
from adapters.sandbox.cdn import Served
from adapters.sandbox.stage import Stage
from adapters.sandbox.wishes import Kind

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: a sandbox project</title>
<style>
  :root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
  body {{ max-width: 64rem; margin: 3rem auto; padding: 0 1.5rem }}
  h1 {{ font-weight: 600 }} h2 {{ font-size: 1rem; margin-top: 2.5rem }}
  section {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)) }}
  img, video {{ width: 100%; border-radius: .75rem }}
</style>
<h1>{name}</h1>
<p>This project lives in the sandbox on this machine. The real studio shows its canvas here.</p>
{threads}
</html>
"""


class Canvas:
    """Shows projects to browsers; its files need no studio headers."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """Give the routes, to be mounted at the root."""
        return [web.get("/canvas", self._page), web.get("/canvas/files/{name}", self._file)]

    async def _page(self, request: web.Request) -> web.Response:
        wanted = request.query.get("projectId", "")
        project = self._stage.books.projects.get(wanted)
        if project is None:
            raise web.HTTPNotFound(text="The sandbox knows no such project.")
        threads = [thread for thread in self._stage.books.threads.values() if thread.project_id == wanted]
        body = "\n".join(part for thread in threads for part in self._thread(thread))
        page = _FRAME.format(name=escape(project.name or "Untitled"), threads=body or "<p>Nothing is here yet.</p>")
        return web.Response(text=page, content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        artifact = self._stage.artifact(request.match_info["name"])
        if artifact is None:
            raise web.HTTPNotFound
        return Served(await self._stage.workshop.file(artifact, self._stage.artifact))

    def _thread(self, thread: Thread) -> Iterator[str]:
        made = list(thread.made(self._stage.clock.now(), self._stage.speed))
        for run in thread.runs:
            files = "".join(_shown(artifact) for artifact in made if artifact.run == run)
            yield f"<h2>{escape(run.asked.prompt)}</h2>\n<section>{files}</section>"


def _shown(artifact: Artifact) -> str:
    address = f"/canvas/files/{artifact.name}"
    match artifact.kind:
        case Kind.IMAGE:
            return f'<a href="{address}"><img src="{address}" alt=""></a>'
        case Kind.VIDEO:
            return f'<video src="{address}" controls></video>'
        case _:
            return f'<p><a href="{address}" download>{escape(artifact.name)}</a></p>'
