"""Lovart against the sandbox: what the service does on purpose or by accident, from end to end."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from adapters.sandbox.stage import Switches
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot.capabilities import MediaKind
from bot.chat import AccountId, Attachment, ChannelId, ChannelRef, Spooled
from bot.errors import OffLimits, OutcomeUnknown, RetryLater, UserError
from bot.studio import (
    Artifact,
    ArtifactKey,
    ArtifactReady,
    Cause,
    ConfirmationAsked,
    Conversation,
    ConversationId,
    Decision,
    Failed,
    Finished,
    Mode,
    Place,
    PlaceId,
    Progress,
    Project,
    Prompt,
    Reasoning,
    StudioAccountId,
    StudioThreadId,
    Tools,
    TurnEvent,
    TurnRef,
    Upload,
)
from tests.contracts.jumping import JumpingClock

NEW = Conversation(
    ConversationId("conv"), ChannelRef(AccountId("web"), None, ChannelId("c")), StudioAccountId("lovart")
)


@dataclass
class Desk:
    """An account at the sandbox, with a project and the sandbox's back door."""

    lovart: Lovart
    sandbox: Sandbox
    clock: JumpingClock
    place: Place

    async def start(self, prompt: Prompt | str, thread: StudioThreadId | None = None) -> TurnRef:
        """Start a turn in the project."""
        request = prompt if isinstance(prompt, Prompt) else Prompt(prompt, thread=thread)
        return await self.lovart.start(await self.lovart.prepare(request, self.place))

    async def follow(self, ref: TurnRef) -> list[TurnEvent]:
        """Follow a turn to its end, without the mere signs of life."""
        return [event async for event in self.lovart.follow(ref) if not isinstance(event, Progress)]

    async def make(self, prompt: Prompt | str, thread: StudioThreadId | None = None) -> list[TurnEvent]:
        """Start a turn and follow it."""
        return await self.follow(await self.start(prompt, thread))

    async def control(self, **order: object) -> Any:  # noqa: ANN401 - whatever the back door tells
        """Order a fault, or only look."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.sandbox.address}/sandbox/control", json=order) as response,
        ):
            assert response.status == 200, await response.text()
            return await response.json()

    async def accepted(self, call: str = "chat") -> int:
        """Count the calls that spent."""
        return sum(each["call"] == call for each in (await self.control())["accepted"])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """One account, on time that jumps."""
    clock = JumpingClock()
    options = SandboxOptions(switches=Switches(unlimited_entitled=False))
    async with Sandbox(options, clock) as sandbox:
        settings = LovartSettings(
            access_key=sandbox.access_key, secret_key=sandbox.secret_key, base_url=sandbox.address
        )
        async with Lovart(settings, clock) as lovart:
            yield Desk(lovart, sandbox, clock, await lovart.open(NEW))


def files_of(events: list[TurnEvent]) -> list[Artifact]:
    """Give the files that were told."""
    return [event.artifact for event in events if isinstance(event, ArtifactReady)]


@pytest.mark.parametrize(
    ("prompt", "kind", "begins"),
    [
        ("a red fox", MediaKind.IMAGE, b"\x89PNG"),
        ("a video of waves", MediaKind.VIDEO, b"\x00\x00"),
        ("calm music", MediaKind.AUDIO, b""),
        ("a 3d chair", MediaKind.MODEL, b"glTF"),
    ],
)
async def test_every_kind_of_file_is_told_and_fetched(desk: Desk, prompt: str, kind: MediaKind, begins: bytes) -> None:
    """Pictures, films, music and models arrive as what they are."""
    events = await desk.make(prompt)
    (artifact,) = files_of(events)

    content = b"".join([chunk async for chunk in desk.lovart.fetch(artifact)])

    assert artifact.kind is kind
    assert content.startswith(begins)
    assert len(content) > 100
    assert events[-1] == Finished()


@pytest.mark.parametrize("word", ["late", "early", "slow"])
async def test_a_service_that_misleads_loses_no_file(desk: Desk, word: str) -> None:
    """Files that lag, a done that was none, and a run that takes its time all end with every file."""
    events = await desk.make(f"two pictures of a fox, {word}")

    assert len(files_of(events)) == 2
    assert events[-1] == Finished()


@pytest.mark.parametrize(
    ("word", "cause"), [("refuse", Cause.REFUSED), ("fail", Cause.BROKEN), ("abort", Cause.ABORTED)]
)
async def test_a_bad_end_is_told_with_the_agents_words(desk: Desk, word: str, cause: Cause) -> None:
    """Whoever gets no picture reads why."""
    ending = (await desk.make(f"a fox, {word}"))[-1]

    assert isinstance(ending, Failed)
    assert ending.cause is cause
    assert ending.text


async def test_no_credits_is_told_as_written(desk: Desk) -> None:
    """The service's explanation reaches the person, and nothing runs."""
    with pytest.raises(UserError):
        await desk.start("a fox for the poor")

    assert await desk.accepted() == 0


