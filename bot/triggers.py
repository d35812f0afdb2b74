"""Phrases that mean something to us when they are the whole message; everything else goes to the studio as written."""

import re
import unicodedata

from bot.phrases import AFTER, BEFORE, PHRASES, Trigger
from bot.studio import Decision

YES = frozenset(
    {"yes", "y", "ok", "okay", "approve", "confirm", "proceed", "go on", "是", "好", "好的", "确认", "同意", "批准"}
)
NO = frozenset({"no", "n", "cancel", "decline", "stop", "don't", "不", "不要", "取消", "拒绝", "算了"})

EDGES = " \t\n.,!?:;~。，！？：；、…～"
DRAWN = {"So", "Sk", "Mn", "Cf"}  # of which emoji are made
SPACES = re.compile(r"\s+")
PAUSES = re.compile(r"[ ,，]{3,}")  # nobody's phrase, and endless work for patterns that leave blanks out
SIGNS = {"(": "(?:", "[": "(?:", "]": ")?", " ": "[ ,，]*"}
NAME = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
NAMED = r"[\"“「『']?(?P<\1>[^\"“”「」『』']{1,60}?)[\"”」』']?"
ONE_OF = r"(?P<\1>\2)"


def decision(text: str) -> Decision | None:
    """Read a whole message as the answer to a question; None when it says anything more."""
    word = _line(text).casefold()
    if word in YES:
        return Decision.APPROVE
    return Decision.DECLINE if word in NO else None


def command(text: str) -> Trigger | None:
    """Read a whole message as a command with its options; None when it is anything else, or says anything more."""
    line = _line(text)
    found = _command(line)
    return found or (_command(bare) if (bare := _undrawn(line)) != line else None)


def _command(line: str) -> Trigger | None:
    words = ENDING.sub("", BEGINNING.sub("", line)).strip(EDGES)
    for trigger, patterns in COMPILED.items():
        for pattern in patterns:
            if found := pattern.fullmatch(words):
                named = {name.rstrip("2"): value.strip() for name, value in found.groupdict().items() if value}
                return Trigger(trigger.command, tuple({**dict(trigger.options), **named}.items()))
    return None


def means(text: str) -> bool:
    """Tell whether a whole message is an answer or a command, and no request."""
    return decision(text) is not None or command(text) is not None


def export(text: str) -> str | None:
    """Read a whole message as the wish for a finished film: its format, empty where it names none."""
    meant = command(text)
    return dict(meant.options).get("format", "").casefold() if meant and meant.command == "export" else None


def _line(text: str) -> str:
    return PAUSES.sub(", ", SPACES.sub(" ", text.replace("’", "'"))).strip(EDGES)


def _undrawn(line: str) -> str:
    """Leave out what is drawn at the end of a line: a smile behind a command makes it no request."""
    while line and unicodedata.category(line[-1]) in DRAWN:
        line = line[:-1].rstrip(EDGES)
    return line


def _regular(pattern: str) -> str:
    plain = "".join(SIGNS.get(sign, sign) for sign in pattern)
    return NAME.sub(lambda found: found.expand(ONE_OF if found[2] else NAMED), plain)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


COMPILED = {trigger: [_compiled(_regular(each)) for each in patterns] for trigger, patterns in PHRASES.items()}
BEGINNING = _compiled(f"^(?:{_regular(BEFORE + ' ')})+")
ENDING = _compiled(f"{_regular(' ' + AFTER)}$")
