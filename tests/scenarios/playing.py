"""Situations played over the real core, client and sandbox: what goes wrong, what is said, what works afterwards."""

import asyncio
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from adapters.media.probe import ChildProbe
from adapters.sandbox.server import Sandbox
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot import texts
from bot.config import Limits
from bot.store.turns import Turn, TurnState
from bot.studio import StudioAccountId
from bot.texts import Say
from tests.backdoor import accepted, knock
from tests.clock import ManualClock
from tests.contracts.jumping import JumpingClock
from tests.harness import CARRIES, RecordingAdapter, Scene, Talk, short
from tests.hostile import full_disk
from tests.scenarios import inputs
from tests.scripted import ScriptedStudio

LOVART = StudioAccountId("lovart")
FOX = "a red fox"
UNDER_WAY = {TurnState.QUEUED, TurnState.PREPARING, TurnState.STARTING, TurnState.RUNNING}
SILENCE = 0.2  # real seconds without a byte: what is played here needs no more
COMMAND = re.compile(r"(?<![\w/])/[a-z]+")
SPEAKS = "en"
MEBIBYTE = 1024 * 1024


class Mends(StrEnum):
    """How a request goes on once its trouble is over."""

    ITSELF = "by itself"
    AGAIN = "Run again"
    SHOW = "/show"
    APPROVE = "Approve"
    NEVER = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One situation: what is ordered at the sandbox, what is said and pressed, and how it stands afterwards.

    `before` is a request that went well, `passes` the seconds that pass with every look, `mends` what brings the file
    when the sandbox is well again.
    """

    situation: str
    faults: tuple[Mapping[str, object], ...] = ()
    says: str = FOX
    before: str = ""
    presses: Say | None = None
    file: bytes | None = None
    ends: bool = True
    asks: bool = False
    spent: int = 0
    skew: float = 0.0
    passes: float = 0.0
    limits: Limits = field(default_factory=Limits)
    disk: int | None = None
    lying: int = 0
    mends: Mends = Mends.NEVER


@dataclass(frozen=True, slots=True)
class Seen:
    """How one situation stood: the words, what could be pressed or written, the state, the prompts that were accepted.

    `mended` tells whether a file came when the trouble was over.
    """

    words: str
    offers: tuple[str, ...]
    state: str
    spent: int
    mended: bool


async def witness(row: Row, language: str) -> Seen:
    """Play one row in a folder of its own, in one language."""
    clock = JumpingClock()
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(clock=clock) as sandbox:
            settings = LovartSettings(
                access_key=sandbox.access_key,
                secret_key=sandbox.secret_key,
                base_url=sandbox.address,
                silence=SILENCE,
            )
            own = JumpingClock(clock.now() + row.skew) if row.skew else clock
            async with Lovart(settings, own) as lovart:
                return await Play(row, sandbox, Path(folder), language).run(lovart, own)


class Play:
    """One row on its stage."""

    def __init__(self, row: Row, sandbox: Sandbox, folder: Path, language: str) -> None:
        self._row = row
        self._sandbox = sandbox
        self._language = language
        clock = ManualClock()
        files = {"file.png": row.file} if row.file is not None else {}
        adapter = RecordingAdapter(replace(CARRIES, file_bytes=MEBIBYTE), files)
        probe = ChildProbe(row.limits.picture_pixels)
        self._scene = Scene(folder, clock, adapter, ScriptedStudio(clock), row.limits, probe=probe)

    async def run(self, lovart: Lovart, time: JumpingClock) -> Seen:
        """Play it; `time` is the studio's, which otherwise only passes while it waits itself."""
        await asyncio.to_thread(inputs.fill, self._scene.folder / "spool", self._row.lying)
        async with self._scene.workshop({LOVART: lovart}) as opened:
            workshop = replace(opened, languages=await asyncio.to_thread(texts.load, self._language))
            async with self._scene._life(workshop) as core:
                talk = Talk(self._scene, workshop, core, [])
                before = await self._prelude(talk)
                with full_disk(self._row.disk):
                    await self._happens(talk)
                await talk.settled()
                turn = (await talk.turns())[-1]
                seen = await self._seen(talk, turn, before)
                return replace(seen, mended=await self._mends(talk, time))

    async def _prelude(self, talk: Talk) -> int:
        if self._row.before:
            await talk.says(self._row.before)
            await talk.reaches("finished")
            await talk.settled()
        for fault in self._row.faults:
            await knock(self._sandbox.address, fault=fault)
        return len(self._scene.adapter.shown)

    async def _happens(self, talk: Talk) -> None:
        await talk.says(self._row.says, files=(short("file.png"),) if self._row.file is not None else ())
        if self._row.presses:
            await talk.presses(self._row.presses(talk.workshop.languages.of()))
        await talk.sees(lambda: self._stands(talk))

    async def _stands(self, talk: Talk) -> bool:
        if self._row.passes:
            await talk.scene.clock.advance(self._row.passes)
        turns = await talk.turns()
        if not turns or len(turns) < 1 + bool(self._row.before):
            return False
        if self._row.asks:
            return turns[-1].state is TurnState.AWAITING and len(self._questions(turns[-1])) > 1
        if self._row.ends:
            return turns[-1].state not in UNDER_WAY
        return turns[-1].state is TurnState.QUEUED and bool(talk.scene.clock.sleeping)

    async def _seen(self, talk: Talk, turn: Turn, before: int) -> Seen:
        # The agent's words and its files come each in their order, but not always in the same one together.
        shown = sorted(self._scene.adapter.shown[before:], key=lambda each: not each.key.part.startswith("text:"))
        card, posts = talk.card(turn), [each.post for each in shown]
        told = [post for post in posts if post.text and post.card is None]
        brought = [f"({file.name})" for post in posts for file in post.files]
        last = [] if turn.state in {TurnState.FINISHED, TurnState.AWAITING} else [card.text]
        # What was put away together with the card says the same once more.
        words = [post.text for post in told if not self._row.asks or post.buttons]
        pressed = [button.label for post in (card, *told) for button in post.buttons]
        linked = [link.label for post in (card, *told) for link in post.links]
        written = [word for text in (*words, *last) for word in COMMAND.findall(text)]
        return Seen(
            words="\n\n".join([*words, *brought, *last]),
            offers=tuple(dict.fromkeys([*pressed, *written, *linked])),
            state=turn.state.value,
            spent=len(await accepted(self._sandbox.address, "chat")) - bool(self._row.before),
            mended=False,
        )

    async def _mends(self, talk: Talk, time: JumpingClock) -> bool:
        if self._row.mends is Mends.NEVER or self._language != SPEAKS:
            return False
        await knock(self._sandbox.address, clear=True)
        shown = len(self._files())
        if self._row.mends is Mends.SHOW:
            await talk.gives("show")
        elif self._row.mends is not Mends.ITSELF:
            await talk.presses(self._row.mends)

        async def comes() -> bool:
            time.jump(5)
            await talk.scene.clock.advance(5)
            return len(self._files()) > shown

        await talk.sees(comes)
        return True

    def _files(self) -> list[str]:
        return [file.name for each in self._scene.adapter.shown for file in each.post.files]

    def _questions(self, turn: Turn) -> list[object]:
        return list(self._scene.adapter.of(turn.id, "question:"))