async def test_a_busy_thread_is_waiting(desk: Desk) -> None:
    """A second prompt on a working thread is not accepted, and not lost."""
    ref = await desk.start("a fox, slow")
    desk.clock.jump(5)

    with pytest.raises(RetryLater):
        await desk.start("another", ref.thread)

    assert await desk.accepted() == 1


async def test_too_much_at_once_is_waiting(desk: Desk) -> None:
    """The account's limit of works in hand is met with patience."""
    for _ in range(2):
        await desk.start("a fox, slow")

    with pytest.raises(RetryLater):
        await desk.start("a third")

    assert await desk.accepted() == 2


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", [{"reset": True}, {"html": True}, {"status": 503}])
async def test_a_lost_reply_spends_at_most_once(desk: Desk, when: str, fault: dict[str, object]) -> None:
    """Whether the service had accepted or not, the prompt is never sent again by itself."""
    await desk.control(fault={"call": "chat", "when": when, **fault})

    with pytest.raises(OutcomeUnknown):
        await desk.start("a fox")

    assert await desk.accepted() == (1 if when == "after" else 0)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_lost_follow_up_is_found_if_it_was_accepted(desk: Desk, when: str) -> None:
    """Reading the known thread tells whether the prompt arrived."""
    first = await desk.start("a fox")
    old = {artifact.key for artifact in files_of(await desk.follow(first))}
    prepared = await desk.lovart.prepare(Prompt("a wolf", thread=first.thread), desk.place)
    await desk.control(fault={"call": "chat", "when": when, "reset": True})
    with pytest.raises(OutcomeUnknown):
        await desk.lovart.start(prepared)

    found = await desk.lovart.recover(prepared)

    assert (found is not None) == (when == "after")
    if found is not None:
        new = files_of(await desk.follow(found))
        assert len(new) == 1
        assert new[0].key not in old
    assert await desk.accepted() == (2 if when == "after" else 1)


@pytest.mark.parametrize("fault", [{"reset": True}, {"html": True}, {"half": True}, {"status": 500}, {"status": 429}])
async def test_reads_that_fail_lose_nothing(desk: Desk, fault: dict[str, object]) -> None:
    """A service that cannot be read for a while still delivers every file."""
    ref = await desk.start("four foxes")
    await desk.control(fault={"call": "result", "times": 8, **fault})

    events = await desk.follow(ref)

    assert len(files_of(events)) == 4
    assert events[-1] == Finished()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_lost_yes_is_never_repeated(desk: Desk, when: str) -> None:
    """After a yes whose reply was lost, reading tells: the question is gone, or it is still the same."""
    ref = await desk.start("a video of waves, costly")
    asked = (await desk.follow(ref))[-1]
    assert isinstance(asked, ConfirmationAsked)
    await desk.control(fault={"call": "confirm", "when": when, "reset": True})
    with pytest.raises(OutcomeUnknown):
        await desk.lovart.decide(ref, asked, Decision.APPROVE)

    events = await desk.follow(ref)

    assert await desk.accepted("confirm") == (1 if when == "after" else 0)
    assert events[-1] == (Finished() if when == "after" else asked)


