"""A film's timeline as people speak of it: tracks, segments and times, what changed between two, and its captions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class TrackKind(StrEnum):
    """What lies on a track."""

    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Exports:
    """How a studio renders timelines: the formats that it makes, the usual one first, and the one size there is."""

    formats: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a track, in seconds; on a text track the name is what it says. `volume` is a share of 1."""

    name: str
    start: float
    end: float
    volume: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What follows each other on one level of the film."""

    kind: TrackKind
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A film that is not rendered yet; `duration` in seconds."""

    tracks: tuple[Track, ...] = ()
    duration: float = 0.0

    @property
    def exportable(self) -> bool:
        """Whether there is anything to render."""
        return any(track.segments for track in self.tracks)

    @property
    def captions(self) -> tuple[Segment, ...]:
        """Everything that is written in the film, by time."""
        texts = (segment for track in self.tracks if track.kind is TrackKind.TEXT for segment in track.segments)
        return tuple(sorted((each for each in texts if each.name.strip()), key=lambda each: (each.start, each.end)))


Same = Callable[[Segment, Segment], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one segment: added where nothing was before, removed where nothing is after."""

    kind: TrackKind
    before: Segment | None
    after: Segment | None


def difference(before: Timeline, after: Timeline) -> tuple[Change, ...]:
    """Tell what changed: first what was added, then what is different, then what is gone."""
    changes = [change for kind in TrackKind for change in _compared(kind, _of(before, kind), _of(after, kind))]
    return tuple(sorted(changes, key=lambda change: (change.before is not None, change.after is None)))


def srt(timeline: Timeline) -> str:
    """Write the captions as a SubRip file."""
    return "\n".join(
        f"{number}\n{_stamp(each.start, ',')} --> {_stamp(each.end, ',')}\n{_cue(each.name)}\n"
        for number, each in enumerate(timeline.captions, 1)
    )


def vtt(timeline: Timeline) -> str:
    """Write the captions as a WebVTT file."""
    cues = (f"\n{_stamp(each.start, '.')} --> {_stamp(each.end, '.')}\n{_marked(each)}\n" for each in timeline.captions)
    return "".join(["WEBVTT\n", *cues])


def _of(timeline: Timeline, kind: TrackKind) -> list[Segment]:
    return [segment for track in timeline.tracks if track.kind is kind for segment in track.segments]


def _compared(kind: TrackKind, before: list[Segment], after: list[Segment]) -> Iterator[Change]:
    _take_pairs(before, after, lambda old, new: old == new)
    named = _take_pairs(before, after, lambda old, new: old.name == new.name)
    placed = _take_pairs(before, after, lambda old, new: (old.start, old.end) == (new.start, new.end))
    yield from (Change(kind, old, new) for old, new in (*named, *placed))
    yield from (Change(kind, old, None) for old in before)
    yield from (Change(kind, None, new) for new in after)


def _take_pairs(before: list[Segment], after: list[Segment], same: Same) -> list[tuple[Segment, Segment]]:
    """Take out of both what belongs together."""
    pairs = []
    for old in tuple(before):
        new = next((each for each in after if same(old, each)), None)
        if new is not None:
            before.remove(old)
            after.remove(new)
            pairs.append((old, new))
    return pairs


def _stamp(seconds: float, point: str) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"


def _cue(text: str) -> str:
    """Keep a text from ending its cue: an empty line would, and so would an arrow."""
    return "\n".join(_filled(text.replace("-->", "→").splitlines()))


def _filled(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip() for line in lines if line.strip())


def _marked(caption: Segment) -> str:
    return _cue(caption.name).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
