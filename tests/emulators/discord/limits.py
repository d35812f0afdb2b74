"""Discord's numbers, as data.

Every line of the list of Discord's rules (D1 to D51), and the test that sees it broken: `limits: x` is `test_x` in
tests/emulators/test_discord_limits.py.

| line | what | where |
|---|---|---|
| D1 | 10062 after three seconds without a first answer | interactions: nothing_within_three_seconds_is_no_answer |
| D2 | only the ephemeral flag rides on a defer | interactions: only_privacy_rides_on_a_defer |
| D3 | 50027 after fifteen minutes | interactions: a_token_ends_after_fifteen_minutes |
| D4 | calls by an interaction's token are outside the global limit | rates: fifty_a_second_is_the_end_for_the_token |
| D5 | nothing ephemeral in REST | messages: an_ephemeral_message_cannot_be_fetched |
| D6 | five follow-ups where the app is no member | interactions: an_app_of_ones_own_works_where_it_is_no_member |
| D7 | 25 choices, in three seconds | interactions: typing_is_completed |
| D8 | interactions come by the gateway; nothing here calls an endpoint | interactions: a_command_is_answered_at_once |
| D9 | characters of a text | limits: one_more_is_refused |
| D10 | bytes of a file, by the guild's tier | limits: a_file_may_be_as_large_as_the_guild_allows |
| D11 | ten files; 25 MiB in all | limits: ten_files_and_no_more, all_files_together_have_a_limit |
| D12 | a nonce is remembered for three minutes | messages: a_nonce_is_remembered_for_three_minutes |
| D13 | links that end | files: a_link_expires_and_reading_again_gives_a_fresh_one |
| D14 | characters of a description | limits: ten_files_and_no_more |
| D15 | `is_spoiler` hides, a name's prefix does not | files: a_spoiler_is_asked_for_by_its_own_field |
| D16 | embeds and their characters; Atelier sends none | limits: one_more_is_refused |
| D17 | nothing older beside newer components | limits: one_more_is_refused |
| D18 | one to ten pictures in a gallery | limits: one_more_is_refused |
| D19 | 40 components, 4,000 shown characters | limits: one_more_is_refused |
| D20 | rows, buttons, labels, ids, addresses | limits: one_more_is_refused |
| D21 | options and placeholder of a menu | limits: one_more_is_refused |
| D22 | forms | interactions: a_form_with_faults_is_refused |
| D23 | 100 slash commands, their options and characters, 200 a day | commands: two_hundred_are_made_in_a_day |
| D24 | 15 menus of each kind | commands: there_is_an_end_to_commands |
| D25 | contexts and installs, known and honoured | interactions: commands_keep_to_people_and_places |
| D26 | known locales, and those of interactions | interactions: an_interaction_says_where_it_comes_from |
| D27 | default rights of commands | interactions: commands_keep_to_people_and_places |
| D28 | age-restricted commands | interactions: an_age_restricted_command_keeps_to_its_places |
| D29 | not touched | nothing is sold through Discord |
| D30 | privileged intents need their switch | client: a_client_without_the_switch_is_refused |
| D31 | what is withheld | messages: others_words_are_withheld_from_history_without_the_intent |
| D32 | not checked here | which intents Atelier asks for is a test of its adapter |
| D33 | who is pinged, on posts and on edits | messages: mentions_ping_only_whom_they_may |
| D34 | headers, 50 a second, scopes | rates: a_call_sooner_than_told_is_seen, a_shared_limit_is_not_our_fault |
| D35 | 10,000 invalid requests | rates: too_many_invalid_requests_are_a_ban |
| D36 | starts a day, and their pace | gateway: starts_are_counted_for_a_day |
| D37 | guilds by shard | gateway: guilds_are_shared_out_over_shards |
| D38 | 120 sends a minute, 4,096 bytes | gateway: too_many_sends_end_the_connection |
| D39 | five edits in five seconds, the community's figure | rates: a_bucket_tells_what_is_left_and_opens_anew |
| D40 | codes by name; 20028, 30046, 240000 by order only | faults: a_refusal_may_be_ordered_by_its_code |
| D41 | threads' names and sleep | places: threads_have_short_names_and_known_times, sending_wakes_a_sleeping_thread |
| D42 | a forum's tags | places: a_forum_may_want_a_tag |
| D43 | not touched | slow mode binds people, not bots |
| D44 | not touched | Atelier does not react |
| D45 | typing | places: typing_is_told |
| D46 | a voice message's flag is refused; Atelier sends none | limits: one_more_is_refused |
| D47 | forwards take a snapshot along | messages: a_forward_takes_a_snapshot_along |
| D48 | active threads of a guild | places: there_is_an_end_to_threads |
| D49 | not touched | Atelier adds nobody to a thread |
| D50 | AutoMod's words | messages: automod_stops_a_word |
| D51 | closed doors: 50007, 50278 | places: direct_messages_stop_at_a_closed_door |
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
"""The stricter reading beside ten files of 10 MiB each; a guild's larger file limit is taken to raise it."""

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
