"""Nouns into columns and back: one adapter per noun that is stored as JSON."""

from typing import TypeVar

from pydantic import TypeAdapter

from bot.chat import Attachment, CommandCall, Message, Post, Spooled
from bot.studio import Artifact, ConfirmationAsked, Prepared, TurnRef, Wishes

Noun = TypeVar("Noun")

ARTIFACT: TypeAdapter[Artifact] = TypeAdapter(Artifact)
ASKED: TypeAdapter[ConfirmationAsked] = TypeAdapter(ConfirmationAsked)
ATTACHMENT: TypeAdapter[Attachment] = TypeAdapter(Attachment)
CALL: TypeAdapter[CommandCall] = TypeAdapter(CommandCall)
MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
POST: TypeAdapter[Post] = TypeAdapter(Post)
PREPARED: TypeAdapter[Prepared] = TypeAdapter(Prepared)
REF: TypeAdapter[TurnRef] = TypeAdapter(TurnRef)
WISHES: TypeAdapter[Wishes] = TypeAdapter(Wishes)
SPOOLED: TypeAdapter[Spooled] = TypeAdapter(Spooled)


def dump(adapter: TypeAdapter[Noun], noun: Noun) -> str:
    """Write a noun as JSON."""
    return adapter.dump_json(noun).decode()


def load(adapter: TypeAdapter[Noun], column: str) -> Noun:
    """Read a noun that we wrote."""
    return adapter.validate_json(column)


def load_optional(adapter: TypeAdapter[Noun], column: str | None) -> Noun | None:
    """Read a noun that may not have been written yet."""
    return None if column is None else adapter.validate_json(column)
