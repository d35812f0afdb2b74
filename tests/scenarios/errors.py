"""What people read when something outside goes wrong: each row is played over the real core, client and sandbox."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp

from adapters.media.probe import ChildProbe
from adapters.sandbox.server import Sandbox
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot import texts
from bot.config import Limits
from bot.store.turns import Turn, TurnState
from bot.studio import StudioAccountId
from tests.clock import ManualClock
from tests.contracts.jumping import JumpingClock
from tests.harness import RecordingAdapter, Scene, Talk, short
from tests.hostile import full_disk
from tests.scenarios.inputs import INPUTS, fill
from tests.scripted import PNG, ScriptedStudio

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
LANGUAGES = ("en", "zh_CN")
LOVART = StudioAccountId("lovart")
FOX = "a red fox"
TEN_MINUTES = 600.0
MEBIBYTE = 1024 * 1024
UNDER_WAY = {TurnState.QUEUED, TurnState.PREPARING, TurnState.STARTING, TurnState.RUNNING}
HEAD = """\
# What people read when something goes wrong

This page is written by `make errors` from what the scenarios in `tests/scenarios` saw; a test compares the two.
*ends*: the request is over. *waits*: it is kept and goes on by itself. *spent*: how many requests the studio accepted.

| situation | then | spent | English | Chinese |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One situation: what is ordered at the sandbox, what is said, and how it stands afterwards."""

    situation: str
    fault: Mapping[str, object] = field(default_factory=dict)
    says: str = FOX
    file: bytes | None = None
    ends: bool = True
    spent: int = 0
    skew: float = 0.0
    limits: Limits = field(default_factory=Limits)
    disk: int | None = None
    lying: int = 0


def _saying(status: int, code: int, message: str, **more: object) -> dict[str, object]:
    return {"call": "chat", "times": 9, "status": status, "body": {"code": code, "message": message}, **more}


ROWS = (
    Row("no credits", _saying(402, 2012, "Your credits are used up. Top up at lovart.ai."), spent=0),
    Row("busy thread", _saying(409, 2011, "thread is running"), ends=False),
    Row("rate limit", _saying(429, 1429, "slow down", headers={"Retry-After": "90"}), ends=False),
    Row("too many works at once", _saying(402, 2012, "concurrent task limit reached"), ends=False),
    Row("bad keys", {"call": "save", "times": 9, "status": 401, "body": {"code": 401, "message": "bad key"}}),
    Row("this machine's clock is wrong", skew=TEN_MINUTES),
    Row("a refusal without words", {"call": "chat", "status": 400}),
    Row("a 500 before the project is made", {"call": "save", "times": 9, "status": 500}, ends=False),
    Row("HTML instead of JSON", {"call": "save", "times": 9, "html": True, "status": 200}, ends=False),
    Row("an array instead of an object", {"call": "save", "times": 9, "status": 200, "body": "[1, 2]"}, ends=False),
    Row(
        "`data: null`",
        {"call": "save", "times": 9, "status": 200, "body": {"code": 0, "message": "", "data": None}},
        ends=False,
    ),
    Row("half a body", {"call": "save", "times": 9, "half": True}, ends=False),
    Row("the reply to the prompt is lost", {"call": "chat", "when": "after", "reset": True}, spent=1),
    Row("HTML in reply to the prompt", {"call": "chat", "when": "after", "html": True, "status": 200}, spent=1),
    Row("refused by the studio", says="please refuse", spent=1),
    Row("broken at the studio", says="please fail", spent=1),
    Row("broken off at the studio", says="please abort", spent=1),
    Row("an attachment of 0 bytes", file=b""),
    Row("an attachment of a kind that nobody takes", file=b"MZ\x90\x00 a program"),
    Row("an attachment that is too large", file=PNG + bytes(200), limits=Limits(file_bytes=100)),
    Row("the disk is full", file=PNG + bytes(5 * MEBIBYTE), disk=4 * MEBIBYTE),
    *(Row(each.situation, file=each.file, limits=each.limits, lying=each.lying) for each in INPUTS),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one situation stood in the end: the card's words, the turn's state, the prompts that were accepted."""

    words: str
    state: str
    spent: int


async def witness(row: Row, language: str) -> Seen:
    """Play one row in a folder of its own, in one language."""
    clock = JumpingClock()
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(clock=clock) as sandbox:
            settings = LovartSettings(
                access_key=sandbox.access_key, secret_key=sandbox.secret_key, base_url=sandbox.address
            )
            own = JumpingClock(clock.now() + row.skew) if row.skew else clock
            async with Lovart(settings, own) as lovart:
                if row.fault:
                    await _control(sandbox, fault=row.fault)
                turn, words = await _said(row, Path(folder), lovart, language)
            accepted = [each for each in await _control(sandbox) if each["call"] == "chat"]
    return Seen(words, turn.state.value, len(accepted))


def line(row: Row, seen: Mapping[str, Seen]) -> str:
    """Write the row of the page."""
    words = [seen[language].words.replace("\n\n", "<br>").replace("\n", " ") for language in LANGUAGES]
    then = "ends" if row.ends else "waits"
    return f"| {row.situation} | {then} | {row.spent} | {' | '.join(words)} |\n"


async def _said(row: Row, folder: Path, lovart: Lovart, language: str) -> tuple[Turn, str]:
    now = ManualClock()
    adapter = RecordingAdapter(files={"file.png": row.file} if row.file is not None else {})
    probe = ChildProbe(row.limits.picture_pixels)
    await asyncio.to_thread(fill, folder / "spool", row.lying)
    scene = Scene(folder, now, adapter, ScriptedStudio(now), row.limits, probe=probe)
    async with scene.workshop({LOVART: lovart}) as opened:
        workshop = replace(opened, languages=await asyncio.to_thread(texts.load, language))
        async with scene._life(workshop) as core:
            talk = Talk(scene, workshop, core, [])
            with full_disk(row.disk):
                await talk.says(row.says, files=(short("file.png"),) if row.file is not None else ())
                await talk.sees(lambda: _stands(talk, row))
            await talk.settled()
            (turn,) = await talk.turns()
            return turn, talk.card(turn).text


async def _stands(talk: Talk, row: Row) -> bool:
    turns = await talk.turns()
    if row.ends:
        return bool(turns) and turns[0].state not in UNDER_WAY
    return bool(turns) and turns[0].state is TurnState.QUEUED and bool(talk.scene.clock.sleeping)


async def _control(sandbox: Sandbox, **order: object) -> list[dict[str, object]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.address}/sandbox/control", json=order) as response,
    ):
        response.raise_for_status()
        return list((await response.json())["accepted"])


async def _page() -> str:
    lines = [line(row, {language: await witness(row, language) for language in LANGUAGES}) for row in ROWS]
    return HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(_page()), encoding="utf-8")
