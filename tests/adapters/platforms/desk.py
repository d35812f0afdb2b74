"""An inbox that a test scripts, for every platform's adapter."""

from collections.abc import Awaitable, Callable, Sequence

from bot.chat import AccountId, ButtonPress, Choice, CommandCall, Completion, Form, Message, SentMessage
from tests.contracts.adapters import Event, Recorder


async def silently(_event: Event) -> Form | None:
    """Take an event and say nothing."""
    return None


class Desk(Recorder):
    """An inbox that does with what comes what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.does: Callable[[Event], Awaitable[Form | None]] = silently
        self.asked: list[Completion] = []
        self.choices: Sequence[Choice] = ()
        self.heard: Sequence[SentMessage] = ()

    async def __call__(self, event: Event) -> Form | None:
        """Take an event."""
        await super().__call__(event)
        return await self.does(event)

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest what the test says."""
        self.asked.append(ask)
        return self.choices

    async def newest(self, account: AccountId) -> Sequence[SentMessage]:
        """Tell up to where it has heard."""
        return self.heard

    async def message(self) -> Message:
        """Wait for the next event, which is a message."""
        event = await self.next()
        assert isinstance(event, Message), event
        return event

    async def call(self) -> CommandCall:
        """Wait for the next event, which is a command."""
        event = await self.next()
        assert isinstance(event, CommandCall), event
        return event

    async def press(self) -> ButtonPress:
        """Wait for the next event, which is a press."""
        event = await self.next()
        assert isinstance(event, ButtonPress), event
        return event
