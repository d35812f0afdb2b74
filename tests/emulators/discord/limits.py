"""Discord's numbers, as data.

What is compared with them, line by line of the list of Discord's rules (D1 to D51); `test` names are in
tests/emulators, other names are modules beside this one. "Not touched": Atelier does nothing the line speaks of.

| line | where it is checked |
|---|---|
| D1  | interactions: first answer within 3 s, else 10062; test_discord_interactions, as D2, D3, D5, D6, D7 |
| D2  | answers: only the ephemeral flag rides on a defer |
| D3  | interactions: a token lives 15 minutes, then 50027 |
| D4  | buckets: the global limit counts calls with the bot's token only; each route has a bucket |
| D5  | said.Messages.get and all: an ephemeral message cannot be fetched or listed |
| D6  | answers: five follow-ups where the app is not a member |
| D7  | answers: 25 choices, in 3 s |
| D8  | interactions: they arrive by gateway only; nothing here calls an endpoint |
| D9  | checks.content; test_discord_limits: one character over |
| D10 | checks.files; FILE_BYTES by tier; test_discord_limits: one byte over |
| D11 | checks.files; FILES, REQUEST_BYTES (the stricter reading); test_discord_limits |
| D12 | messages: the nonce's memory; test_discord_messages |
| D13 | links, cdn; test_discord_files: expired, and read anew |
| D14 | checks.described; test_discord_limits |
| D15 | checks.draft: `is_spoiler` alone hides; a file name's prefix hides nothing; test_discord_files |
| D16 | checks.embeds |
| D17 | components.check: nothing else beside v2 components; the flag cannot be taken off |
| D18 | components.check: 1 to 10 items |
| D19 | components.check: 40 in all, 4,000 shown characters |
| D20 | components.check; test_discord_limits |
| D21 | components.check: options and placeholder |
| D22 | modals: text inputs; Atelier uses no other field; test_discord_interactions |
| D23 | declared, commands; test_discord_commands |
| D24 | commands; test_discord_commands |
| D25 | declared: known contexts and installs, at least one; menu: honoured; test_discord_interactions |
| D26 | declared: known locales, lengths; interactions: `locale`, `guild_locale` |
| D27 | declared: a string of bits; menu: honoured; test_discord_interactions |
| D28 | menu: an age-restricted command is offered in age-restricted channels only |
| D29 | not touched: nothing is sold through Discord |
| D30 | gateway: privileged intents only where the application has the switch, else 4014 |
| D31 | withheld: by gateway and REST alike; test_discord_client |
| D32 | the adapter's own test of its intents |
| D33 | said.Messages: parsed on posts and on edits; test_discord_messages |
| D34 | buckets: headers, 50/s, scopes; test_discord_rates |
| D35 | buckets: 10,000 invalid requests in 10 minutes are answered without `Via`; test_discord_rates |
| D36 | gateway: identifies counted, and their pause where a test wants it; test_discord_gateway |
| D37 | gateway: guild to shard, direct messages to shard 0; test_discord_gateway, test_discord_client |
| D38 | gateway: 120 sends in 60 s, 4,096 bytes; test_discord_gateway |
| D39 | buckets: EDITS, the community's figure |
| D40 | codes: each has its name; 20028, 30046 and 240000 come only by order of a test: faults |
| D41 | channels: name and archive times; messages: sending wakes a thread; test_discord_places |
| D42 | channels: tags of a forum, required ones 40067; test_discord_places |
| D43 | not touched: slow mode binds people |
| D44 | not touched: Atelier does not react |
| D45 | channels: typing is told once per call; how long it shows is the client's matter |
| D46 | checks.draft refuses the flag: Atelier sends no voice messages |
| D47 | said.Messages.post: a forward takes a snapshot along, with its files; test_discord_files |
| D48 | channels: THREADS active per guild; test_discord_places |
| D49 | not touched: Atelier adds nobody to a thread |
| D50 | messages: a guild's `blocked_words`, 200000; test_discord_messages |
| D51 | messages: 50007 where a person's door is closed, 50278 without a common guild; test_discord_places |
"""

import re
from typing import Final

import discord

MIB: Final = 1 << 20

TEXT: Final = 2_000
ALT: Final = 1_024
FILE_NAME: Final = 260
FILES: Final = 10
FILE_BYTES: Final = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}
REQUEST_BYTES: Final = 25 * MIB
"""Stated for creating a message; a guild's larger file limit is taken to raise it."""

EMBEDS: Final = 10
EMBED_CHARACTERS: Final = 6_000
STICKERS: Final = 3
NONCE: Final = 25
NONCE_MEMORY: Final = 180.0
MENTIONS: Final = 100
HISTORY: Final = 100

ROWS: Final = 5
BUTTONS_PER_ROW: Final = 5
LABEL: Final = 80
CUSTOM_ID: Final = 100
URL: Final = 512
SELECT_OPTIONS: Final = 25
PLACEHOLDER: Final = 150
COMPONENTS: Final = 40
SHOWN_CHARACTERS: Final = 4_000
GALLERY: Final = 10

COMMANDS: Final = {1: 100, 2: 15, 3: 15}
COMMANDS_A_DAY: Final = 200
COMMAND_CHARACTERS: Final = 8_000
COMMAND_NAME: Final = 32
DESCRIPTION: Final = 100
OPTIONS: Final = 25
CHOICES: Final = 25
CHOICE: Final = 100
SLASH_NAME: Final = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
LOCALES: Final = frozenset(locale.value for locale in discord.Locale)

THREAD_NAME: Final = 100
ARCHIVE_MINUTES: Final = frozenset({60, 1_440, 4_320, 10_080})
APPLIED_TAGS: Final = 5
THREADS: Final = 1_000

PER_SECOND: Final = 50
INVALID: Final = 10_000
INVALID_WINDOW: Final = 600.0
POSTS: Final = (5, 5.0)
EDITS: Final = (5, 5.0)
DELETES: Final = (5, 1.0)
TYPING: Final = (5, 5.0)
READS: Final = (50, 10.0)
COMMAND_WRITES: Final = (5, 20.0)
DMS: Final = (10, 10.0)
WEBHOOKS: Final = (5, 2.0)
ELSE: Final = (30, 10.0)
BUCKETS: Final = {
    "POST /channels/{channel_id}/messages": POSTS,
    "PATCH /channels/{channel_id}/messages/{message_id}": EDITS,
    "DELETE /channels/{channel_id}/messages/{message_id}": DELETES,
    "POST /channels/{channel_id}/typing": TYPING,
    "GET /channels/{channel_id}/messages": READS,
    "GET /channels/{channel_id}/messages/{message_id}": READS,
    "PUT /applications/{application_id}/commands": COMMAND_WRITES,
    "POST /applications/{application_id}/commands": COMMAND_WRITES,
    "POST /users/@me/channels": DMS,
    "POST /webhooks/{webhook_id}/{webhook_token}": WEBHOOKS,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": WEBHOOKS,
}
