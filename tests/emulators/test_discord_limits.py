"""Each of Discord's numbers holds: what fits is taken, one more is refused by its code."""

from pathlib import Path
from typing import Any

import pytest

from tests.emulators.asking import Town
from tests.emulators.discord import limits
from tests.emulators.discord.limits import MIB

FORM, TOO_LARGE, EMPTY = 50035, 40005, 50006
V2 = 1 << 15
HERE = Path(__file__).parent


def button(number: int = 0, **more: object) -> dict[str, Any]:
    """A button that fits."""
    return {"type": 2, "style": 1, "label": "Approve", "custom_id": f"b{number}"} | more


def link(url: str) -> dict[str, Any]:
    """A link button."""
    return {"type": 2, "style": 5, "label": "Project", "url": url}


def rows(count: int, each: int = 1) -> list[dict[str, Any]]:
    """Rows of buttons, all different."""
    return [{"type": 1, "components": [button(row * 10 + at) for at in range(each)]} for row in range(count)]


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    """A message with these buttons."""
    return {"content": "x", "components": [{"type": 1, "components": list(buttons)}]}


def v2(*components: dict[str, Any]) -> dict[str, Any]:
    """A message of newer components."""
    return {"flags": V2, "components": list(components)}


def gallery(count: int, **more: object) -> dict[str, Any]:
    """A gallery of that many pictures."""
    return {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}, **more}] * count}


def text(count: int) -> dict[str, Any]:
    """A text of that many characters."""
    return {"type": 10, "content": "x" * count}


def select(count: int, placeholder: int = 5) -> dict[str, Any]:
    """A menu of that many options."""
    options = [{"label": f"o{at}", "value": f"o{at}"} for at in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options, "placeholder": "p" * placeholder})


FITS: dict[str, dict[str, Any]] = {
    "text": {"content": "x" * 2000},
    "nonce": {"content": "x", "nonce": "n" * 25, "enforce_nonce": True},
    "embeds": {"embeds": [{"title": "x"}] * 10},
    "embed characters": {"embeds": [{"description": "x" * 3000}] * 2},
    "rows": {"content": "x", "components": rows(5, 5)},
    "label": row(button(label="l" * 80)),
    "custom id": row(button(custom_id="c" * 100)),
    "address": row(link("https://" + "u" * 504)),
    "options": select(25, 150),
    "gallery": v2(gallery(10, description="d" * 1024)),
    "components": v2(*[text(1)] * 40),
    "shown characters": v2(text(4000)),
    "mentions": {"content": "x", "allowed_mentions": {"users": [str(at) for at in range(100)]}},
}
OVER: dict[str, dict[str, Any]] = {
    "text": {"content": "x" * 2001},
    "text of another type": {"content": 5},
    "nonce": {"content": "x", "nonce": "n" * 26},
    "nonce enforced without one": {"content": "x", "enforce_nonce": True},
    "embeds": {"embeds": [{"title": "x"}] * 11},
    "embed characters": {"embeds": [{"description": "x" * 3000}] * 2 + [{"title": "x"}]},
    "stickers": {"content": "x", "sticker_ids": ["1", "2", "3", "4"]},
    "rows": {"content": "x", "components": rows(6)},
    "buttons in a row": {"content": "x", "components": rows(1, 6)},
    "empty row": {"content": "x", "components": rows(1, 0)},
    "button outside a row": {"content": "x", "components": [button()]},
    "label": row(button(label="l" * 81)),
    "no label": row({"type": 2, "style": 1, "custom_id": "c"}),
    "custom id": row(button(custom_id="c" * 101)),
    "no custom id": row(button(custom_id="")),
    "custom id twice": row(button(1), button(1)),
    "address": row(link("https://" + "u" * 505)),
    "address of another kind": row(link("ftp://example.org/")),
    "link with an id": row(link("https://example.org/") | {"custom_id": "c"}),
    "style": row(button(style=9)),
    "menu beside a button": row(button(), select(1)["components"][0]["components"][0]),
    "options": select(26),
    "placeholder": select(1, 151),
    "empty gallery": v2(gallery(0)),
    "gallery": v2(gallery(11)),
    "alt text in a gallery": v2(gallery(1, description="d" * 1025)),
    "components": v2(*[text(1)] * 41),
    "shown characters": v2(text(2000), text(2001)),
    "newer components without their flag": {"components": [text(1)]},
    "text beside newer components": v2(text(1)) | {"content": "x"},
    "mentions": {"content": "x", "allowed_mentions": {"users": [str(at) for at in range(101)]}},
    "mentions by kind and by name": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "mentions of an unknown kind": {"content": "x", "allowed_mentions": {"parse": ["people"]}},
    "ephemeral outside an interaction": {"content": "x", "flags": 1 << 6},
    "voice": {"content": "x", "flags": 1 << 13},
    "unknown field": {"content": "x", "colour": 1},
}


