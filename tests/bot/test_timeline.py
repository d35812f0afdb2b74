"""Two timelines are compared and told in words; captions become files that players read."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Translator, load
from bot.texts import timeline as texts
from bot.timeline import Change, Segment, Timeline, Track, TrackKind, difference, srt, vtt

CITY, LOFI, HELLO = Segment("city", 0, 10), Segment("Lo-fi", 0, 10, 0.35), Segment("Hello", 0, 3)


def film(**tracks: Sequence[Segment]) -> Timeline:
    """Lay out a timeline by its kinds."""
    return Timeline(tuple(Track(TrackKind(kind), tuple(each)) for kind, each in tracks.items()), 10)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (film(video=[CITY]), film(video=[CITY], text=[HELLO]), [Change(TrackKind.TEXT, None, HELLO)]),
        (film(video=[CITY], text=[HELLO]), film(video=[CITY]), [Change(TrackKind.TEXT, HELLO, None)]),
        (
            film(text=[HELLO]),
            film(text=[Segment("Hello", 2, 5)]),
            [Change(TrackKind.TEXT, HELLO, Segment("Hello", 2, 5))],
        ),
        (
            film(text=[HELLO]),
            film(text=[Segment("Bye", 0, 3)]),
            [Change(TrackKind.TEXT, HELLO, Segment("Bye", 0, 3))],
        ),
        (
            film(audio=[LOFI]),
            film(audio=[Segment("Lo-fi", 0, 10, 0.1)]),
            [Change(TrackKind.AUDIO, LOFI, Segment("Lo-fi", 0, 10, 0.1))],
        ),
        (film(text=[HELLO, HELLO]), film(text=[HELLO]), [Change(TrackKind.TEXT, HELLO, None)]),
    ],
)
def test_each_change_is_one(before: Timeline, after: Timeline, changes: list[Change]) -> None:
    """Added, removed, moved, renamed and made quieter are told as what they are."""
    assert list(difference(before, after)) == changes


SEGMENTS = st.builds(Segment, st.sampled_from(["a", "b", ""]), st.integers(0, 3), st.integers(3, 6), st.just(None))
FILMS = st.builds(
    Timeline, st.lists(st.builds(Track, st.sampled_from(TrackKind), st.lists(SEGMENTS).map(tuple))).map(tuple)
)


@given(FILMS, FILMS)
def test_changes_lead_from_one_to_the_other(before: Timeline, after: Timeline) -> None:
    """Whoever carries out the changes on the first timeline has the second, and equal ones have none."""

    def held(timeline: Timeline) -> list[tuple[TrackKind, Segment]]:
        return [(track.kind, segment) for track in timeline.tracks for segment in track.segments]

    left = held(before)
    for change in difference(before, after):
        if change.before is not None:
            left.remove((change.kind, change.before))
        if change.after is not None:
            left.append((change.kind, change.after))

    assert sorted(left, key=repr) == sorted(held(after), key=repr)
    assert difference(before, before) == ()


def test_captions_become_files() -> None:
    """Both forms number, time and protect what is written in the film, in the order in which it appears."""
    timeline = film(text=[Segment("B --> <i>\n\n2", 61.5, 3661.042), Segment(" A ", 0, 1.5), Segment(" ", 1, 2)])

    assert srt(timeline) == ("1\n00:00:00,000 --> 00:00:01,500\nA\n\n2\n00:01:01,500 --> 01:01:01,042\nB → <i>\n2\n")
    assert vtt(timeline) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nA\n\n00:01:01.500 --> 01:01:01.042\nB → &lt;i&gt;\n2\n"
    )


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def t(request: pytest.FixtureRequest) -> Translator:
    """Each language."""
    return load().of(request.param)


def test_a_timeline_is_told(t: Translator) -> None:
    """Each track is a numbered line with its names and times, and music with its volume."""
    told = texts.summary(t, timeline=film(video=[CITY], audio=[LOFI], text=[HELLO]))

    expected = {
        "en": [
            "Timeline (3 tracks, 10 s):",
            "1. Video: city (0–10 s)",
            "2. Music: Lo-fi (0–10 s, 35 %)",
            "3. Title: “Hello” (0–3 s)",
        ],
        "zh_CN": [
            "时间线（3 条轨道，10 秒）：",
            "1. 视频：city（0–10 秒）",
            "2. 音乐：Lo-fi（0–10 秒，35%）",
            "3. 标题：“Hello”（0–3 秒）",
        ],
    }
    assert told.splitlines() == expected[t.locale]


def test_changes_are_told(t: Translator) -> None:
    """Somebody who sees no editor reads what was done, from what to what."""
    moved = Segment("Hello", 2, 5)
    told = texts.changed(t, changes=[Change(TrackKind.TEXT, None, HELLO), Change(TrackKind.TEXT, HELLO, moved)])

    expected = {
        "en": "Title added: “Hello” (0–3 s)\nTitle changed: “Hello” (0–3 s) → “Hello” (2–5 s)",
        "zh_CN": "已添加标题：“Hello”（0–3 秒）\n已更改标题：“Hello”（0–3 秒）→“Hello”（2–5 秒）",
    }
    assert told == expected[t.locale]


def test_endless_lists_are_cut(t: Translator) -> None:
    """A film of a hundred cuts is told in a line that fits, and the rest is counted."""
    cuts = [Segment(f"cut {number}", number, number + 1) for number in range(100)]

    assert "92" in texts.summary(t, timeline=film(video=cuts))
    assert "92" in texts.changed(t, changes=[Change(TrackKind.VIDEO, None, each) for each in cuts])
