"""The scripted editor by itself: whatever is said to it, there is a plan, and a timeline that holds together."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.nemo import films, script
from adapters.sandbox.nemo.asking import WORDS, Way, read
from adapters.sandbox.nemo.events import Opened, Taken
from adapters.sandbox.nemo.script import Outcome
from adapters.sandbox.nemo.sessions import Session
from adapters.sandbox.nemo.stream import moments
from adapters.sandbox.nemo.timeline import Draft, Kind

SAYINGS = (
    *("a red fox", "another clip", "add a title 'Hi' from 8 to 12 s", "trim it to 4 s", "add music at 50%"),
    *("set the volume to 10%", "remove the music", "remove the clips", "去掉字幕", "加上标题“你好”，1到3秒", "hello"),
)
messages = st.lists(
    st.tuples(st.sampled_from(SAYINGS), st.sampled_from(["", *(f", {way}" for way in Way)])).map("".join), max_size=8
)


def held(texts: list[str]) -> Session:
    """A session in which these were said, one a minute."""
    session = Session(Opened("1", "task_1", "me", "project", "en"))
    for number, text in enumerate(texts):
        session.take(Taken(f"{number:032x}", "1", text, beside=False, poor=False, at=60.0 * number), 1.0)
    return session


@given(messages)
def test_a_timeline_holds_together(texts: list[str]) -> None:
    """Broken, a title outlasted its film or a segment had no length: whatever is said, nothing does."""
    draft = held(texts).scene((1e9, 1.0)).draft
    tracks = draft.tracks if draft else {}

    assert all(tracks.values())
    assert all(each.length > 0 and each.start >= 0 for track in tracks.values() for each in track)
    picture = max((each.end for each in draft.track(Kind.VIDEO)), default=0) if draft else 0
    assert not picture or not draft or draft.length == picture


@given(messages)
def test_a_draft_can_be_read_back(texts: list[str]) -> None:
    """What is filmed is what was told: the draft survives its own short keys."""
    draft = held(texts).scene((1e9, 1.0)).draft or Draft("", (1920, 1080), {})

    assert films.read(draft.told("http://127.0.0.1/files")) == draft


@given(st.text())
def test_anything_can_be_said(text: str) -> None:
    """No message is without a plan whose steps lie in order before its end."""
    made = script.plan(text, script.View("1"))
    times = [step.at for step in made.steps]

    assert times == sorted(times)
    assert made.end >= times[-1]


@given(messages)
def test_what_changes_nothing_costs_nothing(texts: list[str]) -> None:
    """Credits are spent for turns that have changed something, and only for those."""
    for turn in held(texts).turns:
        changes = any(isinstance(step.item, Outcome) for step in turn.plan.steps)
        assert bool(turn.plan.cost) <= changes


def test_every_way_has_its_word() -> None:
    """The word that is offered for a way is obeyed, and says what it does."""
    assert [way for way in Way if not read(f"a fox, {way}").goes(way) or not WORDS[way]] == []


def test_heartbeats_fill_the_gaps_only() -> None:
    """Between two items that are further apart than the interval, and nowhere else."""
    plan = script.plan("a fox", script.View("1"))

    assert [moment.at for moment in moments(plan, 3.0) if moment.beats] == [3.5, 6.5, 9.5]
    assert not any(moment.beats for moment in moments(plan, 12.0))
