"""What every studio keeps: the two fakes, which the turn model is tested with, and the real ones against the sandbox.

Those that make files in a turn and ask what they may spend have promises of their own; NemoVideo does neither.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.chat import AccountId, ChannelId, ChannelRef
from bot.clock import Clock, SystemClock
from bot.errors import QuestionChanged, UserError
from bot.studio import (
    AgentText,
    ArtifactReady,
    Cause,
    ConfirmationAsked,
    Conversation,
    ConversationId,
    Decision,
    Failed,
    Finished,
    Place,
    Prepared,
    Progress,
    Prompt,
    QuestionKey,
    Studio,
    StudioAccountId,
    StudioThreadId,
    TimelineTold,
    TurnEvent,
    TurnRef,
)
from tests.contracts.fakes import FakeStudio, PollingFake, Script, StreamingFake, picture, question
from tests.contracts.jumping import JumpingClock

CONVERSATION = Conversation(
    ConversationId("conv"), ChannelRef(AccountId("web"), None, ChannelId("c")), StudioAccountId("studio")
)
ENDINGS = (ConfirmationAsked, Finished, Failed)

# Words that the sandbox obeys, and what a fake plays for them; the number keeps the keys of several turns apart.
PLAYS: dict[str, Callable[[int], Script]] = {
    "four variations of a red fox": lambda n: (
        AgentText(f"t{n}", "Four foxes."), *(picture(f"{n}{name}") for name in "abcd"), Finished(),
    ),
    "a picture of waves, costly": lambda n: (question(f"q{n}"), picture(f"{n}w"), Finished()),
    "a picture of waves, costly, twice": lambda n: (
        question(f"q{n}"), question(f"r{n}"), picture(f"{n}w"), Finished(),
    ),
    "please refuse": lambda n: (AgentText(f"t{n}", "No."), Failed(Cause.REFUSED, "No.")),
}  # fmt: skip
FOUR, COSTLY, TWICE, REFUSE = PLAYS


class Waits(Clock, Protocol):
    """A clock that tells what was waited for."""

    slept: list[float]


class RealClock(SystemClock):
    """The machine's clock, for a studio whose stream cannot be hurried; the sandbox is fast instead."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Wait, and remember it."""
        self.slept.append(seconds)
        await super().sleep(seconds)


@dataclass
class Stage:
    """A studio, its clock, and the same few prompts for each."""

    studio: Studio
    clock: Waits
    numbers: "itertools.count[int]"

    def prompt(self, text: str, thread: StudioThreadId | None = None) -> Prompt:
        """Choose a prompt; a fake learns what to play for it."""
        if isinstance(self.studio, FakeStudio):
            self.studio.play(PLAYS[text](next(self.numbers)))
        return Prompt(text, thread=thread)

    async def prepare(self, text: str, thread: StudioThreadId | None = None, place: Place | None = None) -> Prepared:
        """Prepare a turn."""
        at = place or await self.studio.open(CONVERSATION)
        return await self.studio.prepare(self.prompt(text, thread), at)

    async def start(self, text: str, thread: StudioThreadId | None = None, place: Place | None = None) -> TurnRef:
        """Start a turn."""
        return await self.studio.start(await self.prepare(text, thread, place))

    async def follow(self, ref: TurnRef) -> list[TurnEvent]:
        """Follow a turn to the end, without the mere signs of life."""
        return [event async for event in self.studio.follow(ref) if not isinstance(event, Progress)]

    async def asked(self, ref: TurnRef) -> ConfirmationAsked:
        """Follow a turn to its question."""
        event = (await self.follow(ref))[-1]
        assert isinstance(event, ConfirmationAsked)
        return event


@asynccontextmanager
async def fake(kind: type[PollingFake] | type[StreamingFake]) -> AsyncIterator[Stage]:
    """Set up one of ours, on a clock that jumps."""
    clock = JumpingClock()
    files = {f"fake:0{name}.png": b"\x89PNG" for name in "abcdw"}
    async with kind(clock, files=files) as studio:
        yield Stage(studio, clock, itertools.count())


