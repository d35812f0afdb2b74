"""What people say reaches the core once and stays on the page, whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.platforms.web.adapter import WebAdapter
from adapters.platforms.web.history import MIGRATIONS, VERSION_TABLE
from adapters.platforms.web.settings import WebSettings
from bot import texts
from bot.chat import ButtonPress, Choice, CommandCall, Completion, DeliveryKey, EventKey, Form, Level, Message, Post
from bot.commands.declare import Answers
from bot.errors import StoreUnavailable, UserError
from bot.store.database import Database
from bot.texts.store import store_busy
from tests.adapters.platforms.web.conftest import Visitor, heard, visit
from tests.adapters.platforms.web.preview import ACCOUNT, STUDIO, Sample, Stage, page, question
from tests.clock import ManualClock
from tests.hostile import holding


async def test_words_arrive_as_a_message(stage: Stage, visitor: Visitor) -> None:
    """The core gets the words verbatim, in their channel, from a person who may do everything on loopback."""
    told = await visitor.says("  four foxes,\n watercolour ")
    event = await heard(stage)
    assert isinstance(event, Message)
    assert (event.text, event.channel, event.id) == ("four foxes,\n watercolour", STUDIO, told["id"])
    assert event.person.level is Level.OPERATE
    assert event.addressed


async def test_a_repeated_message_is_the_first_one(stage: Stage, visitor: Visitor) -> None:
    """A page that lost the answer and sends again makes no second message, and the core sees one key."""
    first = await visitor.says("a fox", "one-and-only")
    again = await visitor.says("a fox", "one-and-only")
    assert again["id"] == first["id"]
    assert len(await visitor.sees()) == 1
    assert (await heard(stage)).key == (await heard(stage)).key


async def test_the_same_id_of_two_people_is_two_messages(stage: Stage, visitor: Visitor) -> None:
    """Nobody gets somebody else's message by guessing its id."""
    await visitor.says("mine", "guessable")
    async with visit(stage.address) as other:
        await other.says("theirs", "guessable")
    assert {each["text"] for each in await visitor.sees()} == {"mine", "theirs"}


async def test_two_people_are_told_apart(stage: Stage, visitor: Visitor) -> None:
    """A person's own words are marked as theirs, another's carry a name."""
    await visitor.says("hello")
    async with visit(stage.address) as other:
        (seen,) = await other.sees()
    assert (seen["mine"], seen["name"]) == (False, "Guest 1")
    assert (await visitor.sees())[0]["mine"]


async def test_a_command_becomes_a_call(stage: Stage, visitor: Visitor) -> None:
    """Words behind a slash are parsed by the declared commands, the last option takes the rest."""
    await visitor.says("/create a fox in the snow")
    event = await heard(stage)
    assert isinstance(event, CommandCall)
    assert (event.name, event.option("prompt")) == ("create", "a fox in the snow")


async def test_a_private_command_is_seen_by_its_giver_alone(stage: Stage, visitor: Visitor) -> None:
    """A command that is answered privately does not clutter what others see."""
    await visitor.says("/help")
    async with visit(stage.address) as other:
        assert await other.sees() == []
    assert [each["text"] for each in await visitor.sees()] == ["/help"]
    assert Answers.PRIVATELY in {each.answers for each in stage.adapter._site.menu.known}


async def test_an_unknown_command_is_explained_privately(stage: Stage, visitor: Visitor) -> None:
    """A mistyped command costs nothing and tells how to go on; the core never hears of it."""
    await visitor.says("/creaet a fox")
    answer = (await visitor.sees())[-1]
    assert "/creaet" in answer["text"]
    assert answer["private"]
    assert stage.inbox.heard.empty()


async def test_a_path_is_no_command(stage: Stage, visitor: Visitor) -> None:
    """Only what looks like a command is treated as one."""
    await visitor.says("/etc/motd as a poster")
    assert (await heard(stage)).text == "/etc/motd as a poster"


async def test_a_press_reaches_the_core(stage: Stage, visitor: Visitor) -> None:
    """A press carries the button's token and the message under which it stands, twice the same under one key."""
    sent = await Sample(stage).post(question("request"))
    for _ in range(2):
        body = {"id": "the-press", "token": "approve-1", "message": sent.id}
        async with visitor.asks("POST", "/api/channels/studio/press", json=body) as response:
            assert response.status == 200
    first, second = await heard(stage), await heard(stage)
    assert isinstance(first, ButtonPress)
    assert (first.token, first.message) == ("approve-1", sent.id)
    assert first.key == second.key


async def test_a_reply_names_what_it_answers(stage: Stage, visitor: Visitor) -> None:
    """The core learns which result is meant, and windows show its beginning."""
    sent = await stage.adapter.post(STUDIO, Post("The first fox"), DeliveryKey("turn", "text"))
    told = await visitor.says("bluer, please", reply_to=sent.id)
    assert (await heard(stage)).reply_to == sent.id
    assert told["quote"]["text"] == "The first fox"


