"""A draft's short keys, decoded into our timeline; nothing here waits, and a draft is never built or changed.

Only `t`, `tt`, `sg`, `d` and `m` are documented, so a start is read where one is told and else counted from the
lengths before it, and whatever is missing or odd is left out.
"""

import json
import math

from bot.timeline import Segment, Timeline, Track, TrackKind

Json = dict[str, object]

KINDS = {0: TrackKind.VIDEO, 1: TrackKind.AUDIO, 7: TrackKind.TEXT}
NAMES = ("text", "content", "title", "name")
STARTS = ("start", "start_time", "st", "s")
LONGEST = 1_000_000.0  # seconds; nothing beyond is a time
MILLISECONDS = 1000.0
WHOLE_VOLUME = 100.0
NAME_LENGTH = 300


def timeline(draft: object) -> Timeline:
    """Read a draft."""
    found = draft if isinstance(draft, dict) else {}
    tracks = tuple(track for entry in _objects(found.get("t")) if (track := _track(entry)).segments)
    ends = [segment.end for track in tracks for segment in track.segments]
    return Timeline(tracks, _seconds(found.get("d")) or max(ends, default=0.0))


def canonical(value: object) -> str:
    """Write JSON so that two equal things are written alike, and everything that was read is still there."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _track(entry: Json) -> Track:
    kind = entry.get("tt")
    known = KINDS.get(kind, TrackKind.OTHER) if isinstance(kind, int) and not isinstance(kind, bool) else None
    segments, at = list[Segment](), 0.0
    for each in _objects(entry.get("sg")):
        segments.append(_segment(each, at))
        at = segments[-1].end
    return Track(known or TrackKind.OTHER, tuple(segments))


def _segment(entry: Json, at: float) -> Segment:
    about = entry.get("m")
    told = {**(about if isinstance(about, dict) else {}), **{key: entry[key] for key in STARTS if key in entry}}
    start = next((start for key in STARTS if (start := _seconds(told.get(key))) is not None), at)
    name = next((name for key in NAMES if (name := _words(told.get(key)))), "")
    return Segment(name, start, start + (_seconds(entry.get("d")) or 0.0), _volume(told.get("volume")))


def _objects(value: object) -> list[Json]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _seconds(milliseconds: object) -> float | None:
    number = _number(milliseconds)
    return None if number is None else min(number / MILLISECONDS, LONGEST)


def _volume(value: object) -> float | None:
    number = _number(value)
    return number if number is None or number <= 1 else min(number, WHOLE_VOLUME) / WHOLE_VOLUME


def _words(value: object) -> str:
    text = value.encode(errors="replace").decode() if isinstance(value, str) else ""
    return text.strip()[:NAME_LENGTH]
