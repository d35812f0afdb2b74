"""What a message asks of the scripted editor, and the words by which a turn goes another way; pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adapters.sandbox import wishes
from adapters.sandbox.nemo.timeline import Change, Kind, Music, Remove, Title, Trim, Volume


class Way(StrEnum):
    """How a turn goes."""

    SILENT = "silently"
    STAGED = "two-stage"
    NOISE = "noise"
    GUI = "gui"
    HANG_UP_BEFORE = "hang up before"
    HANG_UP_AFTER = "hang up after"
    HANG_UP_FOR_GOOD = "hang up for good"
    ENDLESS = "endless"
    RESTLESS = "restless"
    REFUSE = "refuse"
    FAIL = "fail"
    SLOW = "slow"
    POOR = "no credits"


_WAYS: tuple[tuple[Way, str], ...] = (
    (Way.SILENT, r"\bsilently\b|\bsilent edit\b|静默"),
    (Way.STAGED, r"\btwo[- ]stages?\b|\bcinematic\b|两步|电影感"),
    (Way.NOISE, r"\bnoise\b|杂音"),
    (Way.GUI, r"\bgui\b|界面"),
    (Way.HANG_UP_BEFORE, r"\bhang up before\b|改前断线"),
    (Way.HANG_UP_AFTER, r"\bhang up after\b|改后断线"),
    (Way.HANG_UP_FOR_GOOD, r"\bhang up for good\b|彻底断线"),
    (Way.ENDLESS, r"\bendless(?:ly)?\b|没完没了"),
    (Way.RESTLESS, r"\brestless(?:ly)?\b|忙个不停"),
)
WORDS: Mapping[Way, str] = {
    Way.SILENT: "an edit ends without a word",
    Way.STAGED: "the clip first, then music and a title by the editor's own will",
    Way.NOISE: "a last line speaks of an issue that there is not",
    Way.GUI: "the editor speaks of buttons and panels",
    Way.HANG_UP_BEFORE: "the stream is cut before the timeline changes; it changes later",
    Way.HANG_UP_AFTER: "the stream is cut after the timeline has changed",
    Way.HANG_UP_FOR_GOOD: "the stream is cut and nothing ever comes of it",
    Way.ENDLESS: "an hour of heartbeats, and nothing at the end",
    Way.RESTLESS: "an hour of tool calls, and nothing at the end",
    Way.REFUSE: "words instead of work",
    Way.FAIL: "an error inside the stream",
    Way.SLOW: "ten times as long",
    Way.POOR: "the credits are used up",
}
_SHARED = {
    wishes.Word.REFUSE: Way.REFUSE,
    wishes.Word.FAIL: Way.FAIL,
    wishes.Word.SLOW: Way.SLOW,
    wishes.Word.POOR: Way.POOR,
}
_QUESTION = re.compile(
    r"^\s*(?:hi|hello|hey|你好|您好)[\s!.！。]*$|^\s*(?:(?:what|how|who|why|which)\b|你|怎么|什么).*[?？]\s*$",
    re.IGNORECASE,
)
_REMOVE = re.compile(r"\b(?:remove|delete|drop|without)\b|删|去掉", re.IGNORECASE)
_TRIM = re.compile(
    r"(?:\b(?:trim|shorten|cut)\b|剪短|剪到|缩短)\D*(\d+(?:\.\d+)?)\s*(?:s|sec|seconds?|秒)", re.IGNORECASE
)
_TITLE = re.compile(r"\b(?:titles?|captions?|subtitles?)\b|标题|字幕", re.IGNORECASE)
_MUSIC = re.compile(r"\b(?:music|bgm|song|soundtrack)\b|音乐|配乐|歌", re.IGNORECASE)
_GENRE = re.compile(r"\b(?:jazz|piano|rock|ambient|techno)\b|爵士|钢琴|摇滚", re.IGNORECASE)
_VOLUME = re.compile(r"\b(?:volume|louder|quieter)\b|音量", re.IGNORECASE)
_CLIP = re.compile(r"\b(?:clips?|videos?)\b|片段|视频", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,3})\s*[%％]")
_QUOTED = re.compile(r"[\"“”「'‘]([^\"“”」'’]+)[\"“”」'’]")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*s?\s*(?:[-–—~]|to|到|至)\s*(\d+(?:\.\d+)?)\s*(?:s\b|sec|秒)", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)[\s-]*(?:s\b|sec|seconds?|秒)", re.IGNORECASE)
_PORTRAIT = re.compile(r"\b(?:portrait|vertical|tiktok|9:16)\b|竖屏", re.IGNORECASE)
_SQUARE = re.compile(r"\bsquare\b|\b1:1|方形", re.IGNORECASE)
# A file called "title.png" is no wish for a title.
_FILE_NAME = re.compile(r"[^\s\[\],]+\.[a-z0-9]{2,4}\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:append|another)\b|再加", re.IGNORECASE)

SECOND = 1000
TITLE_LASTS = 3 * SECOND
USUAL_MUSIC, USUAL_VOLUME = "Lo-fi", 0.35
LANDSCAPE, PORTRAIT, SQUARE = (1920, 1080), (1080, 1920), (1080, 1080)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as the editor reads it."""

    text: str
    ways: frozenset[Way]
    edits: tuple[Change, ...]
    question: bool
    size: tuple[int, int]
    more: bool

    def goes(self, way: Way) -> bool:
        """Say whether the turn goes that way."""
        return way in self.ways


def read(text: str) -> Asked:
    """Read a message."""
    shared = {way for word, way in _SHARED.items() if wishes.read(text).has(word)}
    found = {way for way, pattern in _WAYS if re.search(pattern, text, re.IGNORECASE)}
    question = bool(_QUESTION.search(text))
    edits = tuple(_edits(_FILE_NAME.sub("", text)))
    return Asked(text, frozenset(shared | found), edits, question, _size(text), bool(_MORE.search(text)))


def _edits(text: str) -> Iterator[Change]:
    if _REMOVE.search(text):
        named = ((Kind.TEXT, _TITLE), (Kind.AUDIO, _MUSIC), (Kind.VIDEO, _CLIP))
        yield from (Remove(kind) for kind, words in named if words.search(text))
        return
    if trimmed := _TRIM.search(text):
        yield Trim(max(1, _milliseconds(trimmed[1])))
    if _VOLUME.search(text):
        yield Volume(_loudness(text))
    elif _MUSIC.search(text):
        genre = _GENRE.search(text)
        yield Music(genre[0].capitalize() if genre else USUAL_MUSIC, _loudness(text))
    if _TITLE.search(text):
        yield _title(text)


def _title(text: str) -> Title:
    quoted = _QUOTED.search(text)
    start, end = _span(text.replace(quoted[0], "") if quoted else text)
    return Title(quoted[1].strip() if quoted else "Title", start, end)


def _span(text: str) -> tuple[int, int]:
    if span := _SPAN.search(text):
        start, end = _milliseconds(span[1]), _milliseconds(span[2])
        return start, max(end, start + 1)
    lasting = _SECONDS.search(text)
    return 0, max(1, _milliseconds(lasting[1])) if lasting else TITLE_LASTS


def _milliseconds(seconds: str) -> int:
    return round(float(seconds) * SECOND)


def _loudness(text: str) -> float:
    percent = _PERCENT.search(text)
    return min(100, int(percent[1])) / 100 if percent else USUAL_VOLUME


def _size(text: str) -> tuple[int, int]:
    if _PORTRAIT.search(text):
        return PORTRAIT
    return SQUARE if _SQUARE.search(text) else LANDSCAPE
