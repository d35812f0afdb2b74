"""A timeline in words, and what changed in it."""

from collections.abc import Sequence

from bot.texts import Say, Translator, shortened
from bot.timeline import Change, Segment, Timeline, Track, TrackKind

SHOWN = 8  # segments of a track, or changes; more are counted
NAME_LENGTH = 60


def summary(t: Translator, *, timeline: Timeline) -> str:
    """Tell each track in a line: what lies on it, from when to when."""
    if not timeline.tracks:
        return t("The timeline is still empty. Describe the film you want, or send clips and say what to do with them.")
    head = t.plural("Timeline ({tracks} track, {time}):", "Timeline ({tracks} tracks, {time}):", len(timeline.tracks))
    lines = [f"{number}. {_line(t, track)}" for number, track in enumerate(timeline.tracks, 1)]
    told = head.format(tracks=t.number(len(timeline.tracks)), time=span(t, seconds=timeline.duration))
    return "\n".join([told, *lines])


def changed(t: Translator, *, changes: Sequence[Change]) -> str:
    """Tell what became of the timeline, one change a line."""
    if not changes:
        return t("The timeline was changed in a way that cannot be told in words; the export shows it.")
    lines = [_change(t, each) for each in changes[:SHOWN]]
    return "\n".join([*lines, *_more(t, len(changes) - SHOWN)])


def span(t: Translator, *, seconds: float) -> str:
    """Write a length in seconds."""
    return t("{seconds} s").format(seconds=t.number(round(seconds, 1)))


def captions_missing(t: Translator) -> str:
    """Tell that nothing is written in the film."""
    return t("There is no text in this film yet, so there are no captions. Ask for captions or a title first.")


def export_how(t: Translator) -> str:
    """Translate the agent's talk of an Export button."""
    return t("Write “export” to get the finished film here; an export costs no credits.")


def credits_how(t: Translator) -> str:
    """Translate the agent's talk of an account page."""
    return t("Write “credits” to see how many are left.")


def timeline_how(t: Translator) -> str:
    """Translate the agent's talk of panels and players."""
    return t("Write “status” to see the timeline in words; an export shows it as a film.")


def edit_how(t: Translator) -> str:
    """Translate the agent's talk of dragging things about."""
    return t("There is nothing to drag here: say in words what should go where, and it is done.")


def ask_how(t: Translator) -> str:
    """Translate the agent's talk of a button that is not here."""
    return t("There is no such button here: say in words what you want, and it is done.")


LABELS: dict[TrackKind, Say] = {
    TrackKind.VIDEO: lambda t: t("Video"),
    TrackKind.AUDIO: lambda t: t("Music"),
    TrackKind.TEXT: lambda t: t("Title"),
    TrackKind.OTHER: lambda t: t("Other"),
}


def _line(t: Translator, track: Track) -> str:
    told = [_told(t, track.kind, each) for each in track.segments[:SHOWN]]
    return t("{label}: {segments}").format(
        label=LABELS[track.kind](t), segments=", ".join([*told, *_more(t, len(track.segments) - SHOWN)])
    )


def _more(t: Translator, count: int) -> list[str]:
    return [t.plural("and {count} more", "and {count} more", count).format(count=t.number(count))] if count > 0 else []


def _told(t: Translator, kind: TrackKind, segment: Segment) -> str:
    name, when = _name(t, kind, segment), _when(t, segment)
    if segment.volume is None:
        return t("{name} ({when})").format(name=name, when=when)
    return t("{name} ({when}, {volume} %)").format(name=name, when=when, volume=t.number(round(segment.volume * 100)))


def _name(t: Translator, kind: TrackKind, segment: Segment) -> str:
    name = shortened(segment.name, NAME_LENGTH) or t("without a name")
    return t("“{text}”").format(text=name) if kind is TrackKind.TEXT and segment.name else name


def _when(t: Translator, segment: Segment) -> str:
    return t("{start}–{end} s").format(start=t.number(round(segment.start, 1)), end=t.number(round(segment.end, 1)))


def _change(t: Translator, change: Change) -> str:
    label, before, after = LABELS[change.kind](t), change.before, change.after
    if before is None and after is not None:
        return t("{label} added: {segment}").format(label=label, segment=_told(t, change.kind, after))
    if after is None and before is not None:
        return t("{label} removed: {segment}").format(label=label, segment=_told(t, change.kind, before))
    old, new = (_told(t, change.kind, each) for each in (before, after) if each is not None)
    return t("{label} changed: {before} → {after}").format(label=label, before=old, after=new)
