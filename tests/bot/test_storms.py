"""Many things at once, deaths included: whatever the order, money goes once, files come once, and every turn ends."""

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

import pytest

from bot.chat import DeliveryKey
from bot.errors import OutcomeUnknown, RetryLater, Unsent
from bot.store import deliveries as rows
from bot.store.deliveries import CARD, DeliveryState
from bot.store.turns import OPEN, Turn, TurnState
from bot.studio import AgentText, Decision, Finished, TurnEvent
from bot.texts import as_written
from tests.harness import GARDEN, ROOM, Scene, Talk
from tests.scripted import ENDS, Job, picture, question

LIVES = 4
DEEDS = 14
HOUR = 3600.0
LIVE = {"Stop", "Approve", "Decline"}


@dataclass
class Storm:
    """Deeds in an order that a seed decides; the same seed is the same storm, but for what the threads make of it."""

    scene: Scene
    dice: random.Random
    said: list[str] = field(default_factory=list)
    asked: int = 0

    async def rage(self, talk: Talk) -> None:
        """Do something."""
        deeds = [self.say, self.say, self.say, self.tell, self.tell, self.tell, self.press, self.press, self.trouble]
        await self.dice.choice([*deeds, self.wait, self.wait, self.command])(talk)

    async def say(self, talk: Talk) -> None:
        """Ask for something in one of two channels."""
        self.said.append(f"wish {len(self.said)}")
        known = [each for each in self.scene.adapter.shown if each.channel == ROOM]
        reply_to = self.dice.choice(known).id if known and self.dice.random() < 0.3 else None
        channel = GARDEN if reply_to is None and self.dice.random() < 0.4 else ROOM
        await talk.says(self.said[-1], channel=channel, reply_to=reply_to)

    async def tell(self, talk: Talk) -> None:
        """Let the studio go on with one of its jobs."""
        alive = [job for job in self.scene.studio.jobs if not job.events or not isinstance(job.events[-1], ENDS)]
        if alive:
            self.go_on(self.dice.choice(alive))

    def go_on(self, job: Job) -> None:
        """Take one step in a job."""
        self.asked += 1
        name = f"{job.prompt.text}/{self.asked}"
        steps: list[TurnEvent] = [
            picture(name),
            picture(name),
            AgentText(name, name),
            question(name, self.asked),
            Finished(),
        ]
        job.tells(self.dice.choice(steps))

    async def press(self, talk: Talk) -> None:
        """Press any button that was ever seen, right or not."""
        buttons = [button for _, post in self.scene.adapter.history for button in post.buttons]
        if buttons:
            await talk.presses("", token=self.dice.choice(buttons[-12:]).token)

    async def trouble(self, _talk: Talk) -> None:
        """Let the studio or the platform misbehave once."""
        call = self.dice.choice(["open", "prepare", "start", "start accepted", "decide", "decide accepted", "fetch"])
        waits = RetryLater(self.dice.choice([0, 5, 60]), as_written("busy"))
        self.scene.studio.refuses(call, OutcomeUnknown() if call.endswith("accepted") else waits)
        refusals: list[list[Unsent | None]] = [[], [Unsent("down")], [None, Unsent("down", 3.0)]]
        self.scene.adapter.refuses(*self.dice.choice(refusals))

    async def wait(self, talk: Talk) -> None:
        """Let some time pass."""
        await talk.settled(self.dice.choice([1, 3, 10]))
        await self.scene.clock.advance(self.dice.choice([0.5, 3, 30]))

    async def command(self, talk: Talk) -> None:
        """Give a command."""
        await talk.gives(self.dice.choice(["new", "stop", "show", "status"]))

    async def calm(self, talk: Talk) -> None:
        """Let everything come to its end: the studio finishes, the platform works, time passes."""
        for _ in range(60):
            for job in self.scene.studio.jobs:
                if not job.events or not isinstance(job.events[-1], ENDS):
                    job.tells(Finished())
            await talk.settled(4)
            await self.scene.clock.advance(HOUR / 4)
            going = [turn.state for turn in await talk.turns() if turn.state in OPEN - {TurnState.AWAITING}]
            if not going and not self.scene.clock.sleeping:
                return
        raise AssertionError([turn for turn in await talk.turns() if turn.state in OPEN])


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_money_goes_once_and_files_come_once(scene: Scene, seed: int) -> None:
    """After any storm: no request was accepted twice, no question approved twice, no file shown twice or lost."""
    storm = Storm(scene, random.Random(seed))  # noqa: S311  a storm is no secret
    for _ in range(LIVES):
        async with scene.core() as talk:
            for _ in range(DEEDS):
                await storm.rage(talk)
            await talk.settled(storm.dice.choice([0, 1, 5]))
    scene.adapter.relents()
    scene.studio.relents()

    async with scene.core() as talk:
        await storm.calm(talk)

        turns = await talk.turns()
        wanted = Counter(turn.text for turn in turns)  # the same words again only where somebody pressed for it
        assert Counter(job.prompt.text for job in scene.studio.jobs) <= wanted
        approved = Counter(key for key, decision in scene.studio.decided if decision is Decision.APPROVE)
        assert [key for key, times in approved.items() if times > 1] == []
        for turn in turns:
            await holds_for(talk, turn)


async def holds_for(talk: Talk, turn: Turn) -> None:
    """What must be true of a turn when all is calm."""
    shown = [each.key.part for each in talk.scene.adapter.of(turn.id)]
    assert len(shown) == len(set(shown))
    if turn.state is TurnState.FINISHED:
        made = await talk.workshop.database.read(partial(rows.artifacts_of, turn=turn.id))
        assert sum(part.startswith("file:") for part in shown) == len(made) > 0
    card = await talk.workshop.database.read(partial(rows.get, key=DeliveryKey(turn.id, CARD)))
    assert card is not None
    assert card.state is DeliveryState.SENT
    if turn.state not in OPEN:
        assert talk.card(turn) == card.post
        labels = {button.label for each in talk.scene.adapter.of(turn.id) for button in each.post.buttons}
        assert labels & LIVE == set()
