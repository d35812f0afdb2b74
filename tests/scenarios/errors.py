"""What people read when something goes wrong: every situation, and the page that is made of what was seen."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config import Limits
from bot.texts import turn
from tests.scenarios import inputs
from tests.scenarios.knocking import KNOCKS, Knock, refusal
from tests.scenarios.playing import MEBIBYTE, Mends, Row, Seen, witness
from tests.scripted import PNG

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
LANGUAGES = ("en", "zh_CN")
TEN_MINUTES = 600.0
HOUR = 3_600.0
MANY = 9
NUMBER = re.compile(r"[0-9a-f]{32}")  # what the sandbox draws by lot
ENDLESS = 100 * 1024
RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}


@dataclass(frozen=True, slots=True)
class Group:
    """Situations of one sort, under a heading; `note` says what the rows cannot."""

    heading: str
    rows: tuple[Row, ...]
    note: str = ""


def _on(call: str, kind: str, times: int = MANY, **more: object) -> tuple[Mapping[str, object], ...]:
    return ({"kind": kind, "call": call, "times": times, **more},)


REFUSING = (
    Row("no credits", _on("chat", "no_credits"), mends=Mends.AGAIN),
    Row("busy thread", _on("chat", "busy"), ends=False, mends=Mends.ITSELF),
    Row("rate limit", _on("chat", "rate_limit"), ends=False, mends=Mends.ITSELF),
    Row("too many works at once", _on("chat", "crowded"), ends=False, mends=Mends.ITSELF),
    Row("bad keys", _on("save", "bad_keys"), mends=Mends.AGAIN),
    Row("bad keys while it is at work", _on("result", "bad_keys"), spent=1, mends=Mends.SHOW),
    Row("this machine's clock is wrong", skew=TEN_MINUTES),
    Row("the clock is wrong while a file is sent", _on("upload", "clock_skew"), file=PNG, mends=Mends.AGAIN),
    Row("the clock is wrong while it is at work", _on("result", "clock_skew"), spent=1, mends=Mends.SHOW),
    Row(
        "the clock is wrong when a price is approved",
        _on("confirm", "clock_skew"),
        says="a costly fox",
        presses=turn.approve,
        asks=True,
        spent=1,
        mends=Mends.APPROVE,
    ),
    Row("project gone", _on("validate", "project_gone"), before="a blue fox", mends=Mends.AGAIN),
    Row("conversation gone", _on("result", "thread_gone"), before="a blue fox", mends=Mends.AGAIN),
    Row("a refusal in words", _on("chat", "status", 1, status=400, body={"code": 400, "message": "Prompt too odd"})),
    Row("a refusal without words", _on("chat", "status", 1, status=400)),
    Row("refused by the studio", says="please refuse", spent=1),
    Row("nothing produced", _on("result", "lagging", 99), spent=1, mends=Mends.AGAIN),
)
BROKEN = (
    Row("a 500 before the project is made", _on("save", "error"), ends=False, mends=Mends.ITSELF),
    Row("HTML instead of JSON", _on("save", "html"), ends=False, mends=Mends.ITSELF),
    Row("an array instead of an object", _on("save", "array"), ends=False, mends=Mends.ITSELF),
    Row("`data: null`", _on("save", "null"), ends=False, mends=Mends.ITSELF),
    Row("half a body", _on("save", "half"), ends=False, mends=Mends.ITSELF),
    Row("silence", _on("save", "silence"), ends=False, mends=Mends.ITSELF),
    Row("a connection that is cut", _on("save", "reset"), ends=False, mends=Mends.ITSELF),
    Row("the reply to the prompt is lost", _on("chat", "reset", 1, when="after"), spent=1, mends=Mends.AGAIN),
    Row("HTML in reply to the prompt", _on("chat", "html", 1, when="after"), spent=1, mends=Mends.AGAIN),
    Row("silence in reply to the prompt", _on("chat", "silence", 1, when="after"), spent=1, mends=Mends.AGAIN),
    Row("a 500 in reply to the prompt", _on("chat", "error", 1), mends=Mends.AGAIN),
    Row("broken at the studio", says="please fail", spent=1),
    Row("broken off at the studio", says="please abort", spent=1),
    Row("trouble while it is at work", (*_on("result", "error", 3), *_on("result", "html", 3)), spent=1),
    Row("`done` too early", _on("result", "stale_done", 1), spent=1),
    Row("not done after a day", _on("result", "status", 10**6, status=200, body=RUNNING), spent=1, passes=HOUR,
        mends=Mends.SHOW),
)  # fmt: skip
FILES = (
    Row("it lies at a private address", _on("result", "private_address", 99), spent=1),
    Row("it leads to a private address", _on("artifact", "private_redirect"), spent=1, mends=Mends.SHOW),
    Row("it never ends", _on("artifact", "endless"), spent=1, limits=Limits(file_bytes=ENDLESS)),
    Row("fewer bytes come than were announced", _on("artifact", "short"), spent=1, passes=1, mends=Mends.SHOW),
    Row("fewer bytes come, once", _on("artifact", "short", 1), spent=1, passes=1),
    Row("its server is broken", _on("artifact", "error"), spent=1, passes=1, mends=Mends.SHOW),
    Row("a web page comes instead", _on("artifact", "page"), spent=1, passes=1, mends=Mends.SHOW),
    Row("it comes under a wrong type", _on("artifact", "wrong_type"), spent=1),
    Row("it is not there", _on("artifact", "missing"), spent=1, mends=Mends.SHOW),
    Row("it is not handed out", _on("artifact", "forbidden"), spent=1, mends=Mends.SHOW),
    Row("it is listed late", _on("result", "lagging", 3), spent=1),
)
INPUTS = (
    Row("an attachment of 0 bytes", file=b""),
    Row("an attachment of a kind that nobody takes", file=b"MZ\x90\x00 a program"),
    Row("an attachment that is too large", file=PNG + bytes(200), limits=Limits(file_bytes=100)),
    *(Row(each.situation, file=each.file, limits=each.limits, lying=each.lying) for each in inputs.INPUTS),
)
OURSELVES = (Row("the disk is full", file=PNG + bytes(5 * MEBIBYTE), disk=4 * MEBIBYTE),)

GROUPS = (
    Group("The studio refuses", REFUSING),
    Group("The studio is broken", BROKEN),
    Group(
        "The file does not come",
        FILES,
        "An address whose name leads elsewhere the second time it is asked reads like the private address:"
        " `tests/adapters/test_downloads.py` plays it, with a resolver of its own.",
    ),
    Group("The input is bad", INPUTS),
    Group("Our own house", OURSELVES),
)
ROWS = tuple(row for group in GROUPS for row in group.rows)

HEAD = """\
# What people read when something goes wrong

