"""What snapshots mean: the ways in which the service is known to mislead, one by one."""

from dataclasses import dataclass, field, replace

from adapters.studios.lovart import replies
from adapters.studios.lovart.marks import Answer, baseline, question_key
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.watching import Watch
from bot.studio import (
    AgentText,
    ArtifactReady,
    Cause,
    ConfirmationAsked,
    Failed,
    Finished,
    Place,
    PlaceId,
    StudioThreadId,
    TurnEvent,
    TurnRef,
)
from tests.adapters.studios.lovart.service import made, said

SETTINGS = LovartSettings(access_key="ak", secret_key="sk")
START = 1_700_000_000.0
REF = TurnRef(Place(PlaceId("p")), StudioThreadId("t"), START)
COSTS = {"estimated_cost": 48}


def read(status: str, *items: dict[str, object], asks: object = None, **more: object) -> replies.Result:
    """Make a snapshot."""
    return replies.result("t", {"status": status, "items": list(items), "pending_confirmation": asks, **more})


@dataclass
class Viewer:
    """Shows snapshots to a watch at chosen seconds, and keeps what it said."""

    ref: TurnRef = REF
    answer: Answer | None = None
    events: list[TurnEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.ref, self.answer, SETTINGS, START)

    def sees(self, at: float, result: replies.Result) -> TurnEvent | None:
        """Show one; give the last event it made."""
        events = self.watch.take(result, START + at)
        self.events += events
        return events[-1] if events else None

    @property
    def files(self) -> list[str]:
        """The names of the files told so far."""
        return [event.artifact.url.rpartition("/")[2] for event in self.events if isinstance(event, ArtifactReady)]


def test_files_are_told_as_they_appear_and_once() -> None:
    """A file is told with the first snapshot that has it, and never again by this follower."""
    viewer = Viewer()

    viewer.sees(3, read("running", said("I'll make two."), made("a.png")))
    viewer.sees(6, read("running", said("I'll make two."), made("a.png"), made("b.png")))

    assert viewer.files == ["a.png", "b.png"]
    assert len([event for event in viewer.events if isinstance(event, AgentText)]) == 1


def test_news_come_in_the_order_of_the_thread() -> None:
    """Broken outcome: "Here they are" stood in the chat above the last picture."""
    viewer = Viewer()
    viewer.sees(3, read("running", said("I'll make one."), made("a.png"), said("Here it is.")))

    assert [type(each) for each in viewer.events] == [AgentText, ArtifactReady, AgentText]


def test_done_is_believed_at_the_second_look() -> None:
    """A done is looked at again five seconds later before the turn ends."""
    viewer = Viewer()
    done = read("done", made("a.png"))

    assert not isinstance(viewer.sees(3, done), Finished)
    assert viewer.watch.pause == 5
    assert viewer.sees(8, done) == Finished()


def test_a_false_done_does_not_end_a_turn() -> None:
    """A helper that starts late turns done into running again, and its files are still told."""
    viewer = Viewer()

    viewer.sees(3, read("done", made("a.png")))
    viewer.sees(8, read("running", made("a.png")))
    viewer.sees(11, read("done", made("a.png", "b.png")))
    ending = viewer.sees(16, read("done", made("a.png", "b.png")))

    assert viewer.watch.pause is None
    assert ending == Finished()
    assert viewer.files == ["a.png", "b.png"]


def test_files_that_lag_behind_done_are_waited_for() -> None:
    """A done without a file is read four more times, two seconds apart, before it counts as nothing."""
    viewer = Viewer()
    empty, full = read("done", said("Here it is.")), read("done", said("Here it is."), made("a.png"))

    pauses = []
    for at in (3, 8, 10):
        viewer.sees(at, empty)
        pauses.append(viewer.watch.pause)
    viewer.sees(12, full)

    assert pauses == [5, 2, 2]
    assert viewer.sees(14, full) == Finished()
    assert viewer.files == ["a.png"]


def test_a_turn_that_only_talks_is_no_success() -> None:
    """Without any file the turn fails with the agent's own words, after exactly four more looks."""
    viewer = Viewer()
    refusal = read("done", said("I can't draw that."), failures=[{"tool": "midjourney", "message": "moderated"}])

    endings = [viewer.sees(at, refusal) for at in (3, 8, 10, 12, 14, 16)]

    assert not any(isinstance(ending, Failed) for ending in endings[:-1])
    assert endings[-1] == Failed(Cause.REFUSED, "I can't draw that.\n\nmidjourney: moderated")


def test_an_abort_ends_at_once() -> None:
    """An aborted turn is told so, after the files it still made."""
    viewer = Viewer()

    assert viewer.sees(3, read("abort", said("Stopped."), made("a.png"))) == Failed(Cause.ABORTED, "Stopped.")
    assert viewer.files == ["a.png"]


def test_a_word_nobody_knows_means_still_running() -> None:
    """An unknown status never ends a turn."""
    viewer = Viewer()

    for at in (3, 100, 10_000):
        assert viewer.sees(at, read("pondering")) is None
    assert viewer.watch.pause is None


def test_failed_ends_with_what_the_service_says() -> None:
    """The word that some clients have seen is an end like done, and no success without a file."""
    viewer = Viewer()

    endings = [viewer.sees(at, read("failed", said("Broken."))) for at in (3, 8, 10, 12, 14, 16)]

    assert endings[-1] == Failed(Cause.BROKEN, "Broken.")


def after(*items: dict[str, object], status: str = "done") -> TurnRef:
    """Refer to a follow-up on a thread that held these."""
    return replace(REF, baseline=baseline(read(status, *items)))