@pytest.mark.parametrize("told", FITS.values(), ids=FITS)
async def test_what_fits_is_taken(town: Town, told: dict[str, Any]) -> None:
    """A message at its limit is sent: the emulator is not stricter than its own table."""
    answer = await town.says(told)

    assert answer.status == 200, answer.body


@pytest.mark.parametrize("told", OVER.values(), ids=OVER)
async def test_one_more_is_refused(town: Town, told: dict[str, Any]) -> None:
    """A message over a limit is refused by 50035 with the field's name, is not sent, and is not forgotten."""
    town.server.refusals.allow(FORM)
    answer = await town.says(told)

    assert (answer.status, answer.code) == (400, FORM)
    assert _errors(answer.body["errors"])
    assert town.server.world.messages.all(town.channel.id) == []
    assert [each.code for each in town.server.refusals.all] == [FORM]


def _errors(nested: dict[str, Any]) -> list[str]:
    found = [each["code"] for each in nested.get("_errors", ())]
    return found + [code for name, inner in nested.items() if name != "_errors" for code in _errors(inner)]


async def test_the_field_is_named_as_discord_names_it(town: Town) -> None:
    """discord.py reads the nested form of errors; another shape would show people nothing."""
    town.server.refusals.allow(FORM)
    answer = await town.says(row(button(), button(1, label="l" * 81)))

    where = answer.body["errors"]["components"]["0"]["components"]["1"]["label"]["_errors"]
    assert where[0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_nothing_is_no_message(town: Town) -> None:
    """An empty message is refused by its own code."""
    town.server.refusals.allow(EMPTY)

    assert (await town.says({"content": ""})).code == EMPTY


async def test_ten_files_and_no_more(town: Town) -> None:
    """The eleventh file is refused, as is a description longer than 1,024 characters or under another name."""
    town.server.refusals.allow(FORM)
    path = f"/channels/{town.channel.id}/messages"
    files = [(f"{at}.txt", b"x") for at in range(11)]
    alt = {"attachments": [{"id": 0, "filename": "0.txt", "description": "d" * 1025}]}

    assert (await town.upload("POST", path, {}, files[:10])).status == 200
    assert (await town.upload("POST", path, {}, files)).code == FORM
    assert (await town.upload("POST", path, alt, files[:1])).code == FORM
    unknown = {"attachments": [{"id": 0, "filename": "0.txt", "alt": "a fox"}]}
    assert (await town.upload("POST", path, unknown, files[:1])).code == FORM


async def test_a_file_may_be_as_large_as_the_guild_allows(town: Town) -> None:
    """One byte over the guild's limit is 40005; a guild of the second tier takes it."""
    town.server.refusals.allow(TOO_LARGE)
    path = f"/channels/{town.channel.id}/messages"
    fits, over = [("a.bin", bytes(10 * MIB))], [("a.bin", bytes(10 * MIB + 1))]

    assert (await town.upload("POST", path, {}, fits)).status == 200
    answer = await town.upload("POST", path, {}, over)
    assert (answer.status, answer.code) == (413, TOO_LARGE)
    town.guild.tier = 2
    assert (await town.upload("POST", path, {}, over)).status == 200


async def test_all_files_together_have_a_limit(town: Town) -> None:
    """Three files of ten MiB are more than one request may carry, in the stricter reading of D11."""
    town.server.refusals.allow(TOO_LARGE)
    files = [(f"{at}.bin", bytes(9 * MIB)) for at in range(3)]

    assert (await town.upload("POST", f"/channels/{town.channel.id}/messages", {}, files)).code == TOO_LARGE


async def test_a_test_fails_when_something_was_refused(town: Town) -> None:
    """Nobody is refused unnoticed: what a test did not allow is there to be complained of."""
    await town.says({"content": ""})
    [refusal] = town.server.refusals.unexpected
    town.server.refusals.allow(EMPTY)

    assert (refusal.code, town.server.refusals.unexpected) == (EMPTY, [])


def test_every_rule_of_discord_has_its_test() -> None:
    """The table of rules is whole, and names no test that is not there."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in (limits.__doc__ or "").splitlines()]
    rules = [row for row in rows if row and row[0].startswith("D")]
    named = [row[2] for row in rules if not row[1].startswith("not ")]
    missing = [
        f"{file}: {test}"
        for file, _, tests in (each.partition(": ") for each in named)
        for test in tests.split(", ")
        if f"def test_{test}(" not in (HERE / f"test_discord_{file}.py").read_text("utf-8")
    ]

    assert [row[0] for row in rules] == [f"D{number}" for number in range(1, 52)]
    assert missing == []
