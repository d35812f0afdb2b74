"""Discord's refusals: status, code and words, as they stand on the wire.

Source: topics/opcodes-and-status-codes.mdx; reference.mdx, "Error Messages" for the nested form of 50035.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from tests.emulators.discord.things import Json


class Code(IntEnum):
    """The codes this emulator answers with; GENERAL is what Discord says where it has no code of its own."""

    GENERAL = 0
    UNKNOWN_ACCOUNT = 10001
    UNKNOWN_APPLICATION = 10002
    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_USER = 10013
    UNKNOWN_EMOJI = 10014
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_STICKER = 10060
    UNKNOWN_INTERACTION = 10062
    UNKNOWN_COMMAND = 10063
    CHANNEL_WRITES_TOO_FAST = 20028
    TOO_MANY_COMMANDS = 30032
    TOO_MANY_COMMANDS_A_DAY = 30034
    TOO_MANY_EDITS_OF_OLD = 30046
    UNAUTHORISED = 40001
    TOO_LARGE = 40005
    ALREADY_ACKNOWLEDGED = 40060
    TAG_REQUIRED = 40067
    FOLLOW_UPS_USED_UP = 40094
    MISSING_ACCESS = 50001
    NOT_IN_A_DM = 50003
    NOT_THE_AUTHOR = 50005
    EMPTY_MESSAGE = 50006
    CANNOT_DM = 50007
    NOT_IN_THIS_KIND = 50008
    MISSING_PERMISSIONS = 50013
    INVALID_TOKEN = 50014
    SYSTEM_MESSAGE = 50021
    WRONG_KIND = 50024
    INVALID_WEBHOOK_TOKEN = 50027
    INVALID_RECIPIENTS = 50033
    INVALID_FORM = 50035
    INVALID_FILE = 50046
    STICKER_UNUSABLE = 50081
    ARCHIVED = 50083
    BAD_JSON = 50109
    CANNOT_DM_NOW = 50278
    NO_REPLY = 160002
    THREAD_EXISTS = 160004
    LOCKED = 160005
    TOO_MANY_THREADS = 160006
    CANNOT_FORWARD = 160014
    BLOCKED_BY_AUTOMOD = 200000
    LINK_BLOCKED = 240000


STATUS = {
    Code.UNAUTHORISED: 401,
    Code.TOO_LARGE: 413,
    Code.CHANNEL_WRITES_TOO_FAST: 429,
    Code.TOO_MANY_EDITS_OF_OLD: 429,
    Code.BAD_JSON: 400,
    Code.MISSING_ACCESS: 403,
    Code.NOT_THE_AUTHOR: 403,
    Code.CANNOT_DM: 403,
    Code.CANNOT_DM_NOW: 403,
    Code.MISSING_PERMISSIONS: 403,
    Code.SYSTEM_MESSAGE: 403,
    Code.LOCKED: 403,
    Code.NOT_IN_A_DM: 403,
    Code.INVALID_TOKEN: 401,
    Code.INVALID_WEBHOOK_TOKEN: 401,
}
WORDS = {
    Code.UNKNOWN_APPLICATION: "Unknown Application",
    Code.UNKNOWN_CHANNEL: "Unknown Channel",
    Code.UNKNOWN_GUILD: "Unknown Guild",
    Code.UNKNOWN_MEMBER: "Unknown Member",
    Code.UNKNOWN_MESSAGE: "Unknown Message",
    Code.UNKNOWN_USER: "Unknown User",
    Code.UNKNOWN_EMOJI: "Unknown Emoji",
    Code.UNKNOWN_WEBHOOK: "Unknown Webhook",
    Code.UNKNOWN_STICKER: "Unknown sticker",
    Code.UNKNOWN_INTERACTION: "Unknown interaction",
    Code.UNKNOWN_COMMAND: "Unknown application command",
    Code.TOO_MANY_COMMANDS: "Maximum number of application commands reached",
    Code.TOO_MANY_COMMANDS_A_DAY: "Max number of daily application command creates has been reached (200)",
    Code.TOO_MANY_EDITS_OF_OLD: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    Code.UNAUTHORISED: "Unauthorized",
    Code.TOO_LARGE: "Request entity too large",
    Code.ALREADY_ACKNOWLEDGED: "Interaction has already been acknowledged.",
    Code.TAG_REQUIRED: "A tag is required to create a forum post in this channel",
    Code.FOLLOW_UPS_USED_UP: "This interaction has reached the maximum number of follow-up messages",
    Code.MISSING_ACCESS: "Missing Access",
    Code.NOT_IN_A_DM: "Cannot execute action on a DM channel",
    Code.NOT_THE_AUTHOR: "Cannot edit a message authored by another user",
    Code.EMPTY_MESSAGE: "Cannot send an empty message",
    Code.CANNOT_DM: "Cannot send messages to this user",
    Code.NOT_IN_THIS_KIND: "Cannot send messages in a non-text channel",
    Code.MISSING_PERMISSIONS: "Missing Permissions",
    Code.INVALID_TOKEN: "Invalid authentication token provided",
    Code.SYSTEM_MESSAGE: "Cannot execute action on a system message",
    Code.WRONG_KIND: "Cannot execute action on this channel type",
    Code.INVALID_WEBHOOK_TOKEN: "Invalid Webhook Token",
    Code.INVALID_RECIPIENTS: "Invalid Recipient(s)",
    Code.INVALID_FORM: "Invalid Form Body",
    Code.INVALID_FILE: "Invalid file uploaded",
    Code.STICKER_UNUSABLE: "Invalid sticker sent",
    Code.ARCHIVED: "Thread is archived",
    Code.BAD_JSON: "The request body contains invalid JSON.",
    Code.CANNOT_DM_NOW: "Cannot send messages to this user due to having no mutual guilds",
    Code.NO_REPLY: "Cannot reply without permission to read message history",
    Code.THREAD_EXISTS: "A thread has already been created for this message",
    Code.LOCKED: "Thread is locked",
    Code.TOO_MANY_THREADS: "Maximum number of active threads reached",
    Code.CANNOT_FORWARD: "Cannot forward a message whose content you cannot read",
    Code.LINK_BLOCKED: "Message blocked by harmful links filter",
    Code.CHANNEL_WRITES_TOO_FAST: "The write action you are performing on the channel has hit the write rate limit",
    Code.BLOCKED_BY_AUTOMOD: "Message was blocked by automatic moderation",
}


@dataclass(eq=False)
class Refused(Exception):
    """What the platform says no with; `why` is for the reader of a failed test."""

    code: Code
    status: int = 0
    why: str = ""
    errors: Json = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The answer's JSON."""
        body: Json = {"message": WORDS.get(self.code, f"{self.sent_status}: {self.why}"), "code": int(self.code)}
        return body | ({"errors": self.errors} if self.errors else {})

    @property
    def sent_status(self) -> int:
        """The answer's status."""
        named = 404 if self.code.name.startswith("UNKNOWN_") else 400
        return self.status or STATUS.get(self.code, named)


class Form:
    """Gathers what is wrong with a form, field by field, and refuses it as a whole."""

    def __init__(self) -> None:
        self._found: Json = {}
        self._told: list[str] = []

    def add(self, path: str, code: str, message: str) -> None:
        """Remember that the field at this dotted path is wrong."""
        place = self._found
        for step in path.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
        self._told.append(f"{path}: {message}")

    def check(self, fits: object, path: str, code: str, message: str) -> None:
        """Remember it unless it fits."""
        if not fits:
            self.add(path, code, message)

    def length(self, value: object, path: str, most: int, least: int = 0) -> None:
        """A text must have so many characters."""
        if value is None and not least:
            return
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        elif len(value) > most:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif len(value) < least:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def count(self, values: object, path: str, most: int, least: int = 0) -> None:
        """A list must have so many entries."""
        if not isinstance(values, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        elif not least <= len(values) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def settle(self) -> None:
        """Refuse if anything was wrong."""
        if self._found:
            raise Refused(Code.INVALID_FORM, why="; ".join(self._told), errors=self._found)
