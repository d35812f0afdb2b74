"""What Discord carries and takes, as data; D1 to D51 name the lines of our table of its limits."""

import re
from types import MappingProxyType

from bot.capabilities import Capabilities

MEBI = 1024 * 1024

TEXT_LENGTH = 2_000  # D9
ALT_LENGTH = 1_024  # D14
FILES_PER_MESSAGE = 10  # D11
FILE_BYTES = 10 * MEBI  # D10: everywhere without boosts
POST_BYTES = 24 * MEBI  # D11: 25 for the whole request; a larger file's own limit is taken to raise it
SMALLER = (50 * MEBI, 10 * MEBI, 8 * MEBI, 4 * MEBI, 1 * MEBI)  # tried in turn after 40005
BUTTONS_PER_ROW = 5  # D20
ROWS = 5
LINKS_PER_MESSAGE = 5
BUTTON_LABEL = 80
URL_LENGTH = 512
FETCH_BYTES = 512 * MEBI

COMMAND_DESCRIPTION = 100
COMMAND_NAME = 32
CHOICES = 25  # D7, D21, D23
CHOICE_NAME = 100
OPTIONS = 25
FORM_TITLE = 45
FORM_LABEL = 45
FORM_LENGTH = 4_000  # D22

FIRST_ANSWER = 1.5  # seconds the core has before an interaction is deferred; Discord gives 3 (D1)
FORM_ANSWER = 2.5  # for what may open a form, which can only be the first answer
SUGGEST_ANSWER = 2.5
TOKEN_SECONDS = 14 * 60.0  # D3 less a minute
KNOWS_NONCE = 120.0  # D12 says a few minutes
EDIT_PAUSE = 2.5  # D39: about five edits in five seconds per channel, shared by its cards
EDIT_PATIENCE = 0.5  # seconds an edit may wait for a limit while others stand behind it
POST_PATIENCE = 15.0
FORBIDDEN_PAUSE = 600.0  # until a moderator may have mended what is not allowed
BUSY_PAUSE = 30.0
GUILD_PAUSE = 0.5  # seconds without another guild, after which a session counts as begun
GUILD_SECONDS = 600.0  # for which a guild's tier is believed without the gateway

HISTORY = 100  # our own messages are looked for among so many
MISSED = 200  # messages read back per channel
LOGIN_SECONDS = 5.0  # for which a start waits for an account; the next try comes by itself
CHECK_SECONDS = 20.0
WORDS_SHOWN = 200
GUILDS_CHECKED = 10
CHANNELS_NAMED = 10  # of those that take the same rights away
CLOCK_NOTICE = 60.0  # seconds off Discord's clock beyond which an operator is told

BOT_ANSWERS = 3  # answers to another bot without a person between
EMOJI = 5  # custom emoji taken as pictures from one message

HELD_BACK = frozenset({200000, 200001, 240000})  # D40, D50: words or links that a server's AutoMod refuses
NO_REPLY = 160002  # a reply takes the right to read the channel's history

LOCALES = MappingProxyType({"zh_CN": "zh-CN"})  # our catalogues by Discord's names; English is the text itself
MARKUP = re.compile(
    r"(https?://\S+)|([\\*~`|]|(?<![^\W_])_|_(?![^\W_])|^>(?:>>)?(?=\s)|^#{1,3}(?=\s)|^-(?=\s)|(?<=\])\()", re.MULTILINE
)


def plain(text: str) -> str:
    """Write a text so that nothing in it is read as markup; addresses stay as they are."""
    return MARKUP.sub(lambda found: found[1] or f"\\{found[2]}", text)


def length(text: str) -> int:
    """Measure a text as it goes out, in UTF-16 units: never less than Discord counts."""
    return len(plain(text).encode("utf-16-le")) // 2


def channel(file_bytes: int = FILE_BYTES, *, called: bool = False) -> Capabilities:
    """Tell what one channel carries."""
    return Capabilities(
        text=TEXT_LENGTH,
        caption=TEXT_LENGTH,
        alt=ALT_LENGTH,
        files_per_post=FILES_PER_MESSAGE,
        file_bytes=file_bytes,
        buttons_per_post=BUTTONS_PER_ROW * ROWS - LINKS_PER_MESSAGE,
        edit_pause=EDIT_PAUSE,
        knows_keys=KNOWS_NONCE,
        post_bytes=max(POST_BYTES, file_bytes),
        measure=length,
        called=called,
        menus=True,
    )


def smaller(limit: int, largest: int) -> int:
    """Give the limit to pack against after Discord refused files that were within `limit`."""
    return next((each for each in SMALLER if each < min(limit, largest)), 0)
