"""A stream's events become what a person reads."""

import pytest

from adapters.studios.nemo import limits
from adapters.studios.nemo.stream import Broke, Event, Form, Heartbeat, Text, ToolAnswered, ToolCalled
from adapters.studios.nemo.transcript import Transcript


def told(*events: Event) -> Transcript:
    """Take a whole turn."""
    transcript = Transcript()
    for event in events:
        transcript.take(event)
    transcript.end()
    return transcript


def pieces(*texts: str) -> list[Event]:
    """Make pieces of running text."""
    return [Text(text, Form.PIECE) for text in texts]


def test_pieces_run_together() -> None:
    """Words that come in pieces are one saying, also across a heartbeat."""
    assert told(*pieces("Add", "ing"), Heartbeat(), *pieces(" 1.", "5 s")).sayings == ["Adding 1.5 s"]


def test_sentences_without_a_space_are_kept_apart() -> None:
    """Two whole sentences sent as two pieces do not stick together."""
    assert told(*pieces("Done.", "Anything else?")).sayings == ["Done.\n\nAnything else?"]
    assert told(*pieces("好了。", "还要吗？")).sayings == ["好了。\n\n还要吗？"]


def test_a_tool_divides_what_is_said() -> None:
    """What is said before the work is told before the work is done."""
    transcript = Transcript()
    for event in pieces("I will begin."):
        transcript.take(event)
    transcript.take(ToolCalled("generate_video_with_seedance"))

    assert transcript.sayings == ["I will begin."]


def test_a_sketch_gives_way_to_the_whole() -> None:
    """A text that is streamed and then repeated is said once."""
    sketch = [Text("Ti", Form.SKETCH), Text("tle", Form.SKETCH)]

    assert told(*sketch, Text("Title added.", Form.WHOLE)).sayings == ["Title added."]
    assert told(*sketch).sayings == ["Title"]


def test_noise_is_held_back() -> None:
    """The agent's habit of ending with a trouble that was none does not end up in the chat."""
    transcript = told(Text("Title added.", Form.WHOLE), Text("I encountered a temporary issue.", Form.WHOLE))

    assert transcript.sayings == ["Title added."]
    assert transcript.noise == "I encountered a temporary issue."
    assert told(Text("抱歉，我遇到了一个临时问题。", Form.WHOLE)).sayings == []


def test_an_error_that_was_overcome_counts_no_more() -> None:
    """Only an error that nothing follows is how a turn ended."""
    assert told(Broke("x"), Heartbeat()).broke == Broke("x")
    assert told(Broke("x", 1), Broke("y")).broke == Broke("x", 1)
    assert told(Broke("x"), ToolAnswered("a")).broke is None


def test_clips_are_counted() -> None:
    """It is seen when the raw clip exists while the agent goes on by itself."""
    assert told(ToolAnswered("generate_video_with_seedance"), ToolAnswered("edit_multitrack")).made == 1


@pytest.mark.parametrize("form", list(Form))
def test_endless_words_are_bounded(form: Form) -> None:
    """An agent that never stops talking does not fill the memory."""
    transcript = told(*[Text("x" * 1000, form)] * 1000)

    assert sum(map(len, transcript.sayings)) <= limits.TEXT_LENGTH
    assert len(transcript.sayings) <= limits.SAYINGS
