"""Pictures that come one by one, and belong together, are one request."""

from dataclasses import replace

from bot.albums import AWAY
from bot.chat import CommandCall, EventKey, Level, Message, MessageId
from bot.store import ledger
from bot.store.ledger import Amount, Basis, Kind
from bot.store.turns import TurnState
from bot.texts import album as texts
from bot.texts import turn as turn_texts
from tests.harness import ANN, ROOM, Scene, Talk, short
from tests.scripted import PNG

NAMES = ("a.png", "b.png", "c.png", "d.png", "e.png")


def part(number: int, text: str = "", *, addressed: bool = True, album: str = "al") -> Message:
    """One message of an album, with one file."""
    name = NAMES[number]
    return Message(
        EventKey(f"p{number}"),
        MessageId(f"p{number}"),
        ROOM,
        ANN,
        text,
        (short(name),),
        addressed=addressed,
        album=album,
    )


def furnished(scene: Scene) -> Scene:
    """Let the platform have the files."""
    scene.adapter.files.update({name: PNG + name.encode() for name in NAMES})
    return scene


async def files_of(talk: Talk, scene: Scene, prompt: str) -> int:
    """How many files a request reached the studio with."""

    async def started() -> bool:
        await scene.clock.advance(1)
        return scene.studio.count("start") > 0

    await talk.sees(started)
    return len(scene.studio.job(prompt).prompt.uploads)


async def test_an_album_is_one_request(scene: Scene) -> None:
    """Five pictures with one caption are one request with five files, begun when no more come."""
    async with furnished(scene).core() as talk:
        for number in range(5):
            await talk.core.inbox(part(number, "make a poster of these" if number == 0 else ""))
        await talk.settled()
        assert scene.studio.count("start") == 0

        await talk.passes(2)

        assert await files_of(talk, scene, "make a poster of these") == 5
        assert len(await talk.turns()) == 1


async def test_an_album_split_by_a_restart_is_one_request(scene: Scene) -> None:
    """Broken outcome: after a minute's outage the rest of an album came too late for the half that was there."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0, "a poster"))
        await talk.core.inbox(part(1))
    await scene.clock.advance(60)
    async with scene.core() as talk:
        await scene.clock.advance(AWAY - 1)
        await talk.core.inbox(part(2))
        await talk.core.inbox(part(3))
        await talk.passes(2)

        assert await files_of(talk, scene, "a poster") == 4


async def test_an_album_that_cannot_be_taken_is_refused_once(scene: Scene) -> None:
    """Broken outcome: each picture of an album that could not be taken was answered with the same sentence."""
    guest, called = replace(ANN, level=Level.SPEAK), (("prompt", "a kite"),)
    async with furnished(scene).core() as talk:
        for number in range(3):
            await talk.core.inbox(replace(part(number, "a poster" if number == 0 else ""), person=guest))
        await talk.core.inbox(part(3))  # it may be taken now, and is no request by itself
        assert len(talk.whispered()) == 1

        first = part(0, album="other")
        await talk.core.inbox(
            CommandCall(EventKey("c"), first.id, ROOM, guest, "create", called, first.attachments, album=first.album)
        )
        await talk.core.inbox(part(4, album="other"))
        assert len(talk.whispered()) == 2
        assert await talk.turns() == []


async def test_a_part_that_is_told_twice_counts_once(scene: Scene) -> None:
    """What a platform tells again after a restart is no second picture."""
    async with furnished(scene).core() as talk:
        for number in (0, 1, 1, 0):
            await talk.core.inbox(part(number, "a poster" if number == 0 else ""))
        await talk.passes(2)

        assert await files_of(talk, scene, "a poster") == 2


async def test_the_caption_of_any_part_is_the_words(scene: Scene) -> None:
    """Whichever picture carries the words, they are the request's, with what they wish for."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0))
        await talk.core.inbox(part(1, "upscale these"))
        await talk.passes(2)

        assert await files_of(talk, scene, "upscale these") == 2
        (turn,) = await talk.turns()
        assert turn.wishes.upscale == (scene.studio.features.upscaler is not None)


