"""What a message loses on its way to an application without the message content intent.

Source: discord-api-docs, `events/gateway.mdx` (message content intent) and `resources/message.mdx`; D30, D31.
"""

from dataclasses import dataclass
from typing import Any

from tests.emulators.discord.things import Json

EMPTIED: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is shown a message: the application's bot user, and whether it may read what is not meant for it."""

    user: int
    content: bool


def withheld(message: Json, viewer: Viewer, *, private: bool) -> Json:
    """The message as this application gets it, from the gateway and from REST alike; `private` in a direct message.

    A message that is replied to, and a forwarded one, is judged for itself: to quote something shows it to nobody.
    """
    if viewer.content or private:
        return message
    shown = dict(message) if _meant_for(message, viewer) else _emptied(message)
    if shown.get("referenced_message"):
        shown["referenced_message"] = withheld(shown["referenced_message"], viewer, private=False)
    if "message_snapshots" in shown:
        shown["message_snapshots"] = [
            {**snapshot, "message": _emptied(snapshot["message"])} for snapshot in shown["message_snapshots"]
        ]
    return shown


def _meant_for(message: Json, viewer: Viewer) -> bool:
    people = [message.get("author", {}), *message.get("mentions", [])]
    return any(int(person.get("id", 0)) == viewer.user for person in people)


def _emptied(message: Json) -> Json:
    kept = {name: value for name, value in message.items() if name != "poll"}
    return kept | {name: empty for name, empty in EMPTIED.items() if name in message}
