"""`python -m bench`: all benchmarks, or those that are named."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bench import discord, following, memory, overhead, start, telegram, upload
from bench.children import Broken
from bench.figures import FULL, QUICK, Figure, Scale
from bench.report import as_json, as_table, is_busy, machine


class Benchmark(StrEnum):
    """What can be measured alone."""

    OVERHEAD = "overhead"
    MEMORY = "memory"
    FOLLOWING = "following"
    START = "start"
    DISCORD = "discord"
    TELEGRAM = "telegram"
    UPLOAD = "upload"


MEASURES: dict[Benchmark, Callable[[Scale], Awaitable[tuple[Figure, ...]]]] = {
    Benchmark.START: start.measure,
    Benchmark.MEMORY: memory.measure,
    Benchmark.FOLLOWING: following.measure,
    Benchmark.OVERHEAD: overhead.measure,
    Benchmark.DISCORD: discord.measure,
    Benchmark.TELEGRAM: telegram.measure,
    Benchmark.UPLOAD: upload.measure,
}

WIDTH = 140

Wanted = Annotated[list[Benchmark] | None, typer.Argument(help="Which ones; without it, all.")]
Quick = Annotated[bool, typer.Option("--quick", help="Smaller, for a first look.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def main(wanted: Wanted = None, *, quick: Quick = False, json: AsJson = False) -> None:
    """Measure Atelier beside bare scripts with the same libraries. A missed target is told, and is no error."""
    facts, busy = machine(), is_busy()
    try:
        figures = asyncio.run(_measure(wanted or list(Benchmark), QUICK if quick else FULL))
    except Broken as broken:
        Console(stderr=True, highlight=False).print(f"A benchmark broke: {broken}", markup=False)
        raise typer.Exit(1) from broken
    if json:
        sys.stdout.write(as_json(figures, facts) + "\n")
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(as_table(figures))
    console.print(", ".join(f"{name} {value}" for name, value in facts.items()))
    if busy:
        console.print("The machine was busy with something else: on a quiet one the figures may be better.")
    missed = [each.name for each in figures if each.met is False]
    console.print("Missed: " + "; ".join(missed) if missed else "Every target is met.")


async def _measure(wanted: list[Benchmark], scale: Scale) -> list[Figure]:
    figures: list[Figure] = []
    for benchmark, measure in MEASURES.items():
        if benchmark in wanted:
            Console(stderr=True).print(f"measuring {benchmark} ...", style="dim")
            figures += await measure(scale)
    return figures


if __name__ == "__main__":
    typer.run(main)
