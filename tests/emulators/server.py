"""A platform on loopback, whichever it is: opened, its back door, and the complaint at its end."""

import asyncio
import json
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from dataclasses import asdict
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

from aiohttp import web

from tests.emulators.changes import Changes
from tests.emulators.faults import CONTROL, Orders, Trouble, Troubles
from tests.emulators.refusals import Refusals

GRACE = 0.2
ADOPTED = 10  # turns of the loop after which a connection that has just come is known, and closed with the others

F = TypeVar("F", bound=Trouble)
R = TypeVar("R", bound=Orders[Any])


class Server(ABC, Generic[F, R]):
    """An async context manager; `origin` is known inside it.

    At its end it complains of every refusal that the test did not `refusals.allow`.
    """

    platform: ClassVar[str]
    faults: Troubles[F]

    def __init__(self, port: int, order: type[R]) -> None:
        """With port 0, any that is free."""
        self.origin = ""
        self.refusals = Refusals()
        self._port = port
        self._order = order
        self._changes = Changes()
        self._stack = AsyncExitStack()

    @property
    def control(self) -> str:
        """Where the back door is."""
        return f"{self.origin}{CONTROL}"

    async def __aenter__(self) -> Self:
        """Start to listen."""
        application = self._application()
        application.add_routes([web.get(CONTROL, self._show), web.post(CONTROL, self._obey)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=GRACE)
        self._stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop, and say what should not have been asked."""
        for _ in range(ADOPTED):
            await asyncio.sleep(0)
        await self._stack.aclose()
        self.look_back()
        if error is None:
            unexpected = self.refusals.unexpected
            assert not unexpected, f"the real {self.platform} would have refused {unexpected}"

    def look_back(self) -> None:
        """Record what was left undone so far, where a platform can tell."""

    @abstractmethod
    def _application(self) -> web.Application:
        """Everything it answers to but the back door."""

    @abstractmethod
    def _opened(self) -> None:
        """It has its address now: what has to know it is told, and what is to be stopped goes onto the stack."""

    @abstractmethod
    async def _let_people(self, order: R) -> None:
        """Let people do what came through the back door."""

    def _told(self) -> dict[str, Any]:
        """What the back door shows of this platform alone."""
        return {}

    async def _show(self, _: web.Request) -> web.Response:
        refused = [asdict(each) for each in self.refusals.all]
        return web.json_response(self.faults.told() | self._told() | {"refusals": refused})

    async def _obey(self, request: web.Request) -> web.Response:
        order = self._order.model_validate_json(await request.read())
        self.faults.obey(order)
        await self._let_people(order)
        return await self._show(request)


async def stay(told: dict[str, Any]) -> None:
    """Say in one line of JSON where everything is, to whoever started this alone, and go on until ended."""
    print(json.dumps(told), flush=True)  # noqa: T201  the one line that whoever started it reads
    await asyncio.Event().wait()
