"""A draft's short keys become a timeline that can be told; whatever is odd is left out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from adapters.studios.nemo.timeline import canonical, timeline
from bot.timeline import Segment, Timeline, Track, TrackKind

DRAFT = {
    "d": 10000,
    "m": {"title": "project", "width": 1080},
    "t": [
        {"tt": 0, "sg": [{"d": 4000, "m": {"name": "city"}}, {"d": 6000, "m": {"name": "beach"}}]},
        {"tt": 1, "sg": [{"d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"d": 3000, "m": {"text": "Urban Dreams", "start": 2000}}]},
        {"tt": 12, "sg": [{"d": 500}]},
        {"tt": 0, "sg": []},
    ],
}


def test_a_draft_is_read() -> None:
    """Kinds, names, volumes and times are those of the draft; a start that is not told follows from what is before."""
    assert timeline(DRAFT) == Timeline(
        (
            Track(TrackKind.VIDEO, (Segment("city", 0, 4), Segment("beach", 4, 10))),
            Track(TrackKind.AUDIO, (Segment("Lo-fi", 0, 10, 0.35),)),
            Track(TrackKind.TEXT, (Segment("Urban Dreams", 2, 5),)),
            Track(TrackKind.OTHER, (Segment("", 0, 0.5),)),
        ),
        10,
    )


def test_a_length_that_is_not_told_follows() -> None:
    """A draft without a length is as long as what lies on it."""
    assert timeline({"t": DRAFT["t"]}).duration == 10


def test_an_empty_draft_cannot_be_exported() -> None:
    """Only a track with something on it is worth rendering."""
    assert timeline(DRAFT).exportable
    drafts: list[object] = [None, {}, [], {"t": None}, {"t": [{"tt": 0, "sg": []}]}]
    for empty in drafts:
        assert not timeline(empty).exportable


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(["t", "tt", "sg", "d", "m", "start", "name", "text", "volume"])
DRAFTS = st.recursive(JSON, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner), max_leaves=30)


@given(DRAFTS)
def test_no_draft_raises(draft: object) -> None:
    """A draft with known keys and values nobody expects is read as far as it can be."""
    read = timeline(json.loads(json.dumps(draft)))

    assert all(each.start >= 0 and each.end >= each.start for track in read.tracks for each in track.segments)


@given(JSON)
def test_what_is_written_is_all_that_was_read(value: object) -> None:
    """A draft reaches the renderer with every key it had; two equal ones are told to be."""
    value = json.loads(json.dumps(value))

    assert canonical(json.loads(canonical(value))) == canonical(value)
