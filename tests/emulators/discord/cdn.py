"""Discord's content network: attachments by signed, expiring links, emoji and stickers by plain ones.

Source: reference.mdx, "Signed Attachment CDN URLs", "Image Formatting".
"""

from collections.abc import Iterator

from aiohttp import web

from tests.emulators.discord.faults import FILE, Faults
from tests.emulators.discord.things import Attachment, Emoji, Message, Sticker, StickerFormat
from tests.emulators.discord.world import World

GONE = "This content is no longer available."
STICKER_TYPES = {StickerFormat.LOTTIE: "application/json", StickerFormat.GIF: "image/gif"}
PNG = "image/png"


class Cdn:
    """Serves the bytes of what the world holds."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        faults.known.add(FILE)

    def routes(self) -> list[web.RouteDef]:
        """What is served, directly below the server's origin."""
        return [
            web.get(FILE.partition(" ")[2], self._attachment),
            web.get("/emojis/{emoji_id:\\d+}.{extension}", self._emoji),
            web.get("/stickers/{sticker_id:\\d+}.{extension}", self._sticker),
        ]

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        self._faults.calls[FILE] += 1
        fault = self._faults.due(FILE, int(request.match_info["channel_id"]))
        await self._faults.pass_barriers(FILE, "before")
        if fault and fault.reset and request.transport:
            request.transport.abort()
        if fault and fault.status:
            return web.Response(status=fault.status, text=str(fault.body))
        found = self._found(int(request.match_info["attachment_id"]))
        if found is None or not self._world.links.open(request.path, request.query):
            return web.Response(status=404, text=GONE)
        return web.Response(body=found.file.data, content_type=found.file.media_type)

    def _found(self, attachment: int) -> Attachment | None:
        kept = (each for message in self._all() for each in message.attachments)
        return self._world.handed.get(attachment) or next((each for each in kept if each.id == attachment), None)

    def _all(self) -> Iterator[Message]:
        for said in self._world.said.values():
            for message in said.values():
                yield from (message, *message.snapshots)

    async def _emoji(self, request: web.Request) -> web.Response:
        wanted, extension = int(request.match_info["emoji_id"]), request.match_info["extension"]
        found: Emoji | None = next(
            (guild.emoji[wanted] for guild in self._world.guilds.values() if wanted in guild.emoji), None
        )
        if found is None or (extension == "gif" and not found.animated):
            return web.Response(status=404)
        return web.Response(body=found.data, content_type="image/gif" if extension == "gif" else PNG)

    async def _sticker(self, request: web.Request) -> web.Response:
        wanted, extension = int(request.match_info["sticker_id"]), request.match_info["extension"]
        found: Sticker | None = next(
            (guild.stickers[wanted] for guild in self._world.guilds.values() if wanted in guild.stickers), None
        )
        if found is None or extension != found.format.extension:
            return web.Response(status=404)
        return web.Response(body=found.data, content_type=STICKER_TYPES.get(found.format, PNG))
