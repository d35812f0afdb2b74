"""How figures are shown: a table for people, JSON for machines; beside them the machine they were measured on."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict

from rich.table import Table

from bench.figures import Figure

VERDICTS = {True: "[green]met[/green]", False: "[bold red]missed[/bold red]", None: ""}
DIGITS = 3
BUSY_SHARE = 0.5


def machine() -> dict[str, str | int | float]:
    """Name what the figures depend on; `load` is the machine's load of the last minute, before the benchmarks."""
    return {
        "cores": os.cpu_count() or 0,
        "processor": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def is_busy() -> bool:
    """Tell whether others keep the machine from measuring well."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) * BUSY_SHARE


def as_table(figures: Iterable[Figure]) -> Table:
    """Draw one row per figure."""
    table = Table(title="Atelier beside bare scripts", title_justify="left")
    table.add_column("figure")
    for column in ("Atelier", "bare script", "difference", "target"):
        table.add_column(column, justify="right")
    table.add_column("")
    for each in figures:
        numbers = (_number(value, each.unit) for value in (each.atelier, each.bare, each.difference))
        table.add_row(each.name, *numbers, _target(each), VERDICTS[each.met])
    return table


def as_json(figures: Iterable[Figure], facts: dict[str, str | int | float]) -> str:
    """Write everything, unrounded."""
    rows = [{**asdict(each), "difference": each.difference, "met": each.met} for each in figures]
    return json.dumps({"machine": facts, "figures": rows}, ensure_ascii=False, indent=2)


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{_rounded(value)} {unit}".rstrip()


def _rounded(value: float) -> str:
    if not value % 1:
        return f"{value:.0f}"
    digits = max(0, DIGITS - len(str(abs(int(value)))))
    return f"{round(value, digits) + 0:.{digits}f}"  # adding nothing turns a negative zero into zero


def _target(figure: Figure) -> str:
    return f"≤ {figure.target.most:g} {figure.target.words}".rstrip() if figure.target else ""
