"""Telegram's numbers, as data.

The table of every rule of the list (T1 to T40) stands here.
"""

import re
from typing import Final

MB: Final = 1_000_000
MIB: Final = 1 << 20

DOWNLOAD_BYTES: Final = 20 * MIB
UPLOAD_BYTES: Final = 50 * MIB
PHOTO_BYTES: Final = 10 * MIB
LOCAL_UPLOAD_BYTES: Final = 2_000 * MIB
LINK_SECONDS: Final = 3_600.0
PHOTO_SIDES: Final = 10_000
PHOTO_RATIO: Final = 20
PHOTO_SIZES: Final = (90, 320, 800, 1_280)
THUMBNAIL_BYTES: Final = 200_000
THUMBNAIL_SIDE: Final = 320

TEXT: Final = 4_096
CAPTION: Final = 1_024
QUOTE: Final = 1_024
ENTITIES: Final = 100
ALBUM: Final = range(2, 11)
FILE_NAME: Final = 255

CALLBACK_DATA: Final = 64
CALLBACK_ANSWER: Final = 200
CALLBACK_SECONDS: Final = 15.0
BUTTONS: Final = 100
BUTTONS_PER_ROW: Final = 8
BUTTON_TEXT: Final = 64
COPY_TEXT: Final = 256
PLACEHOLDER: Final = 64
STYLES: Final = frozenset({"danger", "success", "primary"})

PER_CHAT_SECONDS: Final = 1.0
CHAT_BURST: Final = 3
PER_GROUP_MINUTE: Final = 20
PER_SECOND: Final = 30
MINUTE: Final = 60.0

SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
WEBHOOK_PORTS: Final = frozenset({443, 80, 88, 8443})
CONNECTIONS: Final = range(1, 101)
DEFAULT_CONNECTIONS: Final = 40
UPDATES_SECONDS: Final = 86_400.0
UPDATES: Final = range(1, 101)
POLL_SECONDS: Final = 50

COMMANDS: Final = 100
COMMAND_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION: Final = 256
BOT_NAME: Final = 64
BOT_DESCRIPTION: Final = 512
BOT_SHORT_DESCRIPTION: Final = 120
PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
ACTION_SECONDS: Final = 5.0
TOPIC_NAME: Final = 128
DELETES: Final = range(1, 101)
DELETABLE_SECONDS: Final = 172_800.0
