"""The sandbox as a server on loopback: started, asked for its address, stopped."""

import asyncio
import secrets
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_URL, uuid5

from aiohttp import web

from adapters.sandbox.canvas import Canvas
from adapters.sandbox.cdn import Cdn
from adapters.sandbox.faults import Faults
from adapters.sandbox.lovart import PREFIX, Lovart
from adapters.sandbox.nemo.service import Nemo
from adapters.sandbox.spoiling import NOW
from adapters.sandbox.stage import Credentials, Stage, Switches
from bot.clock import Clock, SystemClock

GRACE = 1.0
WELCOME = """\
This is the Atelier sandbox: a studio on your own machine that speaks the protocols of Lovart and NemoVideo. It obeys
a few words of your prompts (four, video, music, 3d, upscale, costly, slow, refuse, fail ...) and paints, films and
plays real files.
It costs nothing and sends nothing anywhere.
"""


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """Where the sandbox listens, how fast it is, where it remembers, and who may enter.

    Port 0 takes a free one. `speed` divides all waiting. Without `state` everything is forgotten at the end. Keys that
    are left empty are drawn at random; give them where clients outlive a restart. The token is that of a registered
    person at NemoVideo; everybody else gets one there.
    """

    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 1.0
    state: Path | None = None
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    nemo_token: str = field(default="", repr=False)
    switches: Switches = field(default_factory=Switches)


class Sandbox:
    """An async context manager; `address` is known inside it."""

    def __init__(self, options: SandboxOptions | None = None, clock: Clock | None = None) -> None:
        self._options = options or SandboxOptions()
        self._clock = clock or SystemClock()
        self._stack = AsyncExitStack()
        self._address = ""
        self._kept_in = self._options.state or Path()
        self.access_key = self._options.access_key or f"ak_{secrets.token_hex(16)}"
        self.secret_key = self._options.secret_key or f"sk_{secrets.token_hex(32)}"
        self.nemo_token = self._options.nemo_token or f"nmv_usr_{secrets.token_urlsafe(30)}"

    @property
    def address(self) -> str:
        """The base URL, without a slash at the end."""
        return self._address

    @property
    def nemo_base_url(self) -> str:
        """Where NemoVideo answers; its paths and Lovart's do not meet."""
        return self._address

    @property
    def folder(self) -> Path:
        """Where uploads, artifacts and the journal lie; known inside the context."""
        return self._kept_in

    async def __aenter__(self) -> Self:
        """Start to listen."""
        async with AsyncExitStack() as stack:
            self._kept_in = await self._folder(stack)
            stage = Stage(self._clock, self._options.speed, self._kept_in, remembers=bool(self._options.state))
            stage.switches = self._options.switches
            await stage.open()
            nemo = Nemo(stage, self.nemo_token, self._kept_in, remembers=bool(self._options.state))
            await nemo.open()
            faults = Faults(stage, nemo)
            application = self._application(stage, faults, nemo)
            runner = web.AppRunner(application, access_log=None, shutdown_timeout=GRACE)
            stack.push_async_callback(runner.cleanup)
            stack.callback(faults.release)
            stack.callback(nemo.hang_up)
            await runner.setup()
            await web.TCPSite(runner, self._options.host, self._options.port).start()
            self._address = f"http://{self._options.host}:{runner.addresses[0][1]}"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Let held calls go, stop listening, and tidy up."""
        await self._stack.aclose()

    async def _folder(self, stack: AsyncExitStack) -> Path:
        if self._options.state:
            return self._options.state
        folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="atelier-sandbox-")
        stack.push_async_callback(asyncio.to_thread, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    def _application(self, stage: Stage, faults: Faults, nemo: Nemo) -> web.Application:
        user = str(uuid5(NAMESPACE_URL, self.access_key))
        credentials = Credentials(self.access_key, self.secret_key, user)
        application = web.Application(middlewares=[faults.around])
        doors = [*faults.routes(), *nemo.routes(), *Cdn(stage, credentials).routes(), *Canvas(stage).routes()]
        application.on_response_prepare.append(partial(_tell_time, self._clock))
        application.add_routes([web.get("/", _welcome), *doors])
        application.add_subapp(PREFIX, Lovart(stage, credentials).application())
        return application


async def _tell_time(clock: Clock, _: web.Request, response: web.StreamResponse) -> None:
    response.headers["Date"] = formatdate(response.get(NOW, clock.now()), usegmt=True)


async def _welcome(_: web.Request) -> web.Response:
    return web.Response(text=WELCOME)
