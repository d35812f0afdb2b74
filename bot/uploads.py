"""Attachments on their way to a studio: each is sent once per place."""

from collections.abc import Sequence

from bot.chat import Attachment, Spooled
from bot.store import turns as rows
from bot.studio import Place, Studio, StudioAccountId, Upload
from bot.workshop import Workshop


class Uploads:
    """Gives a studio its files, each only once per project."""

    def __init__(self, workshop: Workshop) -> None:
        """Work on what the spool holds."""
        self._workshop = workshop

    async def send_all(self, studio: StudioAccountId, files: Sequence[Attachment], place: Place) -> tuple[Upload, ...]:
        """Send those files that this place has not had."""
        return tuple([await self._send(studio, file, place) for file in files])

    async def _send(self, studio: StudioAccountId, file: Attachment, place: Place) -> Upload:
        sha256 = _spooled(file).sha256
        database = self._workshop.database
        known = await database.read(lambda connection: rows.uploaded(connection, studio, place.id, sha256))
        if known is not None:
            return known
        upload = await self._studio(studio).upload(file, place)
        await database.write(lambda connection: rows.keep_upload(connection, studio, place.id, sha256, upload))
        return upload

    def _studio(self, studio: StudioAccountId) -> Studio:
        return self._workshop.studios[studio]


def _spooled(file: Attachment) -> Spooled:
    if isinstance(file.content, Spooled):
        return file.content
    message = f"{file.name} is not in the spool yet"
    raise TypeError(message)
