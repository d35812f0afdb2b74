"""What people bring to a project's canvas: a file, or the address of one."""

from collections.abc import Sequence
from contextlib import aclosing

from bot.abilities import HasCanvas
from bot.capabilities import MediaKind
from bot.chat import Attachment, ChannelRef, Spooled
from bot.errors import UserError
from bot.filetypes import HEAD_BYTES, kind_of, media_type
from bot.projects import Projects
from bot.spool import Spool
from bot.studio import Artifact, ArtifactKey, Place, Studio, StudioAccountId
from bot.texts import command as texts
from bot.uploads import Uploads
from bot.workshop import Workshop


class Canvas:
    """Puts files into the project that a channel works in."""

    def __init__(self, workshop: Workshop, spool: Spool, uploads: Uploads, projects: Projects) -> None:
        """Files go the way of every attachment."""
        self._workshop = workshop
        self._spool = spool
        self._uploads = uploads
        self._projects = projects

    async def bring(
        self, channel: ChannelRef, account: StudioAccountId, files: Sequence[Attachment]
    ) -> tuple[Place, list[Attachment]]:
        """Put files on the canvas; tells where that is, and as what they went. Raises `UserError`."""
        studio, canvas = self._of(account)
        kept = [await self._spool.take(file, studio.features) for file in files]
        place = await self._projects.here(channel, account)
        uploads = await self._uploads.send_all(account, kept, place)
        for file, upload in zip(kept, uploads, strict=True):
            kind = kind_of(file.content.media_type) if isinstance(file.content, Spooled) else MediaKind.OTHER
            await canvas.put(place, upload, kind)
        return place, kept

    async def link(self, channel: ChannelRef, account: StudioAccountId, url: str) -> Place:
        """Put what lies at an address on the canvas. Raises `UserError`, also for what is not public or not there."""
        studio, canvas = self._of(account)
        kind = await _kind_at(studio, url)
        place = await self._projects.here(channel, account)
        await canvas.put(place, url, kind)
        return place

    def _of(self, account: StudioAccountId) -> tuple[Studio, HasCanvas]:
        studio = self._workshop.studios[account]
        if not isinstance(studio, HasCanvas):
            name = studio.features.name
            raise UserError(lambda t: texts.no_canvas(t, studio=name))
        return studio, studio


async def _kind_at(studio: Studio, url: str) -> MediaKind:
    """Look at the beginning of a file, by the guarded way that finished files come: nothing private is led to."""
    head = bytearray()
    async with aclosing(studio.fetch(Artifact(ArtifactKey(url), MediaKind.OTHER, url))) as chunks:
        async for chunk in chunks:
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
    return kind_of(media_type(bytes(head[:HEAD_BYTES])))
