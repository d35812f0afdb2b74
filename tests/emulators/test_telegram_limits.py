"""Each of Telegram's numbers holds: what fits is taken, one more is refused in Telegram's words."""

from pathlib import Path
from typing import Any

import pytest

from tests.emulators.telegram import limits
from tests.emulators.telegram.api import SECOND_OPINION
from tests.emulators.telegram.limits import MIB
from tests.emulators.village import Village, film, picture

HERE = Path(__file__).parent
FOX = "🦊"  # two UTF-16 units, one character


def button(**more: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
    """A button that fits."""
    return {"text": "Approve", "callback_data": "x"} | more


def rows(count: int, each: int = 1) -> dict[str, Any]:
    """A message with that many rows of buttons."""
    return {"text": "x", "reply_markup": {"inline_keyboard": [[button()] * each] * count}}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    """A message with these buttons."""
    return {"text": "x", "reply_markup": {"inline_keyboard": [list(buttons)]}}


def marked(count: int, **more: object) -> dict[str, Any]:
    """A text with that many marks."""
    marks = [{"type": "bold", "offset": 2 * at, "length": 1} | more for at in range(count)]
    return {"text": "x." * max(count, 1), "entities": marks}


FITS: dict[str, dict[str, Any]] = {
    "text": {"text": "x" * 4096},
    "text of pairs": {"text": FOX * 2048},
    "marks": marked(100),
    "rows": rows(12, 8),
    "data": row(button(callback_data="é" * 32)),
    "words of a button": row(button(text="w" * 64)),
    "copied words": row({"text": "Copy", "copy_text": {"text": "c" * 256}}),
    "style": row(button(style="danger")),
    "address": row({"text": "Project", "url": "https://example.org/p"}),
    "placeholder": {"text": "x", "reply_markup": {"force_reply": True, "input_field_placeholder": "p" * 64}},
}
OVER: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"text": "x" * 4097}, "message is too long"),
    "text of pairs": ({"text": FOX * 2049}, "message is too long"),
    "no text": ({"text": " \n"}, "message text is empty"),
    "marks": (marked(101), "too many entities"),
    "a mark outside": (marked(1, offset=2), "outside the text"),
    "half a pair": ({"text": FOX, "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "middle of a UTF-16"),
    "an unknown mark": (marked(1, type="loud"), "unsupported type"),
    "a mark with more": (marked(1, colour="red"), "unknown fields"),
    "tags": ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
    "a stray bracket": ({"text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
    "crossed tags": ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"),
    "another mode": ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    "buttons": (rows(13, 8), "reply markup is too long"),
    "buttons in a row": (rows(1, 9), "too many buttons in a row"),
    "data": (row(button(callback_data="é" * 32 + "x")), "BUTTON_DATA_INVALID"),
    "no data": (row(button(callback_data="")), "BUTTON_DATA_INVALID"),
    "words of a button": (row(button(text="w" * 65)), "button"),
    "no words": (row(button(text="")), "button"),
    "copied words": (row({"text": "Copy", "copy_text": {"text": "c" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
    "style": (row(button(style="loud")), "style"),
    "nothing it does": (row({"text": "x"}), "text buttons are not allowed"),
    "two things it does": (row(button(url="https://example.org")), "text buttons are not allowed"),
    "address": (row({"text": "x", "url": "javascript:x"}), "wrong HTTP URL"),
    "an address at home": (row({"text": "x", "url": "http://localhost:8080/x"}), "wrong HTTP URL"),
    "a button's unknown field": (row(button(colour="red")), "unknown fields"),
    "placeholder": (
        {"text": "x", "reply_markup": {"force_reply": True, "input_field_placeholder": "p" * 65}},
        "REPLY_MARKUP_INVALID",
    ),
    "unknown field": ({"text": "x", "colour": "red"}, "can't parse the parameters"),
    "a chat nobody knows": ({"text": "x", "chat_id": 1}, "chat not found"),
}


@pytest.mark.parametrize("told", FITS.values(), ids=FITS)
async def test_what_fits_is_taken(village: Village, told: dict[str, Any]) -> None:
    """A message at its limit is sent: the emulator is not stricter than its own table."""
    answer = await village.says(told)

    assert answer.status == 200, answer.body


@pytest.mark.parametrize(("told", "why"), OVER.values(), ids=OVER)
async def test_one_more_is_refused(village: Village, told: dict[str, Any], why: str) -> None:
    """A message over a limit is refused in words, is not sent, and is not forgotten."""
    village.server.api.opinion = None
    village.server.refusals.allow(why)
    answer = await village.says(told)

    assert (answer.status, answer.body["ok"], answer.body["error_code"]) == (400, False, 400)
    assert why in answer.why
    assert village.ann.sees(village.ann.dm) == []
    assert [each.code for each in village.server.refusals.all] == [400]


async def test_a_web_page_opens_in_private_only(village: Village) -> None:
    """A button with a web page is for private chats (T15)."""
    told = row({"text": "Open", "web_app": {"url": "https://example.org"}})
    village.server.refusals.allow("BUTTON_TYPE_INVALID")

    assert (await village.says(told)).status == 200
    assert "BUTTON_TYPE_INVALID" in (await village.says(told, village.group)).why


async def test_a_caption_has_its_own_length(village: Village) -> None:
    """1,024 units stand below a file, not one more; when it is edited too."""
    village.server.refusals.allow("caption is too long")
    told = {"chat_id": village.ann.id, "caption": FOX * 512}
    sent = await village.upload("sendDocument", told, document=("a.txt", b"x"))
    here = {"chat_id": village.ann.id, "message_id": sent.result["message_id"]}
    longer = told | {"caption": FOX * 512 + "x"}

    assert "too long" in (await village.upload("sendDocument", longer, document=("a.txt", b"x"))).why
    assert "too long" in (await village.ask("editMessageCaption", here | {"caption": longer["caption"]})).why


@pytest.mark.parametrize(
    ("method", "field", "size", "status"),
    [
        ("sendDocument", "document", 50 * MIB, 200),
        ("sendDocument", "document", 50 * MIB + 1, 413),
        ("sendDocument", "document", 0, 400),
        ("sendPhoto", "photo", 10 * MIB + 1, 400),
    ],
)
async def test_a_file_may_be_so_large(village: Village, method: str, field: str, size: int, status: int) -> None:
    """50 MB go up, 10 MB of a photo, and nothing is no file."""
    village.server.refusals.allow("Request Entity Too Large", "too big for a photo", "non-empty")
    answer = await village.upload(method, {"chat_id": village.ann.id}, **{field: ("a.bin", bytes(size))})

    assert answer.status == status, answer.body


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ((9_900, 100), "PHOTO_INVALID_DIMENSIONS"),
        ((2_100, 100), "PHOTO_INVALID_DIMENSIONS"),
        ((2_000, 100), ""),
        ((9_500, 500), ""),
        ((9_501, 500), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_has_bounds(village: Village, size: tuple[int, int], why: str) -> None:
    """Sides of 10,000 together and a ratio of 20; what is no picture is no photo (T2)."""
    village.server.refusals.allow("PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED")
    answer = await village.upload("sendPhoto", {"chat_id": village.ann.id}, photo=("a.png", picture(*size)))

    assert answer.why == (f"Bad Request: {why}" if why else "")
    nothing = await village.upload("sendPhoto", {"chat_id": village.ann.id}, photo=("a.png", b"no picture"))
    assert nothing.why == "Bad Request: IMAGE_PROCESS_FAILED"


@pytest.mark.parametrize(
    ("kinds", "why"),
    [
        (["photo"], "too few"),
        (["photo"] * 10, ""),
        (["photo"] * 11, "too many"),
        (["photo", "video"], ""),
        (["photo", "document"], "can't be sent in one album"),
        (["audio", "document"], "can't be sent in one album"),
        (["animation", "animation"], "can't be sent in one album"),
    ],
)
async def test_an_album_has_its_rules(village: Village, kinds: list[str], why: str) -> None:
    """Two to ten; pictures and films together, documents apart, music apart (T7)."""
    village.server.refusals.allow("album")
    items = [{"type": kind, "media": f"attach://f{at}"} for at, kind in enumerate(kinds)]
    files = {f"f{at}": ("a.mp4", film()) if kind == "video" else ("a.png", picture()) for at, kind in enumerate(kinds)}
    answer = await village.upload("sendMediaGroup", {"chat_id": village.ann.id, "media": items}, **files)

    assert why in answer.why
    assert len(village.ann.sees(village.ann.dm)) == (0 if why else len(kinds))


async def test_an_album_has_no_buttons(village: Village) -> None:
    """Buttons cannot be sent with an album, nor put below one of its parts later (T12)."""
    village.server.refusals.allow("can't parse the parameters", "message can't be edited", SECOND_OPINION)
    items = [{"type": "photo", "media": f"attach://f{at}"} for at in range(2)]
    files = {f"f{at}": ("a.png", picture()) for at in range(2)}
    markup = {"inline_keyboard": [[button()]]}
    told = {"chat_id": village.ann.id, "media": items}

    assert (await village.upload("sendMediaGroup", told | {"reply_markup": markup}, **files)).status == 400
    sent = await village.upload("sendMediaGroup", told, **files)
    here = {"chat_id": village.ann.id, "message_id": sent.result[0]["message_id"], "reply_markup": markup}
    assert "can't be edited" in (await village.ask("editMessageReplyMarkup", here)).why


async def test_a_thumbnail_is_small(village: Village) -> None:
    """A thumbnail is a JPEG of at most 320 by 320 and 200 kB; the platform would silently show none (T39)."""
    village.server.refusals.allow("a thumbnail")
    told = {"chat_id": village.ann.id, "thumbnail": "attach://t"}
    good, large, other = picture(320, 320, "JPEG"), picture(321, 320, "JPEG"), picture(320, 320, "PNG")
    heavy = good + bytes(200_000 - len(good))
    tried = [await village.upload("sendVideo", told, video=("a.mp4", film()), t=("t.jpg", each))
             for each in (good, heavy[:-1], heavy, large, other)]  # fmt: skip

    assert [each.status for each in tried] == [200, 200, 400, 400, 400]


async def test_a_cover_is_a_photo(village: Village) -> None:
    """A film's cover is a picture within the bounds of a photo, and is told with the film (T39)."""
    village.server.refusals.allow(
        "IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "too big for a photo", "can't find"
    )
    told = {"chat_id": village.ann.id, "cover": "attach://c"}
    good, thin = picture(1280, 720, "JPEG"), picture(2100, 100)
    heavy = good + bytes(limits.PHOTO_BYTES + 1 - len(good))
    tried = [await village.upload("sendVideo", told, video=("a.mp4", film()), c=("c.jpg", each))
             for each in (good, b"no picture", thin, heavy)]  # fmt: skip
    missing = await village.upload("sendVideo", told, video=("a.mp4", film()))

    assert [each.status for each in (*tried, missing)] == [200, 400, 400, 400, 400]
    assert max(each["width"] for each in tried[0].result["video"]["cover"]) == 1280


async def test_commands_have_bounds(village: Village) -> None:
    """A hundred commands, of 32 small letters, with 256 characters about each (T27)."""
    village.server.refusals.allow("BOT_COMMAND", "language", "BotCommand")
    few = [{"command": f"c{at}", "description": "d" * 256} for at in range(100)]

    async def sets(commands: list[dict[str, str]], **more: object) -> str:
        return (await village.ask("setMyCommands", {"commands": commands, **more})).why

    assert await sets(few) == ""
    assert "TOO_MUCH" in await sets([*few, {"command": "more", "description": "d"}])
    for name in ("Help", "a" * 33, "he-lp", ""):
        assert "BOT_COMMAND_INVALID" in await sets([{"command": name, "description": "d"}])
    assert "the same command twice" in await sets([few[0], few[0]])
    for words in ("", "d" * 257):
        assert "DESCRIPTION_INVALID" in await sets([{"command": "help", "description": words}])
    assert "language" in await sets(few, language_code="en-US")
    assert "BotCommandScope" in await sets(few, scope={"type": "everywhere"})


async def test_the_answer_to_a_press_is_short_and_soon(village: Village) -> None:
    """200 characters, once, and within seconds (T14)."""
    village.server.refusals.allow("MESSAGE_TOO_LONG", "query is too old")
    await village.says(row(button()))
    [card] = village.ann.sees(village.ann.dm)
    presses = [await village.ann.presses(card, "Approve") for _ in range(2)]
    first, second = [each.callback_query.id for each in await village.hears() if each.callback_query]

    async def answers(number: str, text: str = "") -> str:
        return (await village.ask("answerCallbackQuery", {"callback_query_id": number, "text": text})).why

    assert "MESSAGE_TOO_LONG" in await answers(first, "x" * 201)
    assert await answers(first, "x" * 200) == ""
    assert "query is too old" in await answers(first)
    village.server.world.callbacks[second].at -= limits.CALLBACK_SECONDS + 1
    assert "query is too old" in await answers(second)
    assert (await presses[0].answered()).text == "x" * 200


async def test_a_test_fails_when_something_was_refused(village: Village) -> None:
    """Nobody is refused unnoticed: what a test did not allow is there to be complained of."""
    await village.says({"text": ""})
    [refusal] = village.server.refusals.unexpected
    village.server.refusals.allow("message text is empty")

    assert (refusal.what, refusal.code, village.server.refusals.unexpected) == ("sendMessage", 400, [])


def test_every_rule_of_telegram_has_its_test() -> None:
    """The table of rules is whole, and names no test that is not there."""
    rules = [[cell.strip() for cell in line.split("|")[1:-1]] for line in (limits.__doc__ or "").splitlines()]
    rules = [row for row in rules if row and row[0].startswith("T")]
    named = [row[2] for row in rules if not row[1].startswith("not ")]
    missing = [
        f"{file}: {test}"
        for file, _, tests in (each.partition(": ") for cell in named for each in cell.split("; "))
        for test in tests.split(", ")
        if f"def test_{test}(" not in (HERE / f"test_telegram_{file}.py").read_text("utf-8")
    ]

    assert [row[0] for row in rules] == [f"T{number}" for number in range(1, 41)]
    assert missing == []
