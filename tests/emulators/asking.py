"""A bare client of the emulator's REST, for requests that a real library would not make."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import Channel, Draft, Guild, Message, User


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """Discord's code; 0 for an answer that is no refusal."""
        return int(self.body["code"]) if isinstance(self.body, dict) and "code" in self.body else 0

    @property
    def id(self) -> int:
        """The id of what was made or read."""
        assert self.status < 300, self.body
        return int(self.body["id"])


@dataclass(frozen=True, slots=True)
class Town:
    """A server with one guild, one channel and Ann, and a way to ask as the bot would."""

    server: Discord
    session: aiohttp.ClientSession
    guild: Guild
    channel: Channel
    ann: User

    async def ask(self, method: str, path: str, told: Any = None, *, token: str | None = None) -> Answer:  # noqa: ANN401  any JSON
        """Make a request with the bot's token, or another."""
        headers = {"Authorization": f"Bot {self.server.token if token is None else token}"}
        async with self.session.request(method, self.server.api + path, json=told, headers=headers) as response:
            return await _answer(response)

    async def upload(self, method: str, path: str, told: Any, files: Sequence[tuple[str, bytes]]) -> Answer:  # noqa: ANN401  as above
        """Make a request with files, as Discord wants them."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(told), content_type="application/json")
        for number, (name, data) in enumerate(files):
            form.add_field(f"files[{number}]", io.BytesIO(data), filename=name, content_type="application/octet-stream")
        headers = {"Authorization": f"Bot {self.server.token}"}
        async with self.session.request(method, self.server.api + path, data=form, headers=headers) as response:
            return await _answer(response)

    async def says(self, told: Any, channel: Channel | None = None) -> Answer:  # noqa: ANN401  as above
        """Send a message, into the one channel unless another is named."""
        return await self.ask("POST", f"/channels/{(channel or self.channel).id}/messages", told)

    async def get(self, url: str) -> tuple[int, bytes]:
        """Fetch a file."""
        async with self.session.get(url) as response:
            return response.status, await response.read()

    def heard(self, content: str, **more: Any) -> Message:  # noqa: ANN401  the fields of a draft
        """Let Ann say something."""
        return self.server.world.messages.post(self.channel.id, self.ann.id, Draft(content, **more))


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    told = await response.text()
    body = json.loads(told) if response.content_type == "application/json" else told
    return Answer(response.status, body, dict(response.headers))