This page is written by `make errors` from what the scenarios in `tests/scenarios` saw; a test compares the two.

* **then**: *refused*: nothing was stored. *ends*: the request is over. *waits*: it is kept and goes on by itself.
  *asks*: the question stands again.
* **they can**: the buttons, commands and links that were there; where there are none, the sentence says what to do.
* A file in brackets is one that arrived.
* **well again**: what brought the file in the scenario, once the trouble was over.
* **spent**: how many requests the studio accepted.
"""
AT_THE_DOOR = "The message is not taken"
DOOR_NOTE = "The page keeps what was written: after the mending it is sent once more, by itself where that can help."
COLUMNS = """
| situation | then | English | Chinese | they can | well again | spent |
|---|---|---|---|---|---|---|
"""


def line(row: Row, seen: Mapping[str, Seen]) -> str:
    """Write the row of the page."""
    words = [NUMBER.sub("1f2e", seen[each].words).replace("\n\n", "<br>").replace("\n", " ") for each in LANGUAGES]
    offers = "<br>".join(", ".join(seen[language].offers) or "—" for language in LANGUAGES)
    then = "asks" if row.asks else "ends" if row.ends else "waits"
    return f"| {row.situation} | {then} | {' | '.join(words)} | {offers} | {row.mends} | {row.spent} |\n"


def knocked(knock: Knock, sentences: Mapping[str, str]) -> str:
    """Write the row of what was refused at the door."""
    return f"| {knock.situation} | refused | {' | '.join(sentences[each] for each in LANGUAGES)} | —<br>— |  | 0 |\n"


async def _page() -> str:
    parts = [HEAD, f"\n## {AT_THE_DOOR}\n\n{DOOR_NOTE}\n", COLUMNS]
    for knock in KNOCKS:
        sentences = {language: await refusal(knock, language) for language in LANGUAGES}
        parts += [knocked(knock, sentences)]
    for group in GROUPS:
        parts += [f"\n## {group.heading}\n", *([f"\n{group.note}\n"] if group.note else []), COLUMNS]
        for row in group.rows:
            parts.append(line(row, {language: await witness(row, language) for language in LANGUAGES}))
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(_page()), encoding="utf-8")