async def test_a_picture_is_edited(desk: Desk, tmp_path: Path) -> None:
    """An attached picture travels from the spool to the prompt and comes back changed."""
    (source,) = files_of(await desk.make("a red fox"))
    content = b"".join([chunk async for chunk in desk.lovart.fetch(source)])
    (tmp_path / "spooled").write_bytes(content)
    spooled = Spooled(tmp_path / "spooled", "0" * 64, len(content), "image/png")

    upload = await desk.lovart.upload(Attachment("fox.png", len(content), spooled), desk.place)
    events = await desk.make(Prompt("upscale this", (upload,), tools=Tools(include=("upscale_image",))))

    (result,) = files_of(events)
    assert result.key != source.key
    accepted = (await desk.control())["accepted"][-1]
    assert accepted["attachments"] == [upload.handle]
    assert accepted["tool_config"]["include_tools"] == ["upscale_image"]


async def test_choices_arrive(desk: Desk) -> None:
    """Reasoning and preferred models reach the service as they were chosen."""
    tools = Tools(prefer=(("IMAGE", ("generate_image_midjourney",)),))

    await desk.start(Prompt("a fox", reasoning=Reasoning.THINKING, tools=tools))

    accepted = (await desk.control())["accepted"][0]
    assert accepted["mode"] == "thinking"
    assert accepted["tool_config"]["prefer_tool_categories"] == {"IMAGE": ["generate_image_midjourney"]}


async def test_projects_modes_and_models(desk: Desk) -> None:
    """The smaller calls are understood by the service."""
    await desk.lovart.rename(desk.place.id, "Füchse")

    assert await desk.lovart.find(desk.place.link or "") == Project(desk.place, "Füchse")
    assert (await desk.lovart.create("Wölfe")).name == "Wölfe"
    assert await desk.lovart.mode() is Mode.FAST
    with pytest.raises(UserError):
        await desk.lovart.set_mode(Mode.UNLIMITED)
    assert {"IMAGE", "VIDEO", "3D"} <= {model.category for model in await desk.lovart.models()}


async def test_a_linked_picture_comes_onto_the_canvas(desk: Desk) -> None:
    """The service takes an address or an upload for a project; what is neither picture nor film is refused here."""
    await desk.lovart.put(desk.place, "https://pictures.example/cat.png", MediaKind.IMAGE)
    await desk.lovart.put(desk.place, Upload("https://pictures.example/cat.mp4"), MediaKind.VIDEO)

    with pytest.raises(UserError):
        await desk.lovart.put(desk.place, "https://pictures.example/cat.mp3", MediaKind.AUDIO)
    with pytest.raises(UserError):
        await desk.lovart.put(Place(PlaceId("nowhere")), "https://pictures.example/cat.png", MediaKind.IMAGE)


async def test_a_private_address_is_not_even_looked_at(desk: Desk) -> None:
    """Whatever somebody links to, neither we nor the studio are led into our own network."""
    private = Artifact(ArtifactKey("x"), MediaKind.OTHER, "http://127.0.0.1:9/cat.png")

    with pytest.raises(OffLimits):
        _ = [chunk async for chunk in desk.lovart.fetch(private)]


async def test_wrong_keys_are_told(desk: Desk) -> None:
    """An account whose keys are refused says that nothing was spent and who can help."""
    settings = LovartSettings(access_key="ak_other", secret_key="sk_other", base_url=desk.sandbox.address)
    async with Lovart(settings, desk.clock) as stranger:
        with pytest.raises(UserError):
            await stranger.open(NEW)