@pytest.mark.parametrize(
    "body",
    [{"id": "short", "text": "a"}, {"id": "long-enough", "text": "   "}, {"text": "no id"}, [], {"id": "x" * 65}],
)
async def test_nonsense_is_refused_in_words(visitor: Visitor, body: object) -> None:
    """A request that cannot be meant gets a sentence and leaves nothing behind."""
    async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
        assert response.status == 400
        assert (await response.json())["error"].endswith(".")
    assert await visitor.sees() == []


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
async def test_a_strange_place_in_history_is_refused(visitor: Visitor, before: str) -> None:
    """A number that cannot be one is answered, not crashed on."""
    async with visitor.asks("GET", f"/api/channels/studio/history?before={before}") as response:
        assert response.status == 400


async def test_an_unknown_channel_is_refused(visitor: Visitor) -> None:
    """Nothing is written into a channel that nobody made."""
    visitor.channel = "nowhere"
    async with visitor.asks("POST", "/api/channels/nowhere/messages", json={"id": "abcdefgh", "text": "a"}) as response:
        assert response.status == 404


async def test_channels_of_one_name_are_two(visitor: Visitor) -> None:
    """Making a channel twice makes two, each with an id of its own, also in other scripts."""
    ids = []
    for name in ("Fox studies", "fox  studies", "水彩"):
        async with visitor.asks("POST", "/api/channels", json={"name": name}) as response:
            assert response.status == 201
            ids.append((await response.json())["id"])
    assert ids == ["fox-studies", "fox-studies-2", "水彩"]
    listed = (await visitor.gets("/api/channels"))["channels"]
    assert [each["name"] for each in listed] == ["Studio", "Fox studies", "fox  studies", "水彩"]


async def test_suggestions_come_from_the_core(visitor: Visitor) -> None:
    """What may follow a command is asked of the core while it is typed."""
    told = await visitor.gets("/api/complete?channel=studio&command=create&option=prompt&typed=a")
    assert [each["value"] for each in told["choices"]] == ["a red fox", "a grey heron"]


async def test_older_messages_come_page_by_page(stage: Stage, visitor: Visitor) -> None:
    """A long channel opens at its end, and everything before is still there, once."""
    for number in range(70):
        await stage.adapter.post(STUDIO, Post(str(number)), DeliveryKey("turn", str(number)))
    newest = await visitor.gets("/api/channels/studio/history")
    assert newest["more"]
    older = await visitor.gets(f"/api/channels/studio/history?before={newest['messages'][0]['number']}")
    assert not older["more"]
    assert [each["text"] for each in (*older["messages"], *newest["messages"])] == [str(each) for each in range(70)]


async def test_a_restart_keeps_everything(tmp_path: Path, clock: ManualClock) -> None:
    """Whoever opens the page after a restart finds the conversation, and posts repeated by the core are not doubled."""
    async with page(tmp_path, clock) as first, visit(first.address) as visitor:
        await visitor.says("a fox")
        sent = await first.adapter.post(STUDIO, Post("done"), DeliveryKey("turn", "card"))
    async with page(tmp_path, clock) as second, visit(second.address) as visitor:
        again = await second.adapter.post(STUDIO, Post("done"), DeliveryKey("turn", "card"))
        assert again == sent
        assert [each["text"] for each in await visitor.sees()] == ["a fox", "done"]