@asynccontextmanager
async def lovart() -> AsyncIterator[Stage]:
    """Set up Lovart, on a clock that jumps."""
    clock = JumpingClock()
    async with Sandbox(clock=clock) as sandbox:
        settings = LovartSettings(
            access_key=sandbox.access_key, secret_key=sandbox.secret_key, base_url=sandbox.address
        )
        async with Lovart(settings, clock) as studio:
            yield Stage(studio, clock, itertools.count())


@asynccontextmanager
async def nemo() -> AsyncIterator[Stage]:
    """Set up NemoVideo, on the machine's clock and with a fast sandbox."""
    clock = RealClock()
    async with Sandbox(SandboxOptions(speed=200.0)) as sandbox:
        settings = NemoSettings(
            token=sandbox.nemo_token, base_url=sandbox.nemo_base_url, first_recheck=0.05, recheck=0.05, drain=0.0
        )
        async with Nemo(settings, clock) as studio:
            yield Stage(studio, clock, itertools.count())


SetUp = Callable[[], AbstractAsyncContextManager[Stage]]
MAKERS: Mapping[str, SetUp] = {
    "polling": partial(fake, PollingFake),
    "streaming": partial(fake, StreamingFake),
    "lovart": lovart,
}
STUDIOS: Mapping[str, SetUp] = {**MAKERS, "nemo": nemo}


@pytest.fixture(params=STUDIOS)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Each studio in turn."""
    async with STUDIOS[request.param]() as stage:
        yield stage


@pytest.fixture(params=MAKERS)
async def maker(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Each studio that makes files in a turn and asks what it may spend."""
    async with MAKERS[request.param]() as maker:
        yield maker


def told(events: list[TurnEvent]) -> list[str]:
    """Give the keys of everything that was told."""
    return [event.key for event in events if isinstance(event, AgentText | TimelineTold)] + files_of(events)


def files_of(events: list[TurnEvent]) -> list[str]:
    """Give the keys of the files that were told."""
    return [event.artifact.key for event in events if isinstance(event, ArtifactReady)]


async def test_a_place_is_found_again(stage: Stage) -> None:
    """Opening a conversation that has a place gives the same place."""
    place = await stage.studio.open(CONVERSATION)

    assert await stage.studio.open(replace(CONVERSATION, place=place.id)) == place


async def test_a_place_has_a_page(maker: Stage) -> None:
    """People can look at what lies in a place."""
    assert (await maker.studio.open(CONVERSATION)).link


async def test_start_returns_on_acceptance(stage: Stage) -> None:
    """Starting waits for nothing that the studio makes."""
    prepared = await stage.prepare(FOUR)
    waited = len(stage.clock.slept)

    ref = await stage.studio.start(prepared)

    assert len(stage.clock.slept) == waited
    assert ref.thread
    assert ref.place == prepared.place
    assert ref.baseline == prepared.baseline


async def test_a_turn_ends_once(stage: Stage) -> None:
    """Something is told, and the end comes last and a single time."""
    events = await stage.follow(await stage.start(FOUR))

    assert told(events)
    assert [type(event) for event in events if isinstance(event, ENDINGS)] == [Finished]
    assert isinstance(events[-1], Finished)


async def test_a_turn_tells_its_files_and_ends(maker: Stage) -> None:
    """Everything that was asked for is told, the end last and once."""
    events = await maker.follow(await maker.start(FOUR))

    assert len(files_of(events)) == 4
    assert any(isinstance(event, AgentText) for event in events)
    assert [event for event in events if isinstance(event, ENDINGS)] == [Finished()]
    assert events[-1] == Finished()


