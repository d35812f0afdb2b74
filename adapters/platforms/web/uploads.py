"""Reading a person's message off the wire: small fields into memory, files straight to the disk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.multipart import MultipartReader
from pydantic import ValidationError

from adapters.platforms.web import limits
from adapters.platforms.web.entries import Kept
from adapters.platforms.web.inbound import SAID, Said, file_name
from adapters.platforms.web.media import MediaFolder
from adapters.platforms.web.refusals import Refusal, bad, text_too_long
from bot.capabilities import says_something
from bot.errors import TooLarge
from bot.texts import page, refusal

FIELDS = frozenset({"id", "text", "reply_to"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message and the files that came with it, already in the media folder."""

    said: Said
    files: tuple[Kept, ...] = ()


class Intake:
    """Takes parcels in; what is refused leaves nothing behind."""

    def __init__(self, media: MediaFolder, upload_bytes: int) -> None:
        self._media = media
        self._upload_bytes = upload_bytes

    async def read(self, request: web.Request) -> Parcel:
        """Read a whole message, as a form with files or as JSON without."""
        if request.content_type == "application/json":
            return _checked(Parcel(SAID.validate_json(await request.read())))
        if not request.content_type.startswith("multipart/"):
            raise bad(refusal.malformed)
        whole = self._upload_bytes * limits.FILES_PER_MESSAGE + limits.FORM_FIELD_BYTES
        if (request.content_length or 0) > whole:
            raise TooLarge(self._upload_bytes)
        return await self._read_form(request)

    async def _read_form(self, request: web.Request) -> Parcel:
        fields: dict[str, str] = {}
        kept: list[Kept] = []
        whole = False
        try:
            async for part in await request.multipart():
                await self._take(part, fields, kept)
            parcel = _checked(Parcel(_said(fields), tuple(kept)))
            whole = True
        except (ValueError, BadHttpMessage) as error:  # a form that breaks its own rules
            raise (error if isinstance(error, ValidationError) else bad(refusal.malformed)) from error
        finally:
            if not whole:
                await self._media.drop(*(each.id for each in kept))
        return parcel

    async def _take(
        self,
        part: BodyPartReader | MultipartReader | None,
        fields: dict[str, str],
        kept: list[Kept],
    ) -> None:
        if not isinstance(part, BodyPartReader):
            raise bad(refusal.malformed)
        if part.filename is not None:
            kept.append(await self._keep(part, len(kept)))
        elif part.name in FIELDS:
            fields[part.name] = await _text(part)

    async def _keep(self, part: BodyPartReader, already: int) -> Kept:
        if already >= limits.FILES_PER_MESSAGE:
            raise Refusal(web.HTTPRequestEntityTooLarge.status_code, page.too_many_files)
        name = file_name(part.filename)
        kind = limits.type_of(name, part.headers.get("Content-Type"))
        media, size = await self._media.keep(_chunks(part), self._upload_bytes)
        return Kept(media, name, kind.media_type, kind.kind, size)


def _said(fields: dict[str, str]) -> Said:
    return SAID.validate_python({name: text for name, text in fields.items() if text or name != "reply_to"})


def _checked(parcel: Parcel) -> Parcel:
    if len(parcel.said.text) > limits.TEXT_LENGTH:
        raise text_too_long(len(parcel.said.text))
    if not says_something(parcel.said.text) and not parcel.files:
        raise bad(page.nothing_to_send)
    return parcel


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(limits.CHUNK_BYTES):
        yield chunk


async def _text(part: BodyPartReader) -> str:
    read = bytearray()
    async for chunk in _chunks(part):
        read += chunk
        if len(read) > limits.FORM_FIELD_BYTES:
            raise text_too_long()
    return read.decode("utf-8", "replace")
