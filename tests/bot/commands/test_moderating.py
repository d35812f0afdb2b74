"""The doctor: what works here and what does not, in words, for moderators."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from bot.absent import Absent
from bot.chat import AccountId, ChannelRef, Level, Person, PersonId
from bot.checks.findings import Finding, Status, fine
from bot.errors import RetryLater, Unsent
from bot.texts import as_written
from tests.bot.test_modes import TwoModes
from tests.harness import ANN, ROOM, SCRIPTED, RecordingAdapter, Scene

MAIN = AccountId("main")
MOD = Person(PersonId("mod"), "Mo", Level.MODERATE)


class Examining(RecordingAdapter):
    """A platform that can look at a channel."""

    examined: ChannelRef | None = None

    async def examine(self, channel: ChannelRef) -> Sequence[Finding]:
        """Find one thing right and one wrong."""
        self.examined = channel
        missing = Finding(
            "permissions", "#room", Status.BAD, as_written("No files."), as_written("None come."), as_written("Allow.")
        )
        return [fine("permissions", "#room", as_written("Messages.")), missing]


async def test_the_doctor_finds_nothing_wrong(scene: Scene) -> None:
    """A moderator reads that the studio answers, its mode, and what a message carries; others are refused."""
    async with scene.core(studios={SCRIPTED: TwoModes(scene.clock)}) as talk:
        await talk.gives("doctor", person=MOD)
        await talk.gives("doctor", person=ANN)

        told, refused = talk.whispered()
        assert "as it should be" in told
        assert "The mode of the account: fast" in told
        assert "4 files of up to 4.9 kB" in told
        assert "not allowed" in refused


async def test_the_doctor_tells_what_the_platform_forbids(scene: Scene) -> None:
    """What is missing in this very channel is named, with why it matters and how to mend it."""
    examining = Examining()
    async with replace(scene, adapter=examining).core() as talk:
        await talk.gives("doctor", person=MOD)

        (told,) = talk.whispered()
        assert examining.examined == ROOM
        assert told.startswith("1 thing here needs")
        assert "✗ #room: No files. None come. Allow." in told
        assert "✓ #room: Messages." in told


class Remote(RecordingAdapter):
    """A platform that is entered, under another name."""

    @property
    def account(self) -> AccountId:
        """The name of the account."""
        return MAIN

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""


async def test_the_doctor_tells_which_account_is_away(scene: Scene) -> None:
    """Broken outcome: an account that had not been reached since the start was silent, and nobody could tell why."""
    async with scene.core() as talk:
        talk.workshop.adapters[MAIN] = Absent(Remote(), "Discord cannot be asked: 503")
        await talk.gives("doctor", person=MOD)

        (told,) = talk.whispered()
        assert "✗ main has not been reached yet: Discord cannot be asked: 503" in told
        assert "it is tried again by itself" in told


async def test_the_doctor_tells_what_cannot_be_reached(scene: Scene) -> None:
    """A studio or channel that does not answer is a finding, not a failure of the doctor."""
    studio = TwoModes(scene.clock)
    studio.refuses("mode", RetryLater(5, as_written("too many requests")))
    scene.adapter.cannot_tell(Unsent("no access"))
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.gives("doctor", person=MOD)

        (told,) = talk.whispered()
        assert told.startswith("2 things here need")
        assert "✗ scripted: too many requests" in told
        assert "no access" in told
