"""How an attached file is named so that it can be fetched again, also after its link has died."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.chat import AccountId, Attachment, AttachmentRef


@dataclass(frozen=True, slots=True)
class Handle:
    """A file's address, and where it was shown: its own id, channel and message tell a fresh address."""

    url: str
    id: str | None = None
    channel: str | None = None
    message: str | None = None

    @property
    def lasts(self) -> bool:
        """Tell whether the address is all there is."""
        return self.message is None or self.channel is None


HANDLE = TypeAdapter(Handle)


def attachment(account: AccountId, name: str, size: int | None, handle: Handle) -> Attachment:
    """Make the core's attachment of a handle."""
    return Attachment(name, size, AttachmentRef(account, HANDLE.dump_json(handle, exclude_none=True).decode()))


def handle_of(ref: AttachmentRef) -> Handle:
    """Read a handle back."""
    return HANDLE.validate_json(ref.opaque)