async def test_files_come_one_by_one(maker: Stage) -> None:
    """A finished file is told while others are still being made: signs of life lie between the files."""
    ref = await maker.start(FOUR)

    kinds = [type(event) async for event in maker.studio.follow(ref)]

    assert Progress in kinds[kinds.index(ArtifactReady) : len(kinds) - kinds[::-1].index(ArtifactReady)]


async def test_a_file_is_told_once(maker: Stage) -> None:
    """One follower hears of each file a single time."""
    files = files_of(await maker.follow(await maker.start(FOUR)))

    assert len(files) == len(set(files))


async def test_following_again_tells_again(stage: Stage) -> None:
    """Whoever follows after a restart hears all that is true, under the same keys."""
    ref = await stage.start(FOUR)

    first, second = await stage.follow(ref), await stage.follow(ref)

    assert sorted(told(first)) == sorted(told(second))
    assert first[-1] == second[-1]


async def test_a_follower_may_leave_and_come_back(stage: Stage) -> None:
    """Nothing is lost when following stops in the middle."""
    ref = await stage.start(FOUR)
    known: list[TurnEvent] = []
    async with aclosing(stage.studio.follow(ref)) as events:
        async for event in events:
            known += [event] if isinstance(event, ArtifactReady | AgentText) else []
            if known:
                break

    after = await stage.follow(ref)

    assert known[0] in after
    assert sorted(told(after)) == sorted(told(await stage.follow(ref)))
    assert isinstance(after[-1], Finished)


async def test_a_question_ends_the_follower(maker: Stage) -> None:
    """Nothing is made and nobody waits in memory while a question is open; it is the same when read again."""
    ref = await maker.start(COSTLY)

    events = await maker.follow(ref)
    again = await maker.asked(ref)

    assert isinstance(events[-1], ConfirmationAsked)
    assert events[-1].cost
    assert not files_of(events)
    assert again == events[-1]


async def test_a_yes_lets_the_turn_go_on(maker: Stage) -> None:
    """After the yes the turn is followed to its files, and the answered question is not told again."""
    ref = await maker.start(COSTLY)
    await maker.studio.decide(ref, await maker.asked(ref), Decision.APPROVE)

    events = await maker.follow(ref)

    assert files_of(events)
    assert [event for event in events if isinstance(event, ENDINGS)] == [Finished()]


async def test_a_no_leaves_everything_as_it_is(maker: Stage) -> None:
    """Declining makes nothing; the question can still be read."""
    ref = await maker.start(COSTLY)
    asked = await maker.asked(ref)

    await maker.studio.decide(ref, asked, Decision.DECLINE)

    assert await maker.asked(ref) == asked


async def test_a_yes_to_another_question_is_refused(maker: Stage) -> None:
    """A yes counts only for the question it was given to."""
    ref = await maker.start(COSTLY)
    asked = await maker.asked(ref)

    with pytest.raises(QuestionChanged):
        await maker.studio.decide(ref, replace(asked, key=QuestionKey("another")), Decision.APPROVE)

    assert await maker.asked(ref) == asked


async def test_a_yes_counts_once(maker: Stage) -> None:
    """The second yes to the same question is refused."""
    ref = await maker.start(COSTLY)
    asked = await maker.asked(ref)
    await maker.studio.decide(ref, asked, Decision.APPROVE)

    with pytest.raises(QuestionChanged):
        await maker.studio.decide(ref, asked, Decision.APPROVE)


async def test_every_round_is_a_question_of_its_own(maker: Stage) -> None:
    """A second question, even for the same price, needs its own yes."""
    ref = await maker.start(TWICE)
    first = await maker.asked(ref)
    await maker.studio.decide(ref, first, Decision.APPROVE)
    second = await maker.asked(ref)
    await maker.studio.decide(ref, second, Decision.APPROVE)

    assert first.key != second.key
    assert (await maker.follow(ref))[-1] == Finished()