async def test_each_part_gives_the_next_one_time_but_not_for_ever(scene: Scene) -> None:
    """A slow album is waited for as long as parts keep coming, and ten seconds at most."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0, "a poster"))
        for number in range(1, 5):
            await scene.clock.advance(1.9)
            await talk.settled(3)
            assert scene.studio.count("start") == 0
            await talk.core.inbox(part(number))
        (turn,) = await talk.turns()
        assert turn.not_before is not None
        assert 9 < turn.not_before - turn.created_at <= 10


async def test_a_part_that_comes_too_late_is_answered(scene: Scene) -> None:
    """What did not make it into a request is said, not dropped without a word."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0, "a poster"))
        await talk.passes(2)
        assert await files_of(talk, scene, "a poster") == 1

        await talk.core.inbox(part(1))

        assert texts.too_late(talk.workshop.languages.of()) in talk.whispered()[-1]
        assert len(await talk.turns()) == 1


async def test_parts_that_call_nobody_wait_for_the_one_that_does(scene: Scene) -> None:
    """In a group only one picture's caption names the bot; those before and after it belong to it all the same."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0, addressed=False))
        await talk.core.inbox(part(1, "a poster"))
        await talk.core.inbox(part(2, addressed=False))
        await talk.passes(2)

        assert await files_of(talk, scene, "a poster") == 3


async def test_an_album_that_calls_nobody_is_left_alone(scene: Scene) -> None:
    """What people show each other is theirs, and somebody else's album is no part of a request."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(replace(part(0, addressed=False), person=replace(ANN, id=type(ANN.id)("ben"))))
        await talk.core.inbox(part(1, addressed=False, album="other"))
        await talk.core.inbox(part(2, "a poster"))
        await talk.passes(2)

        assert await files_of(talk, scene, "a poster") == 1
        assert talk.whispered() == []


async def test_an_album_without_words_is_asked_for_them(scene: Scene) -> None:
    """Nobody guesses what five pictures are for, and nothing is started."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0))
        await talk.core.inbox(part(1))
        await talk.passes(2)

        (turn,) = await talk.reaches("failed")
        await talk.sees(lambda: talk.card(turn).text == texts.words_missing(talk.workshop.languages.of()))
        assert scene.studio.count("start") == 0


async def test_an_album_that_is_refused_has_cost_nothing(scene: Scene) -> None:
    """It was closed to further parts before it was refused, and yet nothing can have been spent."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0))
        await talk.passes(2)
        (turn,) = await talk.reaches("failed")

        (end,) = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, turn.id))
        assert (end.kind, end.amount) == (Kind.SETTLED, Amount(0.0, Basis.NONE))
        await talk.core.inbox(part(1))
        assert texts.too_late(talk.workshop.languages.of()) in talk.whispered()[-1]


async def test_waiting_for_parts_changes_no_card(scene: Scene) -> None:
    """An album that is still coming was refused by nobody, so its card says what it said."""
    async with furnished(scene).core() as talk:
        await talk.core.inbox(part(0, "a poster"))
        await talk.settled()
        await talk.core.inbox(part(1))
        await talk.passes(1)
        await talk.settled()

        (turn,) = await talk.turns()
        queued = turn_texts.queued(talk.workshop.languages.of(), ahead=0)
        assert (turn.state, talk.card(turn).text) == (TurnState.QUEUED, queued)


async def test_a_command_can_stand_in_the_caption(scene: Scene) -> None:
    """Pictures below a typed command belong to it."""
    async with furnished(scene).core() as talk:
        first = part(0)
        call = CommandCall(
            first.key, first.id, ROOM, ANN, "create", (("prompt", "a poster"),), first.attachments, album="al"
        )
        await talk.core.inbox(call)
        await talk.core.inbox(part(1))
        await talk.passes(2)

        assert await files_of(talk, scene, "a poster") == 2
