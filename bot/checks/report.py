"""The report: a table for people, lines for files, JSON for programs."""

import json
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.checks.findings import Finding, Status
from bot.texts import Say, Translator, check

FORMAT = 1
MARKS = {Status.OK: ("✓", "green"), Status.WARN: ("!", "yellow"), Status.BAD: ("✗", "bold red")}
WORST_FIRST = (Status.BAD, Status.WARN, Status.OK)


def worst(findings: Sequence[Finding]) -> Status:
    """Sum up."""
    found = {finding.status for finding in findings}
    return next((status for status in WORST_FIRST if status in found), Status.OK)


def as_json(findings: Sequence[Finding], t: Translator) -> str:
    """Write the report for programs; docs/operators.md documents the shape, and `version` counts its changes."""
    told = [
        {
            "name": finding.name,
            "about": finding.about,
            "status": finding.status.value,
            "what": finding.what(t),
            "why": _said(finding.why, t),
            "mend": _said(finding.mend, t),
        }
        for finding in findings
    ]
    whole = {"version": FORMAT, "status": worst(findings).value, "findings": told}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def show(findings: Sequence[Finding], t: Translator, console: Console) -> None:
    """Write the report for people."""
    if console.is_terminal:
        console.print(_table(findings, t))
    else:
        for finding in findings:
            console.print(_line(finding, t), markup=False, soft_wrap=True)
    count = Counter(finding.status for finding in findings)
    console.print(check.summary(t, bad=count[Status.BAD], warn=count[Status.WARN]), style="bold")


def _table(findings: Sequence[Finding], t: Translator) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = MARKS[finding.status]
        table.add_row(Text(mark, style), Text(finding.name), _told(finding, t))
    return table


def _told(finding: Finding, t: Translator) -> Text:
    told = Text(f"{finding.about}: ", "cyan").append(finding.what(t), "default")
    if finding.why:
        told.append(f"\n{finding.why(t)}", "dim")
    if finding.mend:
        told.append(f"\n→ {finding.mend(t)}", "bold")
    return told


def _line(finding: Finding, t: Translator) -> str:
    said = [finding.what(t), _said(finding.why, t), _said(finding.mend, t)]
    return f"{finding.status:<5}{finding.name:<12} {finding.about}: {' '.join(filter(None, said))}"


def _said(say: Say | None, t: Translator) -> str | None:
    return say(t) if say else None
