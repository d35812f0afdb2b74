"""The benchmarks run and yield numbers; how good the numbers are is for people to read, never for a test."""

import ast
import asyncio
import json
import math
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench import discord, following, memory, overhead, start, telegram, upload
from bench.children import Broken, program
from bench.figures import Figure, Scale, Target, percentile
from bench.report import as_json, as_table, machine
from bench.wire import Listening
from tests.architecture.source import ROOT, Module, modules

SMALLEST = Scale(
    rate=20,
    seconds=0.5,
    conversations=15,
    burst=5,
    drain=0.2,
    left=20,
    coming=10,
    warm_up=5,
    settle=0.1,
    idle=0.1,
    running=6,
    accounts=3,
    watched=0.5,
    film_bytes=2_000_000,
    films=1,
    starts=1,
    warm_up_starts=0,
)
STARTED = ("bot", "adapters/platforms/web", "adapters/studios")  # what is configured: Discord is not
MET = Figure("small", "ms", 3, 1, Target("ms more", 15, 2))
MISSED = Figure("large", "s", 1234.5, -0.0001, Target("s", 1, 1234.5))
UNJUDGED = Figure("alone", "kB", 2)


def by_name(figures: tuple[Figure, ...]) -> dict[str, Figure]:
    """Each figure once, and every one of them a number."""
    assert all(math.isfinite(each.atelier) and math.isfinite(each.bare or 0) for each in figures)
    found = {each.name: each for each in figures}
    assert len(found) == len(figures)
    return found


def foreign(module: Module) -> set[str]:
    """The libraries that a module imports."""
    nodes = list(ast.walk(module.tree))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    tops = {name.partition(".")[0] for name in names}
    return tops - sys.stdlib_module_names - {"adapters", "bench", "bot", "tests"}


async def test_the_overhead_is_measured_on_both_sides() -> None:
    """Every message is followed from the load to the studio, by way of Atelier and of the bare script; none is lost."""
    figures = by_name(await overhead.measure(SMALLEST))

    assert len(figures) == 7
    assert all(each.bare is not None for each in figures.values())
    assert min(each.atelier for name, each in figures.items() if name.startswith("message to studio")) > 0
    lost = figures["messages that never came there"]
    assert (lost.atelier, lost.bare) == (0, 0)


async def test_the_same_load_is_put_on_through_discord() -> None:
    """Messages and commands come from the emulated Discord to the studio on both sides; commands are acknowledged."""
    figures = by_name(await discord.measure(SMALLEST))

    assert len(figures) == 7
    assert all(name.startswith("Discord, ") and each.bare is not None for name, each in figures.items())
    assert figures["Discord, the same load, acknowledged: p99"].atelier > 0
    lost = figures["Discord, messages that never came there"]
    assert (lost.atelier, lost.bare) == (0, 0)


async def test_the_same_load_is_put_on_through_telegram() -> None:
    """Messages come from the emulated Telegram to the studio on both sides, and each is asked past."""
    figures = by_name(await telegram.measure(SMALLEST))

    assert len(figures) == 7
    assert all(name.startswith("Telegram, ") and each.bare is not None for name, each in figures.items())
    assert figures["Telegram, the same load, acknowledged: p99"].atelier > 0
    lost = figures["Telegram, messages that never came there"]
    assert (lost.atelier, lost.bare) == (0, 0)


async def test_the_memory_of_waiting_turns_is_measured() -> None:
    """Turns queued and turns awaiting an answer are both held and weighed, as they come and after a restart."""
    figures = by_name(await memory.measure(SMALLEST))

    assert [name.partition(":")[0] for name in figures] == ["30 turns queued"] * 3 + ["30 turns awaiting an answer"] * 3
    assert all(each.target is not None for each in figures.values())


async def test_the_following_of_running_turns_is_measured() -> None:
    """Turns that run are followed on several accounts, and the bare script looks at as many threads."""
    figures = by_name(await following.measure(SMALLEST))

    assert [name.partition(":")[0] for name in figures] == ["6 turns running on 3 accounts"] * 3
    assert all(each.bare is not None for each in figures.values())
    assert figures["6 turns running on 3 accounts: of a core"].atelier > 0


async def test_the_way_of_a_film_is_measured() -> None:
    """A film goes from a platform, and from Telegram, to a studio on both sides; time and memory are told."""
    figures = by_name(await upload.measure(SMALLEST))

    ways = (
        "2 MB from a platform to a studio of films",
        "2 MB from a Telegram server of one's own to a studio of films",
    )
    assert [name.partition(":")[0] for name in figures] == [way for way in ways for _ in range(2)]
    assert all(each.bare is not None and each.target is not None for each in figures.values())
    assert min(figures[f"{way}: each"].atelier for way in ways) > 0


async def test_the_cold_start_is_measured_with_and_without_tables() -> None:
    """The program itself is started, twice, and the bare script beside it."""
    figures = by_name(await start.measure(SMALLEST))

    assert list(figures) == ["cold start, tables are there", "cold start, an empty folder"]
    assert all(each.atelier > 0 and (each.bare or 0) > 0 for each in figures.values())


def test_the_bare_start_imports_what_the_product_imports() -> None:
    """The cold start is compared with the same libraries, not with fewer, which would blame Atelier, nor with more."""
    product = [*modules(*STARTED), Module("adapters/downloads.py", (ROOT / "adapters/downloads.py").read_text("utf-8"))]
    (bare,) = [module for module in modules("bench/programs") if module.name == "bench.programs.imports"]

    assert foreign(bare) == set().union(*map(foreign, product))


async def test_a_program_that_breaks_is_told_with_its_last_words(tmp_path: Path) -> None:
    """A benchmark never waits for a process that has died, and never passes for a measurement."""
    async with asyncio.timeout(15), program("load", tmp_path, "no plan") as child:
        with pytest.raises(Broken, match="ValidationError"):
            await child.told(Listening)


def test_targets_are_judged_and_said() -> None:
    """A missed target stands in the table, beside what was asked; a figure without one is not judged."""
    paper = StringIO()
    Console(file=paper, width=140).print(as_table([MET, MISSED, UNJUDGED]))
    lines = {
        each.name: line
        for each in (MET, MISSED, UNJUDGED)
        for line in paper.getvalue().splitlines()
        if each.name in line
    }
    small, large, alone = lines.values()

    assert "≤ 15 ms more" in small
    assert "met" in small
    assert "0.00 s" in large
    assert "-0.00" not in large
    assert "missed" in large
    assert not {"met", "missed"} & set(alone.split())


def test_machines_read_the_same() -> None:
    """The JSON says unrounded what the table says, and on which machine."""
    written = json.loads(as_json([MET, UNJUDGED], machine()))

    assert [(each["name"], each["difference"], each["met"]) for each in written["figures"]] == [
        ("small", 2, True),
        ("alone", None, None),
    ]
    assert written["machine"]["cores"] > 0


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 50), (99, 99), (100, 100)])
def test_percentiles_are_values_that_were_seen(percent: float, value: float) -> None:
    """A percentile is one of the measured values, whatever their order."""
    assert percentile(list(range(100, 0, -1)), percent) == value
