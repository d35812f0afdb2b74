"""What a channel can carry: limits as data, and pure functions over them."""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their class, and nothing to be seen


class MediaKind(StrEnum):
    """What a file is for the person who gets it."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    MODEL = "model"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One channel's limits; lengths in the platform's own characters, sizes in bytes, pauses in seconds.

    `knows_keys` is for how many seconds a post that comes again with its key makes no second message: infinity where
    keys are kept, 0 where the platform has none. After that only `FindsSent` can tell what arrived.
    `post_bytes` is for all files of one post together. Where we are to be `called`, only what mentions or answers us
    reaches us. One that `looks` wants to be told the pixels and the seconds of what it is to carry. Where messages have
    `menus`, the commands about a message stand there. Where `alt_shown`, everybody reads what is for those who cannot
    see a file, so nothing is said there that stands beside it already.
    """

    text: int
    caption: int
    alt: int
    files_per_post: int
    file_bytes: int
    buttons_per_post: int
    edit_pause: float
    knows_keys: float = 0.0
    post_bytes: float = math.inf
    measure: Callable[[str], int] = len
    called: bool = False
    looks: bool = False
    alt_shown: bool = False
    menus: bool = False


def says_something(text: str) -> bool:
    """Tell whether there is anything to be seen in a text: not spaces, joiners, marks on nothing, or blank letters."""
    return any(unicodedata.category(mark)[0] not in "CMZ" and mark not in BLANKS for mark in text)


def shorten(text: str, limit: int, measure: Callable[[str], int] = len) -> str:
    """Cut `text` to `limit` with an ellipsis, never inside a code point."""
    if measure(text) <= limit:
        return text
    return text[: _longest_prefix(text, limit - measure("…"), measure)].rstrip() + "…"


def split(text: str, limit: int, measure: Callable[[str], int] = len) -> tuple[str, ...]:
    """Divide a long text into parts within `limit`, at paragraphs, lines, spaces, or inside a word, in that order."""
    parts: list[str] = []
    rest = text.strip()
    while measure(rest) > limit:
        cut = _break_point(rest, limit, measure)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def _break_point(text: str, limit: int, measure: Callable[[str], int]) -> int:
    end = max(1, _longest_prefix(text, limit, measure))
    for mark in ("\n\n", "\n", "。", ". ", " "):
        at = text.rfind(mark, end // 2, end)
        if at > 0:
            return at + len(mark)
    return end


def _longest_prefix(text: str, limit: int, measure: Callable[[str], int]) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle - 1)
    return low
