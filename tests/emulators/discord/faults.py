"""The back door of the emulator: faults and barriers for tests, and a look at what was called and refused.

A call is named by its method and path, as "POST /channels/{channel_id}/messages". GET on the control endpoint shows
everything, POST takes any of `says`, `fault`, `hold`, `release` and `clear`, and answers as GET does.
"""

from tests.emulators.discord.buckets import Scope
from tests.emulators.discord.codes import Code
from tests.emulators.faults import CONTROL, Orders, Strict, Trouble, Troubles

__all__ = ["CONTROL", "Fault", "Faults", "Order", "Says"]

POST_MESSAGE = "POST /channels/{channel_id}/messages"
EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"
READ_MESSAGE = "GET /channels/{channel_id}/messages/{message_id}"
HISTORY = "GET /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
FILE = "GET /attachments/{channel_id}/{attachment_id}/{filename}"


class Fault(Trouble):
    """A trouble of Discord's: `scope` is whose 429 it is, `code` refuses as Discord would, `channel` narrows it."""

    channel: int | None = None
    scope: Scope = "user"
    code: Code | None = None

    @property
    def answers(self) -> bool:
        """Say whether it takes the place of the true answer."""
        return bool(self.code) or super().answers

    def concerns(self, where: int | None) -> bool:
        """Say whether it is about calls in that channel."""
        return self.channel in {None, where}


class Says(Strict):
    """What a person writes, for programs that cannot hold a `Person`."""

    channel: int
    person: int
    text: str


class Order(Orders[Fault]):
    """What POST takes, and what people do."""

    says: Says | None = None


Faults = Troubles[Fault]
