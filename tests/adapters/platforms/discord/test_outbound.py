"""What Discord is sent keeps its limits, calls nobody by accident, and is never read as markup."""

import asyncio
from pathlib import Path

import pytest

from adapters.platforms.discord import limits
from adapters.platforms.discord.outbound import modal_of, opened, reference_of, to_discord, view_of
from bot.capabilities import MediaKind, split
from bot.chat import Button, ButtonToken, Form, Link, MessageId, PersonId, Post, PostFile, Tone


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*bold* `code` ~gone~ ||hidden||", r"\*bold\* \`code\` \~gone\~ \|\|hidden\|\|"),
        ("_x_ but nano_banana_pro", r"\_x\_ but nano_banana_pro"),
        ("# big\n> quote\n- point\n#tag -1", "\\# big\n\\> quote\n\\- point\n#tag -1"),
        ("[here](https://bad.example)", "[here]\\(https://bad.example)"),
        ("https://a.example/x_y_z*?q=_1_", "https://a.example/x_y_z*?q=_1_"),
        ("红色的狐狸 🦊", "红色的狐狸 🦊"),
    ],
)
def test_words_are_not_read_as_markup(text: str, written: str) -> None:
    """What a studio or a person writes looks as it was written, and hides no link behind other words."""
    assert to_discord(Post(text)).content == written


def test_nobody_is_called_but_who_is_meant() -> None:
    """Names in a text call nobody; whoever is to be called stands at the end and is the only one allowed."""
    draft = to_discord(Post("@everyone <@1> <@&2>", ping=PersonId("5")))
    assert draft.content.endswith("\n<@5>")
    assert dict(draft.allowed_mentions.to_dict()) == {"parse": [], "users": [5]}
    assert dict(to_discord(Post("@everyone <@1>")).allowed_mentions.to_dict()) == {"parse": []}


def test_a_split_text_fits_as_it_goes_out() -> None:
    """D9: each part of a long text is within the limit also where its marks had to be escaped."""
    capabilities = limits.channel()
    parts = split("*狐狸* 🦊 " * 700, capabilities.text, capabilities.measure)
    assert len(parts) > 1
    for part in parts:
        assert len(to_discord(Post(part)).content.encode("utf-16-le")) // 2 <= limits.TEXT_LENGTH


async def test_buttons_stand_five_to_a_row_and_are_kept_nowhere() -> None:
    """D20: buttons keep their order and token; a link's address has no token; the library holds none in memory."""
    buttons = tuple(Button(f"B{number}", ButtonToken(f"token{number}")) for number in range(6))
    view = view_of(Post(buttons=buttons, links=(Link("Project", "https://a.example"), Link("Bad", "javascript:x"))))
    assert view is not None
    rows = [[each.get("custom_id", each.get("url")) for each in row["components"]] for row in view.to_components()]
    assert rows == [[f"token{number}" for number in range(5)], ["token5", "https://a.example"]]
    assert view.is_finished()


async def test_a_label_that_is_too_long_is_shortened() -> None:
    """D20: eighty characters, the last one saying that there was more."""
    view = view_of(Post(buttons=(Button("x" * 100, ButtonToken("t"), Tone.DANGER),)))
    assert view is not None
    (button,) = view.to_components()[0]["components"]
    assert (len(button["label"]), button["label"][-1], button["style"]) == (80, "…", 4)


def test_an_address_too_long_for_a_button_stands_in_the_text() -> None:
    """D20: a link beyond 512 characters is not lost."""
    url = "https://a.example/" + "x" * 600
    draft = to_discord(Post("done", links=(Link("Original", url),)))
    assert draft.content == f"done\nOriginal: {url}"
    assert draft.view is None


async def test_a_form_asks_for_words_with_what_was_there() -> None:
    """D22: the window carries the token, its title and label are short enough, the old words stand in it."""
    modal = modal_of(Form("T" * 60, "L" * 60, "a fox", ButtonToken("token"))).to_dict()
    (label,) = modal["components"]
    field = label["component"]
    assert (modal["custom_id"], len(modal["title"]), len(label["label"])) == ("token", 45, 45)
    assert (field["value"], field["max_length"]) == ("a fox", 4000)


def test_an_answer_survives_what_it_answers() -> None:
    """A request that was deleted meanwhile does not hold up its result."""
    reference = reference_of(Post("done", reply_to=MessageId("7")), 3)
    assert reference is not None
    told = reference.to_dict()
    assert (told["message_id"], told["channel_id"], told["fail_if_not_exists"]) == (7, 3, False)
    assert reference_of(Post("done", reply_to=MessageId("")), 3) is None


async def test_files_carry_their_words_and_their_cover(tmp_path: Path) -> None:
    """D14, D15: alt text within 1,024 characters; a spoiler is said in its field and leaves the name alone."""
    path = tmp_path / "kept"
    path.write_bytes(b"fox")
    file = PostFile(path, "fox.png", "image/png", MediaKind.IMAGE, 3, "a fox " * 300)
    (plain,) = await asyncio.to_thread(opened, [file], spoiler=False)
    (covered,) = await asyncio.to_thread(opened, [file], spoiler=True)
    told = covered.to_dict(0)
    assert told["filename"] == plain.to_dict(0)["filename"] == "fox.png"
    assert (told["is_spoiler"], len(told["description"])) == (True, limits.ALT_LENGTH)
    assert "is_spoiler" not in plain.to_dict(0)
    for each in (plain, covered):
        each.close()