def test_what_a_thread_held_before_is_not_told_again() -> None:
    """Words and files of earlier requests are old, even where the same words come again."""
    viewer = Viewer(after(said("Done!"), made("old.png")))
    new = read("done", said("Done!"), made("old.png"), said("Done!"), made("new.png"))

    viewer.sees(3, new)
    ending = viewer.sees(8, new)

    assert viewer.files == ["new.png"]
    assert len([event for event in viewer.events if isinstance(event, AgentText)]) == 1
    assert ending == Finished()


def test_the_last_requests_done_does_not_end_the_next() -> None:
    """Just after a follow-up the thread still reads done; that ends nothing until something moved."""
    viewer = Viewer(after(made("old.png")))
    stale, new = read("done", made("old.png")), read("done", made("old.png"), made("new.png"))

    for at in range(0, 59, 3):
        assert viewer.sees(at, stale) is None
        assert viewer.watch.pause is None
    viewer.sees(59, new)
    assert viewer.sees(64, new) == Finished()


def test_a_stale_abort_does_not_end_the_next_request_either() -> None:
    """A thread whose last request was aborted can be used again."""
    viewer = Viewer(after(made("old.png"), status="abort"))

    assert viewer.sees(1, read("abort", made("old.png"))) is None


def test_patience_with_a_thread_that_never_moves_ends() -> None:
    """After a minute a done is a done, and old files do not make it a success."""
    viewer = Viewer(after(made("old.png")))
    stale = read("done", made("old.png"))

    endings = [viewer.sees(at, stale) for at in (3, 61, 66, 68, 70, 72, 74)]

    assert endings[-1] == Failed(Cause.NOTHING)


def test_running_proves_that_the_next_request_began() -> None:
    """Once the thread was seen at work, its done is its own."""
    viewer = Viewer(after(made("old.png")))

    viewer.sees(3, read("running", made("old.png")))
    endings = [viewer.sees(at, read("done", made("old.png"))) for at in (6, 11, 13, 15, 17, 19)]

    assert endings[-1] == Failed(Cause.NOTHING)


def test_a_question_ends_the_watch_whatever_the_status_says() -> None:
    """A question is told at once, with its price, while the service says running or done."""
    for status in ("running", "done", "pending_confirmation"):
        asked = Viewer().sees(3, read(status, asks=COSTS))

        assert isinstance(asked, ConfirmationAsked)
        assert asked.cost == 48


def test_a_question_keeps_its_key_while_it_is_open() -> None:
    """Two followers, and one with more files in view, see the same question."""
    first = Viewer().sees(3, read("running", asks=COSTS))
    second = Viewer().sees(9, read("done", said("So?"), made("a.png"), asks=dict(COSTS)))

    assert first == second


def answered(*items: dict[str, object], at: float = 0.0) -> Answer:
    """Say yes once to the costs."""
    asking = read("running", *items, asks=COSTS)
    assert asking.question
    return Answer((question_key(asking.question, ()),), asking.marks, START + at)


def test_an_answered_question_that_lingers_is_not_asked_again() -> None:
    """Just after a yes the old question may still stand there: it is no new one."""
    viewer = Viewer(answer=answered())

    assert viewer.sees(0, read("running", asks=COSTS)) is None
    assert viewer.sees(9, read("running", asks=COSTS)) is None


def test_the_same_question_in_a_second_round_is_another() -> None:
    """Asked again after it was gone, even word for word, a question has a key of its own."""
    answer = answered()
    viewer = Viewer(answer=answer)

    viewer.sees(3, read("running"))
    asked = viewer.sees(6, read("running", asks=COSTS))

    assert isinstance(asked, ConfirmationAsked)
    assert asked.key not in answer.keys


def test_a_second_round_between_two_looks_is_found_by_its_staying() -> None:
    """A question that stays for ten seconds after its yes is asked again: nobody waits for ever."""
    answer = answered()
    viewer = Viewer(answer=answer)

    viewer.sees(0, read("running", asks=COSTS))
    asked = viewer.sees(10, read("running", asks=COSTS))

    assert isinstance(asked, ConfirmationAsked)
    assert asked.key not in answer.keys


def test_rounds_survive_a_restart_by_the_baseline() -> None:
    """Answered keys that the core put into the baseline do what the memory of the process did."""
    keys = answered().keys
    viewer = Viewer(replace(REF, baseline=keys))

    assert viewer.sees(0, read("running", asks=COSTS)) is None
    viewer.sees(3, read("running"))
    asked = viewer.sees(6, read("running", asks=COSTS))

    assert isinstance(asked, ConfirmationAsked)
    assert asked.key not in keys


def test_a_later_round_follows_though_the_first_is_forgotten() -> None:
    """After a restart only the second round is remembered; the third must not take its key, or no yes would count."""
    asking = read("running", asks=COSTS)
    assert asking.question
    second = question_key(asking.question, answered().keys)
    viewer = Viewer(answer=Answer((second,), asking.marks, START))

    viewer.sees(3, read("running"))
    asked = viewer.sees(6, asking)

    assert isinstance(asked, ConfirmationAsked)
    assert asked.key not in {second, *answered().keys}


def test_a_done_from_before_the_yes_ends_nothing() -> None:
    """A thread that waited as done still reads so for a moment after the yes."""
    viewer = Viewer(answer=answered(said("A film, then."), at=100))
    stale = read("done", said("A film, then."))

    viewer.sees(101, stale)
    for at in (106, 108, 150):
        assert viewer.sees(at, stale) is None
    viewer.sees(155, read("done", said("A film, then."), made("film.mp4", kind="video")))
    ending = viewer.sees(160, read("done", said("A film, then."), made("film.mp4", kind="video")))
    assert ending == Finished()
