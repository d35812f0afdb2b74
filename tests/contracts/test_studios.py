"""What every studio keeps: the two fakes, which the turn model is tested with, and Lovart against the sandbox."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest

from adapters.sandbox.server import Sandbox
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot.chat import AccountId, ChannelId, ChannelRef
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


@dataclass
class Stage:
    """A studio on a clock that jumps, and the same few prompts for each."""

    studio: Studio
    clock: JumpingClock
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


@pytest.fixture(params=["polling", "streaming", "lovart"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Each studio in turn."""
    clock = JumpingClock()
    numbers = itertools.count()
    if request.param == "lovart":
        async with Sandbox(clock=clock) as sandbox:
            settings = LovartSettings(
                access_key=sandbox.access_key, secret_key=sandbox.secret_key, base_url=sandbox.address
            )
            async with Lovart(settings, clock) as lovart:
                yield Stage(lovart, clock, numbers)
    else:
        kind = PollingFake if request.param == "polling" else StreamingFake
        files = {f"fake:0{name}.png": b"\x89PNG" for name in "abcdw"}
        async with kind(clock, files=files) as fake:
            yield Stage(fake, clock, numbers)


def files_of(events: list[TurnEvent]) -> list[str]:
    """Give the keys of the files that were told."""
    return [event.artifact.key for event in events if isinstance(event, ArtifactReady)]


async def test_a_place_is_found_again(stage: Stage) -> None:
    """Opening a conversation that has a place gives the same place, with its page for people."""
    place = await stage.studio.open(CONVERSATION)

    assert await stage.studio.open(replace(CONVERSATION, place=place.id)) == place
    assert place.link


async def test_start_returns_on_acceptance(stage: Stage) -> None:
    """Starting waits for nothing that the studio makes."""
    prepared = await stage.prepare(FOUR)
    waited = len(stage.clock.slept)

    ref = await stage.studio.start(prepared)

    assert len(stage.clock.slept) == waited
    assert ref.thread
    assert ref.place == prepared.place
    assert ref.baseline == prepared.baseline


async def test_a_turn_tells_its_files_and_ends(stage: Stage) -> None:
    """Everything that was asked for is told, the end last and once."""
    events = await stage.follow(await stage.start(FOUR))

    assert len(files_of(events)) == 4
    assert any(isinstance(event, AgentText) for event in events)
    assert [event for event in events if isinstance(event, ENDINGS)] == [Finished()]
    assert events[-1] == Finished()


async def test_files_come_one_by_one(stage: Stage) -> None:
    """A finished file is told while others are still being made: signs of life lie between the files."""
    ref = await stage.start(FOUR)

    kinds = [type(event) async for event in stage.studio.follow(ref)]

    assert Progress in kinds[kinds.index(ArtifactReady) : len(kinds) - kinds[::-1].index(ArtifactReady)]


async def test_a_file_is_told_once(stage: Stage) -> None:
    """One follower hears of each file a single time."""
    files = files_of(await stage.follow(await stage.start(FOUR)))

    assert len(files) == len(set(files))


async def test_following_again_tells_again(stage: Stage) -> None:
    """Whoever follows after a restart hears all that is true, under the same keys."""
    ref = await stage.start(FOUR)

    first, second = await stage.follow(ref), await stage.follow(ref)

    assert sorted(files_of(first)) == sorted(files_of(second))
    assert first[-1] == second[-1]


async def test_a_follower_may_leave_and_come_back(stage: Stage) -> None:
    """Nothing is lost when following stops in the middle."""
    ref = await stage.start(FOUR)
    async with aclosing(stage.studio.follow(ref)) as events:
        async for event in events:
            if isinstance(event, ArtifactReady):
                break

    events_after = await stage.follow(ref)

    assert len(files_of(events_after)) == 4
    assert events_after[-1] == Finished()


async def test_a_question_ends_the_follower(stage: Stage) -> None:
    """Nothing is made and nobody waits in memory while a question is open; it is the same when read again."""
    ref = await stage.start(COSTLY)

    events = await stage.follow(ref)
    again = await stage.asked(ref)

    assert isinstance(events[-1], ConfirmationAsked)
    assert events[-1].cost
    assert not files_of(events)
    assert again == events[-1]


