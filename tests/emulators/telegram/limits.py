"""Telegram's numbers, as data.

Every line of the list of Telegram's rules (T1 to T40), and the test that sees it broken: `limits: x` is `test_x` in
tests/emulators/test_telegram_limits.py.

| line | what | where |
|---|---|---|
| T1 | 20 MB by getFile, a link for an hour | files: twenty_megabytes_come_down, a_link_ends_after_an_hour |
| T2 | 50 MB up, 10 MB of a photo, its sides | limits: a_file_may_be_so_large, a_photo_has_bounds |
| T3 | a server of one's own | files: a_server_of_ones_own_has_other_limits |
| T4 | addresses are fetched by nobody here; Atelier sends none | files: an_address_is_not_fetched |
| T5 | photos are recompressed, documents taken for more | files: only_a_document_left_alone_is_the_original |
| T6 | lengths in UTF-16 units, marks | limits: one_more_is_refused, a_caption_has_its_own_length |
| T7 | albums: two to ten of what goes together | limits: an_album_has_its_rules |
| T8 | albums arrive in parts | messages: an_album_arrives_in_parts |
| T9 | a file's id is for its kind and bot | files: an_id_is_for_its_kind |
| T10 | dots over a picture | messages: an_album_of_ours_may_be_spoilt |
| T11 | protected content | messages: protected_and_silent_are_seen |
| T12 | no buttons with albums; each part counts | limits: an_album_has_no_buttons; rates: every_part_counts |
| T13 | 64 bytes behind a button | limits: one_more_is_refused |
| T14 | presses are answered, soon and shortly | limits: the_answer_to_a_press_is_short_and_soon |
| T15 | buttons, rows, styles, web pages | limits: one_more_is_refused, a_web_page_opens_in_private_only |
| T16 | not taken: drafts | Atelier shows a card; the methods answer 404 |
| T17 | not taken: a stop button of drafts | later than the library |
| T18 | not taken: ephemeral messages | later than the library |
| T19 | not taken: rich messages | later than the library |
| T20 | topics, General | places: general_goes_without_an_id, general_is_named_in_chat_actions |
| T21 | not taken: topics in private chats | a switch of the bot's owner; here it is off |
| T22 | privacy | places: privacy_withholds_what_is_not_for_the_bot, a_change_of_privacy_needs_the_bot_anew |
| T23 | a second, a minute, all together | rates: a_chat_takes_one_a_second, a_group_takes_twenty_a_minute |
| T24 | edits count | rates: an_edit_counts_like_a_message |
| T25 | webhooks | webhook: an_update_is_posted_until_it_is_taken, only_good_addresses_are_taken |
| T26 | 409 | updates: a_second_poller_ends_the_first; webhook: a_webhook_and_polling_exclude_each_other |
| T27 | commands | limits: commands_have_bounds; client: commands_are_published_by_scope_and_language |
| T28 | an action lasts five seconds | places: an_action_ends |
| T29 | deep links | places: a_deep_link_carries_words |
| T30 | not taken: inline mode | Atelier has none |
| T31 | not taken: guest bots | Atelier answers where it is |
| T32 | not taken: managed bots | Atelier makes none |
| T33 | not taken: Stars | nothing is sold through Telegram |
| T34 | not taken: reactions | Atelier does not react |
| T35 | one's own for 48 hours; 100 at once | messages: an_old_message_stays |
| T36 | not taken: polls | Atelier asks with buttons |
| T37 | updates are kept for a day | updates: updates_are_kept_for_a_day |
| T38 | a group moves | places: a_group_moves |
| T39 | a film's measures, thumbnail and cover | limits: a_thumbnail_is_small, a_cover_is_a_photo |
| T40 | bots do not hear bots | places: bots_do_not_hear_each_other |
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
