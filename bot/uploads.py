"""Attachments on their way to a studio: checked, then sent once per place."""

from collections.abc import Sequence
from functools import partial

from bot.chat import Attachment, Spooled
from bot.errors import UserError
from bot.filetypes import kind_of
from bot.store import turns as rows
from bot.studio import Features, Place, Studio, StudioAccountId, Upload
from bot.texts import turn as texts
from bot.workshop import Workshop


class Uploads:
    """Gives a studio its files, each only once per project."""

    def __init__(self, workshop: Workshop) -> None:
        """Work on what the spool holds."""
        self._workshop = workshop

    async def send_all(self, studio: StudioAccountId, files: Sequence[Attachment], place: Place) -> tuple[Upload, ...]:
        """Check all the files first, then send those that this place has not had."""
        for file in files:
            check(file, self._workshop.studios[studio].features)
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


def check(file: Attachment, features: Features) -> None:
    """Refuse what a studio cannot use, before anything is sent. Raises `UserError`."""
    content = _spooled(file)
    if kind_of(content.media_type) not in features.accepts:
        raise UserError(partial(texts.file_not_taken, name=file.name))
    if features.upload_bytes is not None and content.size > features.upload_bytes:
        raise UserError(partial(texts.file_too_large, name=file.name, limit=features.upload_bytes))


def _spooled(file: Attachment) -> Spooled:
    if isinstance(file.content, Spooled):
        return file.content
    message = f"{file.name} is not in the spool yet"
    raise TypeError(message)
