"""A timeline and what an edit makes of it; pure. Times are in milliseconds, as in the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from adapters.sandbox.envelope import Json

ALONE = 10_000


class Kind(IntEnum):
    """What a track holds, by the number that the draft has for it."""

    VIDEO = 0
    AUDIO = 1
    TEXT = 7


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a track: what it shows, the file it comes from, if any, when it plays, and how loud."""

    name: str
    length: int
    start: int = 0
    source: str = ""
    volume: float = 1.0

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.length

    def told(self, kind: Kind, files: str) -> Json:
        """Write it with the draft's short keys; the files lie under that address."""
        about: dict[str, Json] = {"text" if kind is Kind.TEXT else "name": self.name, "start": self.start}
        if self.source:
            about["src"] = f"{files}/{self.source}"
        if kind is Kind.AUDIO:
            about["volume"] = self.volume
        return {"d": self.length, "m": about}


@dataclass(frozen=True, slots=True)
class Draft:
    """A timeline: its picture's size and its tracks, of which there is at most one of a kind."""

    title: str
    size: tuple[int, int]
    tracks: Mapping[Kind, tuple[Segment, ...]]

    @property
    def length(self) -> int:
        """When the last segment is over."""
        return max((segment.end for track in self.tracks.values() for segment in track), default=0)

    def track(self, kind: Kind) -> tuple[Segment, ...]:
        """Give the segments of a kind."""
        return self.tracks.get(kind, ())

    def put(self, kind: Kind, segments: Sequence[Segment]) -> "Draft":
        """Give a draft with these segments in that track; without segments the track is gone."""
        tracks = {**self.tracks, kind: tuple(segments)}
        return replace(self, tracks={each: tracks[each] for each in Kind if tracks.get(each)})

    def told(self, files: str) -> dict[str, Json]:
        """Write it as the service does; the files lie under that address."""
        width, height = self.size
        tracks: list[Json] = [
            {"tt": kind.value, "sg": [segment.told(kind, files) for segment in track]}
            for kind, track in self.tracks.items()
        ]
        return {"d": self.length, "m": {"title": self.title, "width": width, "height": height}, "t": tracks}


@dataclass(frozen=True, slots=True)
class Play:
    """Let these follow each other as the picture."""

    segments: tuple[Segment, ...]
    append: bool = False

    def on(self, draft: Draft) -> Draft:
        """Lay them end to end, behind what is there or in its place; what plays along is cut to the new length."""
        laid = list(draft.track(Kind.VIDEO)) if self.append else []
        for segment in self.segments:
            laid.append(replace(segment, start=laid[-1].end if laid else 0))
        return _fitted(draft.put(Kind.VIDEO, laid))


@dataclass(frozen=True, slots=True)
class Title:
    """Write something over the picture."""

    text: str
    start: int
    end: int

    def on(self, draft: Draft) -> Draft:
        """Add it behind the titles that are there; none outlasts the picture."""
        end = min(self.end, _picture(draft) or self.end)
        start = min(self.start, max(0, end - 1))
        return draft.put(Kind.TEXT, (*draft.track(Kind.TEXT), Segment(self.text, end - start, start)))


@dataclass(frozen=True, slots=True)
class Music:
    """Let a piece play under everything."""

    name: str
    volume: float
    source: str = ""

    def on(self, draft: Draft) -> Draft:
        """Put it in the place of the music that is there, as long as the picture."""
        length = _picture(draft) or ALONE
        return draft.put(Kind.AUDIO, [Segment(self.name, length, 0, self.source, self.volume)])


@dataclass(frozen=True, slots=True)
class Volume:
    """Change how loud the music is."""

    volume: float

    def on(self, draft: Draft) -> Draft:
        """Set it for the whole track."""
        return draft.put(Kind.AUDIO, [replace(each, volume=self.volume) for each in draft.track(Kind.AUDIO)])


@dataclass(frozen=True, slots=True)
class Trim:
    """End the film earlier."""

    length: int

    def on(self, draft: Draft) -> Draft:
        """Cut every track there."""
        return _cut(draft, self.length)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a track away."""

    kind: Kind

    def on(self, draft: Draft) -> Draft:
        """Leave the others as they are."""
        return draft.put(self.kind, ())


Change: TypeAlias = Play | Title | Music | Volume | Trim | Remove


def _picture(draft: Draft) -> int:
    return max((segment.end for segment in draft.track(Kind.VIDEO)), default=0)


def _fitted(draft: Draft) -> Draft:
    """Let the music be as long as the picture, and no title outlast it."""
    length = _picture(draft)
    music = [replace(each, length=length) for each in draft.track(Kind.AUDIO)]
    return _cut(draft.put(Kind.AUDIO, music), length)


def _cut(draft: Draft, length: int) -> Draft:
    for kind, track in draft.tracks.items():
        kept = [replace(each, length=min(each.length, length - each.start)) for each in track if each.start < length]
        draft = draft.put(kind, kept)
    return draft