class Refusing:
    """An inbox that refuses everything in words."""

    async def __call__(self, event: Message | CommandCall | ButtonPress) -> Form | None:
        """Refuse an event."""
        raise UserError(texts.as_written("Only on Sundays."))

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest nothing."""
        return ()


class Broken(Refusing):
    """An inbox that breaks."""

    async def __call__(self, event: Message | CommandCall | ButtonPress) -> Form | None:
        """Break."""
        raise ConnectionError


async def test_a_refusal_stands_under_the_message(tmp_path: Path, clock: ManualClock) -> None:
    """When the core says no, the message stays and the reason is shown to its author alone."""
    async with served(tmp_path, clock, Refusing()) as address, visit(address) as visitor, visit(address) as other:
        await visitor.says("a fox")
        assert [each["text"] for each in await visitor.sees()] == ["a fox", "Only on Sundays."]
        assert [each["text"] for each in await other.sees()] == ["a fox"]


async def test_what_the_core_never_took_is_given_again(tmp_path: Path, clock: ManualClock) -> None:
    """A message that was kept while the core broke reaches it after a restart, under the same key."""
    async with served(tmp_path, clock, Broken()) as address, visit(address) as visitor:
        body = {"id": "survivor", "text": "a fox"}
        async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
            assert response.status == 500
        (kept,) = await visitor.sees()
    async with page(tmp_path, clock) as stage:
        event = await heard(stage)
    assert (event.key, event.text) == (kept["id"], "a fox")
    async with page(tmp_path, clock) as stage:
        assert stage.inbox.heard.empty()


@pytest.mark.parametrize("letter", ["a", "狐"])
async def test_a_text_of_a_hundred_thousand_letters_is_refused_with_its_length(visitor: Visitor, letter: str) -> None:
    """Broken outcome: a long text in Chinese was refused by the server itself, in English and without a limit."""
    body = {"id": visitor.next_id(), "text": letter * 100_000}
    async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
        said = (await response.json())["error"]
        assert response.status == 413
    status, told = await visitor.sends({"fox.png": b"x"}, letter * 100_000)
    assert (status, told["error"]) == (413, said)
    assert "100,000" in said
    assert "20,000" in said
    assert await visitor.sees() == []


async def test_an_endless_text_is_refused_in_words(visitor: Visitor) -> None:
    """What is too long even to be counted is refused with the limit."""
    body = {"id": visitor.next_id(), "text": "a" * 900_000}
    async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
        assert response.status == 413
        assert "20,000" in (await response.json())["error"]
    status, told = await visitor.sends({"fox.png": b"x"}, "a" * 900_000)
    assert status == 413
    assert "20,000" in told["error"]


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200d\ufeff", "\u3164\u2800", "\u0301\ufe0f"])
async def test_an_empty_message_is_refused_in_words(visitor: Visitor, text: str) -> None:
    """Broken outcome: a message of invisible letters became a request, and the studio was asked for nothing."""
    body = {"id": visitor.next_id(), "text": text}
    async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
        assert response.status == 400
        assert "nothing to send" in (await response.json())["error"]
    assert await visitor.sees() == []


async def test_a_message_waits_while_another_program_holds_the_store(tmp_path: Path, clock: ManualClock) -> None:
    """Broken outcome: a copy being made of the store answered messages with a bare 500, and the page gave them up."""
    body = {"id": "patience", "text": "a fox"}
    async with page(tmp_path, clock, busy=0.05) as stage, visit(stage.address) as visitor:
        await visitor.says("before")
        async with (
            holding(tmp_path / "page.sqlite"),
            visitor.asks("POST", "/api/channels/studio/messages", json=body) as response,
        ):
            assert response.status == 503
            assert "sent again by itself" in (await response.json())["error"]
        async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
            assert response.status == 200
        assert [each["text"] for each in await visitor.sees()] == ["before", "a fox"]


async def test_a_short_hold_of_the_store_is_not_even_noticed(tmp_path: Path, clock: ManualClock) -> None:
    """Whoever looks into the store for a while only makes others wait."""
    async with page(tmp_path, clock) as stage, visit(stage.address) as visitor:
        await visitor.says("before")
        async with holding(tmp_path / "page.sqlite"):
            saying = asyncio.create_task(visitor.says("a fox"))
            assert [each["text"] for each in await visitor.sees()] == ["before"]
            assert not saying.done()
        assert (await saying)["text"] == "a fox"


async def test_what_the_core_could_not_keep_is_given_again(tmp_path: Path, clock: ManualClock) -> None:
    """A message that the page has and the core could not write down is sent again by the browser, under one key."""
    inbox = Held()
    async with served(tmp_path, clock, inbox) as address, visit(address) as visitor:
        body = {"id": "patience", "text": "a fox"}
        for status in (503, 200):
            async with visitor.asks("POST", "/api/channels/studio/messages", json=body) as response:
                assert response.status == status
        assert [each["text"] for each in await visitor.sees()] == ["a fox"]
    assert len(inbox.keys) == 2
    assert len(set(inbox.keys)) == 1


class Held(Refusing):
    """A core whose store is held, at the first event."""

    def __init__(self) -> None:
        self.keys: list[EventKey] = []

    async def __call__(self, event: Message | CommandCall | ButtonPress) -> Form | None:
        """Take the second event."""
        self.keys.append(event.key)
        if len(self.keys) == 1:
            raise StoreUnavailable(store_busy)
        return None


@asynccontextmanager
async def served(folder: Path, clock: ManualClock, inbox: Refusing) -> AsyncIterator[str]:
    """Serve a page over an inbox of the test's choice; give its address."""
    database = await asyncio.to_thread(Database, f"sqlite:///{folder / 'page.sqlite'}")
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    adapter = WebAdapter(WebSettings(ACCOUNT, folder / "media"), database, clock, await asyncio.to_thread(texts.load))
    serving = asyncio.create_task(adapter.run(inbox))
    yield await adapter.ready()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    await database.close()
