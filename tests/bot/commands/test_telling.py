"""What /help shows works as it is, in every language."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import hints, triggers
from bot.capabilities import MediaKind
from bot.chat import Level, Person, PersonId
from bot.commands.all import COMMANDS
from bot.studio import Features, Model
from bot.texts import Translator, load
from bot.texts import command as texts
from tests.harness import Scene

LANGUAGES = load()
MODERATOR = Person(PersonId("moderator"), "Moderator", Level.MODERATE)
READER = Person(PersonId("reader"), "Reader", Level.SPEAK)
MIDJOURNEY = Model("generate_image_midjourney", "Midjourney", "IMAGE", premium=False)
FEATURES = Features("Some", frozenset(MediaKind), None, None, 1, reasoning=True, exports=None, upscaler="upscale")


def examples(text: Callable[[Translator], str], t: Translator) -> list[str]:
    """The examples of one group."""
    return [line.removeprefix("· ") for line in text(t).splitlines() if line.startswith("· ")]


@pytest.mark.parametrize("locale", LANGUAGES.locales)
def test_what_can_be_said_in_plain_words_is_understood(locale: str) -> None:
    """Each phrase that /help gives is read as a command that there is."""
    meant = [triggers.command(each) for each in examples(texts.help_say, LANGUAGES.of(locale))]

    assert {each.command if each else None for each in meant} == {"project", "mode", "new", "usage"}
    assert {each.command for each in meant if each} <= {name for each in COMMANDS for name in each.names}


@pytest.mark.parametrize("locale", LANGUAGES.locales)
def test_requests_to_try_are_requests(locale: str) -> None:
    """No example is swallowed as a command; the model and the upscaling that they name are seen."""
    t = LANGUAGES.of(locale)
    make, rework = examples(texts.help_make, t), examples(texts.help_rework, t)
    read = [hints.wishes(each, [MIDJOURNEY], FEATURES, pictures=True) for each in (*make, *rework)]

    assert [triggers.command(each) for each in (*make, *rework)] == [None] * len(read)
    assert [wishes.prefer for wishes in read].count((MIDJOURNEY,)) == 1
    assert [wishes.upscale for wishes in read].count(True) == 1


@pytest.mark.parametrize("menus", [True, False])
async def test_help_names_the_menus_where_messages_have_some(scene: Scene, menus: bool) -> None:  # noqa: FBT001  rows
    """Broken outcome: nobody learned that a right-click on a picture edits it."""
    scene.adapter.carries = replace(scene.adapter.carries, menus=menus)
    async with scene.core() as talk:
        await talk.gives("help")
        await talk.gives("help", person=READER)

    spender, reader = talk.whispered()
    assert ("Edit this, Animate this" in spender) is menus
    assert "Edit this" not in reader, "it would be refused"
    assert ("Apps" in reader) is menus


@pytest.mark.parametrize(("called", "listens"), [(False, False), (True, False), (True, True)])
async def test_help_says_how_to_reach_us_there(scene: Scene, called: bool, listens: bool) -> None:  # noqa: FBT001  rows
    """Broken outcome: /help said "Just write" in a channel where nothing but a mention was heard."""
    scene.adapter.carries = replace(scene.adapter.carries, called=called)
    async with scene.core() as talk:
        if listens:
            await talk.gives("settings", name="listen", value="yes", scope="channel", person=MODERATOR)
        await talk.gives("help", person=READER)

    assert talk.whispered()[-1].startswith("Mention me" if called and not listens else "Just write")


async def test_what_somebody_may_do_comes_first(scene: Scene) -> None:
    """Who may only look finds what they can do before what others can."""
    async with scene.core() as talk:
        await talk.gives("help", person=READER)

    own, others = talk.whispered()[0].split("Only for those with more rights here:")
    assert "/status" in own
    assert "/create" not in own
    assert "/create" in others
