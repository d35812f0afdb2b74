"""The page behind a project's link."""

from adapters.sandbox.server import Sandbox
from tests.adapters.sandbox.conftest import Talk, artifacts, opened
from tests.clock import ManualClock


async def test_a_project_shows_its_prompts_and_files_to_any_browser(clock: ManualClock) -> None:
    """Whoever follows the link under a result sees the picture, without the studio's own headers."""
    async with Sandbox(clock=clock) as sandbox:
        talk = await opened(sandbox, clock)
        thread = await talk.starts("a <b>fox</b>")
        await clock.advance(10)
        name = artifacts(await talk.result(thread))[0][1].rpartition("/")[2]
        page = await talk.fetch(f"{sandbox.address}/canvas?projectId={talk.project}", Accept="text/html")
        assert "a &lt;b&gt;fox&lt;/b&gt;" in page.body.decode()
        picture = await talk.fetch(f"{sandbox.address}/canvas/files/{name}", Accept="image/*")
        assert (picture.status, picture.body[:4]) == (200, b"\x89PNG")


async def test_an_unknown_project_has_no_page(clock: ManualClock) -> None:
    """A wrong link is answered as such and not with an empty project."""
    async with Sandbox(clock=clock) as sandbox:
        talk = Talk(sandbox, clock)
        assert (await talk.fetch(f"{sandbox.address}/canvas?projectId=nobody", Accept="text/html")).status == 404
