"""How a file is named so that it can be fetched again, at any time."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.chat import AccountId, Attachment, AttachmentRef


@dataclass(frozen=True, slots=True)
class Handle:
    """Telegram's id of a file, which lasts (T9), and its size where that was told."""

    id: str
    size: int | None = None


HANDLE = TypeAdapter(Handle)


def attachment(account: AccountId, name: str, handle: Handle) -> Attachment:
    """Make the core's attachment of a handle."""
    opaque = HANDLE.dump_json(handle, exclude_none=True).decode()
    return Attachment(name, handle.size, AttachmentRef(account, opaque))


def handle_of(ref: AttachmentRef) -> Handle:
    """Read a handle back."""
    return HANDLE.validate_json(ref.opaque)