async def test_a_yes_lets_the_turn_go_on(stage: Stage) -> None:
    """After the yes the turn is followed to its files, and the answered question is not told again."""
    ref = await stage.start(COSTLY)
    await stage.studio.decide(ref, await stage.asked(ref), Decision.APPROVE)

    events = await stage.follow(ref)

    assert files_of(events)
    assert [event for event in events if isinstance(event, ENDINGS)] == [Finished()]


async def test_a_no_leaves_everything_as_it_is(stage: Stage) -> None:
    """Declining makes nothing; the question can still be read."""
    ref = await stage.start(COSTLY)
    asked = await stage.asked(ref)

    await stage.studio.decide(ref, asked, Decision.DECLINE)

    assert await stage.asked(ref) == asked


async def test_a_yes_to_another_question_is_refused(stage: Stage) -> None:
    """A yes counts only for the question it was given to."""
    ref = await stage.start(COSTLY)
    asked = await stage.asked(ref)

    with pytest.raises(QuestionChanged):
        await stage.studio.decide(ref, replace(asked, key=QuestionKey("another")), Decision.APPROVE)

    assert await stage.asked(ref) == asked


async def test_a_yes_counts_once(stage: Stage) -> None:
    """The second yes to the same question is refused."""
    ref = await stage.start(COSTLY)
    asked = await stage.asked(ref)
    await stage.studio.decide(ref, asked, Decision.APPROVE)

    with pytest.raises(QuestionChanged):
        await stage.studio.decide(ref, asked, Decision.APPROVE)


async def test_every_round_is_a_question_of_its_own(stage: Stage) -> None:
    """A second question, even for the same price, needs its own yes."""
    ref = await stage.start(TWICE)
    first = await stage.asked(ref)
    await stage.studio.decide(ref, first, Decision.APPROVE)
    second = await stage.asked(ref)
    await stage.studio.decide(ref, second, Decision.APPROVE)

    assert first.key != second.key
    assert (await stage.follow(ref))[-1] == Finished()


async def test_words_alone_are_no_success(stage: Stage) -> None:
    """A turn without a file fails with the agent's words."""
    ending = (await stage.follow(await stage.start(REFUSE)))[-1]

    assert isinstance(ending, Failed)
    assert ending.cause is Cause.REFUSED
    assert ending.text


async def test_what_was_there_before_is_not_told_again(stage: Stage) -> None:
    """The second turn of a thread tells only its own files."""
    first = await stage.start(FOUR)
    old = files_of(await stage.follow(first))

    second = await stage.start(FOUR, first.thread, first.place)
    new = files_of(await stage.follow(second))

    assert second.thread == first.thread
    assert len(new) == 4
    assert not set(old) & set(new)


async def test_a_first_message_is_never_recovered(stage: Stage) -> None:
    """Whose thread was only in the lost reply cannot be found, and nobody guesses."""
    prepared = await stage.prepare(FOUR)
    await stage.studio.start(prepared)

    assert await stage.studio.recover(prepared) is None


async def test_a_follow_up_is_recovered_by_its_thread(stage: Stage) -> None:
    """A turn whose start was cut off is found on its known thread and followed to its end."""
    first = await stage.start(FOUR)
    old = files_of(await stage.follow(first))
    prepared = await stage.prepare(FOUR, first.thread, first.place)
    await stage.studio.start(prepared)

    found = await stage.studio.recover(prepared)

    assert found is not None
    assert not set(old) & set(files_of(await stage.follow(found)))


async def test_a_follow_up_that_never_started_is_not_recovered(stage: Stage) -> None:
    """A thread that rests as it did before holds no lost turn."""
    first = await stage.start(FOUR)
    await stage.follow(first)

    assert await stage.studio.recover(await stage.prepare(FOUR, first.thread, first.place)) is None


async def test_a_finished_file_can_be_fetched(stage: Stage) -> None:
    """What is told can be had."""
    events = await stage.follow(await stage.start(FOUR))
    artifact = next(event.artifact for event in events if isinstance(event, ArtifactReady))

    content = b"".join([chunk async for chunk in stage.studio.fetch(artifact)])

    assert content.startswith(b"\x89PNG")


async def test_a_file_that_is_gone_is_said_to_be(stage: Stage) -> None:
    """A vanished file is told to the person, not tried for ever."""
    events = await stage.follow(await stage.start(FOUR))
    artifact = next(event.artifact for event in events if isinstance(event, ArtifactReady))
    gone = replace(artifact, url=artifact.url.replace(".png", "zzz.png"))

    with pytest.raises(UserError):
        _ = [chunk async for chunk in stage.studio.fetch(gone)]


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
