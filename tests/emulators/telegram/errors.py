"""What the Bot API says when it says no.

Source: tdlib/telegram-bot-api, telegram-bot-api/Client.cpp; the words of the server behind it as programs report them.
"""

from typing import Final

from tests.emulators.telegram.things import Json

BAD_REQUEST: Final = 400
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
CONFLICT: Final = 409
TOO_LARGE: Final = 413
TOO_MANY: Final = 429

SAME = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"  # noqa: E501  as Telegram says it
LATE = "query is too old and response timeout expired or query ID is invalid"
NO_THREAD = "message thread not found"
BLOCKED = "bot was blocked by the user"
SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Refused(Exception):
    """An answer that is not `ok`; one that is not `recorded` is in the nature of things."""

    def __init__(self, code: int, description: str, parameters: Json | None = None, *, recorded: bool = True) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.recorded = recorded

    @property
    def body(self) -> Json:
        """The answer."""
        told: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


def bad(why: str) -> Refused:
    """What was asked cannot be."""
    return Refused(BAD_REQUEST, f"Bad Request: {why}")


def forbidden(why: str) -> Refused:
    """The bot may not."""
    return Refused(FORBIDDEN, f"Forbidden: {why}")


def conflict(why: str) -> Refused:
    """Somebody else does."""
    return Refused(CONFLICT, f"Conflict: {why}")


def too_many(seconds: int) -> Refused:
    """Too soon."""
    return Refused(TOO_MANY, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}, recorded=False)


def migrated(to: int) -> Refused:
    """The group lives on under another id."""
    told = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(BAD_REQUEST, told, {"migrate_to_chat_id": to})
