"""One person at the page, the studio apart, and the product between them that is killed and started again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, FormData
from PIL import Image

from tests.program import stillness
from tests.program.product import Product
from tests.program.stillness import Moment
from tests.program.studio import Studio

ROOM = "/api/channels/studio"
LONG_ENOUGH = 90.0
LOOK = 0.1
CALLS = ("chat", "confirm", "run_sse", "render")
ANY_TURN = "SELECT 1 FROM turns"

Act = Callable[[], Coroutine[None, None, None]]


def picture() -> bytes:
    """Make a small picture to attach."""
    made = BytesIO()
    Image.new("RGB", (32, 32), "teal").save(made, "PNG")
    return made.getvalue()


async def until(holds: Callable[[], Awaitable[object]], what: str = "what was waited for") -> None:
    """Wait for something to become true."""
    try:
        async with asyncio.timeout(LONG_ENOUGH):
            while not await holds():  # noqa: ASYNC110 (it is another process)
                await asyncio.sleep(LOOK)
    except TimeoutError:
        raise AssertionError(f"not seen in {LONG_ENOUGH:g} s: {what}") from None


@dataclass
class Crash:
    """The verbs that a case of the matrix is told in."""

    product: Product
    studio: Studio
    browser: ClientSession
    unsure: dict[str, Callable[[], Any]] = field(default_factory=dict)
    """What the browser has sent and had no answer to: it sends it again, under the same id."""
    before: dict[str, int] = field(default_factory=dict)
    """How many calls the studio had accepted from others."""

    async def says(self, text: str, file: bytes | None = None) -> None:
        """Send a message as the page does, again under its id where no answer came."""
        name = uuid4().hex

        def form() -> FormData:
            made = FormData({"id": name, "text": text}, default_to_multipart=True)
            if file is not None:
                made.add_field("files", file, filename="sketch.png", content_type="image/png")
            return made

        self.unsure[name] = form
        await self.send_again()

    async def send_again(self) -> None:
        """Send what had no answer yet."""
        for name, form in list(self.unsure.items()):
            with suppress(ClientError, TimeoutError):
                async with self.browser.post(f"{self.product.address}{ROOM}/messages", data=form()) as reply:
                    assert reply.status == 200, await reply.text()
                    self.unsure.pop(name, None)

    async def messages(self) -> list[dict[str, Any]]:
        """Read what the page shows, oldest first."""
        async with self.browser.get(f"{self.product.address}{ROOM}/history") as reply:
            return list((await reply.json())["messages"])

    async def asked(self) -> list[dict[str, Any]]:
        """List the questions with their buttons; a result has others."""
        return await self._offering("Approve")

    async def presses(self, label: str) -> None:
        """Press a button of the open question, as soon as there is one."""
        await until(self.asked, "a question")
        await self._press((await self.asked())[-1], label)

    async def _press(self, question: dict[str, Any], label: str) -> None:
        token = next((each["token"] for each in question["extras"]["buttons"] if each["label"] == label), "")
        press = {"id": uuid4().hex, "token": token, "message": question["id"]}
        with suppress(ClientError, TimeoutError):
            async with self.browser.post(f"{self.product.address}{ROOM}/press", json=press) as reply:
                assert reply.status == 200, await reply.text()

    async def stops(self) -> None:
        """Press the button of the newest card that stops its turn."""
        await until(lambda: self._offering("Stop"), "a button to stop")
        await self._press((await self._offering("Stop"))[-1], "Stop")

    async def _offering(self, label: str) -> list[dict[str, Any]]:
        return [
            each
            for each in await self.messages()
            if any(button["label"] == label for button in each["extras"].get("buttons") or ())
        ]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the store from outside."""
        return await asyncio.to_thread(stillness.rows, self.product.database, query)

    async def states(self) -> list[str]:
        """Tell the state of each turn, in the order they came."""
        return [state for (state,) in await self.rows("SELECT state FROM turns ORDER BY created_at")]

    async def reaches(self, *states: str) -> None:
        """Wait until the turns stand so."""

        async def there() -> bool:
            return tuple(await self.states()) == states

        await until(there, ", ".join(states))

    async def comes_to(self, state: str) -> None:
        """Wait until the newest turn stands so."""

        async def there() -> bool:
            return (await self.states())[-1:] == [state]

        await until(there, state)

    async def finds(self, query: str) -> None:
        """Wait until a query over the store finds something."""
        await until(lambda: self.rows(query), query)

    async def held(self, call: str) -> None:
        """Wait until a call stands at its barrier."""

        async def there() -> bool:
            return await self.studio.holds(call)

        await until(there, f"{call} at its barrier")

    async def killed_in(self, moment: Moment, act: Act) -> None:
        """Do something, and kill the program in the state of the store that follows."""
        await asyncio.to_thread(stillness.lay, self.product.database, [moment.ends])
        await self._killed(act, lambda: self.rows(moment.found), moment.found)

    async def killed_after(self, changes: int, act: Act) -> None:
        """Do something, and kill the program after so many changes of its store, or when nothing is open any more."""
        await asyncio.to_thread(stillness.lay_after, self.product.database, changes)
        await self._killed(act, self._stands_or_settled, "a standstill or an end")

    async def _killed(self, act: Act, there: Callable[[], Awaitable[object]], what: str) -> None:
        acting = asyncio.create_task(act())
        try:
            await until(there, what)
        finally:  # whatever stands still ends with the program
            await self.product.kill()
            with suppress(ClientError, AssertionError):
                await acting
        await asyncio.to_thread(stillness.lift, self.product.database)

    async def _stands_or_settled(self) -> bool:
        if await asyncio.to_thread(stillness.stands, self.product.database):
            return True
        return bool(await self.rows(ANY_TURN)) and not await self.rows(stillness.UNSETTLED)

    async def settles(self, answer: str) -> None:
        """Wait until nothing is open any more, giving the same answer to each question, or none."""
        while await self.rows(stillness.UNSETTLED):
            for question in await self.asked() if answer else ():
                await self._press(question, answer)
            await asyncio.sleep(LOOK)

    async def files(self, kind: str = "") -> list[str]:
        """Fetch each file of ours that the page shows, or those of a kind; gives their checksums."""
        shown = [file for each in await self.messages() if each["author"] == "atelier" for file in each["files"]]
        return [await self._checksum(file["url"]) for file in shown if kind in {"", file["kind"]}]

    async def phases(self) -> list[str]:
        """Tell what the cards say, in their order."""
        return [each["extras"]["card"]["phase"] for each in await self.messages() if each["extras"].get("card")]

    async def accepted(self, call: str) -> list[dict[str, Any]]:
        """List the calls of one kind that were accepted in this case."""
        return (await self.studio.accepted(call))[self.before[call] :]

    async def _checksum(self, url: str) -> str:
        async with self.browser.get(f"{self.product.address}{url}") as reply:
            assert reply.status == 200, url
            return hashlib.sha256(await reply.read()).hexdigest()


@asynccontextmanager
async def crash(folder: Path, studio: Studio, *, films: bool = False) -> AsyncIterator[Crash]:
    """Start the product for one case; the studio may have worked for others before."""
    await asyncio.to_thread(folder.mkdir)
    product = Product(folder, studio=studio, films=films)
    before = {call: len(await studio.accepted(call)) for call in CALLS}
    jar, patience = CookieJar(unsafe=True), ClientTimeout(total=60)
    try:
        await product.start()
        async with ClientSession(cookie_jar=jar, timeout=patience) as browser:
            async with browser.get(product.address):
                pass
            yield Crash(product, studio, browser, before=before)
    finally:
        await product.kill()
        await studio.order(clear=True)
