"""What Telegram carries and takes, as data; T1 to T40 name the lines of our table of its limits."""

from types import MappingProxyType

from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    InlineKeyboardMarkupLimit,
    MediaGroupLimit,
    MessageLimit,
    PollingLimit,
    ReplyLimit,
)

from bot.capabilities import Capabilities

MEBI = 1024 * 1024
API = "https://api.telegram.org"

TEXT_LENGTH = int(MessageLimit.MAX_TEXT_LENGTH)  # T6, in UTF-16 units like all lengths here
CAPTION_LENGTH = int(MessageLimit.CAPTION_LENGTH)
FILES_PER_ALBUM = int(MediaGroupLimit.MAX_MEDIA_LENGTH)  # T7
FILE_BYTES = 50 * MEBI  # T2; the server counts in these, the library's constants in millions
LOCAL_FILE_BYTES = 2_000 * MEBI  # T3
FETCH_BYTES = 20 * MEBI  # T1
LOCAL_FETCH_BYTES = 512 * MEBI
PHOTO_BYTES = 10 * MEBI  # T2
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)  # T15
BUTTONS_PER_ROW = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)
LINKS = 5
BUTTON_LABEL = 64
ROW_LENGTH = 32  # letters that fit side by side on a telephone
ALERT_LENGTH = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)  # T14
PLACEHOLDER = int(ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER)
COMMANDS = int(BotCommandLimit.MAX_COMMAND_NUMBER)  # T27
COMMAND_DESCRIPTION = int(BotCommandLimit.MAX_DESCRIPTION)
ALT_LENGTH = 300  # Telegram has no alt text: what a file shows is its caption
REMARK = 400  # what is longer is told in private where that can be done

UPDATES = int(PollingLimit.MAX_LIMIT)
POLL_SECONDS = 50.0  # how long Telegram holds a poll in which nothing happens
TAKING_SECONDS = 1.0  # after which we ask for more beside what is still being taken
READ_SECONDS = 20.0
WRITE_SECONDS = 60.0
SLOWEST = 100_000  # bytes per second at which an upload still counts as one
STANDBY = 30.0  # seconds before somebody else's poll is disturbed again (T26)
DOUBLINGS = 4  # of that pause
POLL_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
LOGIN_SECONDS = 5.0  # for which a start waits for an account; the next try comes by itself
FIRST_ANSWER = 1.5  # seconds the core has before a button comes to rest without words (T14)
NEXT_PASSES = 5.0  # seconds after which the messages behind one that is still being taken are taken too
CONNECTIONS = 64
HOOK_CONNECTIONS = 40
UPDATE_BYTES = 8 * MEBI
ADMINS_SECONDS = 300.0  # for which who administrates a group is believed
CHECK_SECONDS = 20.0
GROUPS_CHECKED = 10
WORDS_SHOWN = 200

CHAT_PAUSE = 1.0  # T23: about one message a second in a chat, with a burst for what belongs together
CHAT_BURST = 3
GROUP_MESSAGES = 20  # T23, T24: messages and edits a minute in a group
GROUP_SECONDS = 60.0
SLACK = 0.1  # seconds by which our count of a window may be ahead of theirs
ALL_MESSAGES = 30  # T23: a second, over all chats
ALL_SECONDS = 1.0
EDIT_PAUSE = 3.5
EDIT_PATIENCE = 0.5  # seconds an edit may wait while others stand behind it
POST_PATIENCE = 15.0
ANSWER_PATIENCE = 3.0  # for as long the next event of the chat waits too
PART_PATIENCE = 90.0  # for the rest of a post that has begun to arrive
FORBIDDEN_PAUSE = 600.0  # until an administrator may have mended what is not allowed
BUSY_PAUSE = 30.0
TYPING_PAUSE = 4.5  # T28: a sign lasts five seconds

CHUNK_BYTES = MEBI  # of a file on this machine that is read at once
PIECE_BYTES = 16 * 1024  # of a form; smaller pieces wait for each other
REMEMBERED = 1000  # posts, and edits, that are known not to be made twice

PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
ANIMATIONS = frozenset({"image/gif"})
FILMS = frozenset({"video/mp4"})
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/x-m4a"})
LOCALES = MappingProxyType({"zh_CN": "zh"})  # our catalogues by Telegram's two letters; English is the text itself


def length(text: str) -> int:
    """Measure a text in UTF-16 units, as Telegram does."""
    return len(text.encode("utf-16-le")) // 2


def channel(*, local: bool = False, called: bool = False) -> Capabilities:
    """Tell what one channel carries; another server of our own takes larger files."""
    return Capabilities(
        text=TEXT_LENGTH,
        caption=CAPTION_LENGTH,
        alt=ALT_LENGTH,
        files_per_post=FILES_PER_ALBUM,
        file_bytes=LOCAL_FILE_BYTES if local else FILE_BYTES,
        buttons_per_post=BUTTONS - LINKS,
        edit_pause=EDIT_PAUSE,
        measure=length,
        called=called,
        looks=True,
        alt_shown=True,
    )