async def test_words_alone_are_no_success(maker: Stage) -> None:
    """A turn without a file fails with the agent's words."""
    ending = (await maker.follow(await maker.start(REFUSE)))[-1]

    assert isinstance(ending, Failed)
    assert ending.cause is Cause.REFUSED
    assert ending.text


async def test_what_was_there_before_is_not_told_again(maker: Stage) -> None:
    """The second turn of a thread tells only its own files."""
    first = await maker.start(FOUR)
    old = files_of(await maker.follow(first))

    second = await maker.start(FOUR, first.thread, first.place)
    new = files_of(await maker.follow(second))

    assert second.thread == first.thread
    assert len(new) == 4
    assert not set(old) & set(new)


async def test_a_first_message_is_never_recovered(maker: Stage) -> None:
    """Whose thread was only in the lost reply cannot be found, and nobody guesses."""
    prepared = await maker.prepare(FOUR)
    await maker.studio.start(prepared)

    assert await maker.studio.recover(prepared) is None


async def test_a_follow_up_is_recovered_by_its_thread(stage: Stage) -> None:
    """A turn whose start was cut off is found on its known thread and followed to its end."""
    first = await stage.start(FOUR)
    old = files_of(await stage.follow(first))
    prepared = await stage.prepare(FOUR, first.thread, first.place)
    await stage.studio.start(prepared)

    found = await stage.studio.recover(prepared)

    assert found is not None
    events = await stage.follow(found)
    assert not set(old) & set(files_of(events))
    assert isinstance(events[-1], Finished)


async def test_a_follow_up_that_never_started_is_not_recovered(stage: Stage) -> None:
    """A thread that rests as it did before holds no lost turn."""
    first = await stage.start(FOUR)
    await stage.follow(first)

    assert await stage.studio.recover(await stage.prepare(FOUR, first.thread, first.place)) is None


async def test_a_finished_file_can_be_fetched(maker: Stage) -> None:
    """What is told can be had."""
    events = await maker.follow(await maker.start(FOUR))
    artifact = next(event.artifact for event in events if isinstance(event, ArtifactReady))

    content = b"".join([chunk async for chunk in maker.studio.fetch(artifact)])

    assert content.startswith(b"\x89PNG")


async def test_a_file_that_is_gone_is_said_to_be(maker: Stage) -> None:
    """A vanished file is told to the person, not tried for ever."""
    events = await maker.follow(await maker.start(FOUR))
    artifact = next(event.artifact for event in events if isinstance(event, ArtifactReady))
    gone = replace(artifact, url=artifact.url.replace(".png", "zzz.png"))

    with pytest.raises(UserError):
        _ = [chunk async for chunk in maker.studio.fetch(gone)]


async def test_a_cut_stream_is_continued_by_reading() -> None:
    """A stream that breaks in the middle loses nothing: the state is read until the turn ends."""
    clock = JumpingClock()
    async with StreamingFake(clock, PLAYS[FOUR](0)) as fake:
        stage = Stage(fake, clock, itertools.count())
        ref = await fake.start(Prepared(Prompt(FOUR), await fake.open(CONVERSATION)))
        await fake.cut(ref.thread)

        events = await stage.follow(ref)

    assert len(files_of(events)) == 4
    assert events[-1] == Finished()


async def test_a_stream_without_a_listener_is_bounded() -> None:
    """A stream that nobody follows waits once its buffer is full, and goes on when somebody does."""
    clock = JumpingClock()
    script: Script = [*(picture(str(number)) for number in range(50)), Finished()]
    async with StreamingFake(clock, script) as fake:
        ref = await fake.start(Prepared(Prompt("fifty"), await fake.open(CONVERSATION)))
        for _ in range(200):
            await clock.sleep(1)
        waiting = fake.runs[ref.thread][0].shown

        events = await Stage(fake, clock, itertools.count()).follow(ref)

    assert waiting < 10
    assert len(files_of(events)) == 50
