"""The scripted editor: what happens when in a turn, and what it costs. Pure: no protocol, no clock.

Work goes on whether somebody listens or not: a line that is hung up ends the telling, not the turn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from adapters.sandbox.lines import lines_for
from adapters.sandbox.nemo import asking, speech
from adapters.sandbox.nemo.asking import Asked, Way
from adapters.sandbox.nemo.events import Uploaded
from adapters.sandbox.nemo.speech import Speech
from adapters.sandbox.nemo.timeline import Change, Music, Play, Segment, Title

FIRST_WORDS = 0.5
ANSWER = 2.0
EDIT = 4.0
CLIP = 12.0
POLISH = 5.0
CLOSING = 0.5
ENDLESS = 3600.0
MINUTE = 60.0
SLOWNESS = 10.0
CLIP_COST, EDIT_COST = 100, 50
CLIP_LENGTH = 10_000
STILL_LENGTH = 5_000
LONGEST_CLIP = 30_000
SHORT_NAME = 40
FILM, MUSIC, CUT = "generate_video_with_seedance", "generate_music", "edit_multitrack"
LOOK = "understand_video"


@dataclass(frozen=True, slots=True)
class Thought:
    """Reasoning, which is nobody's business."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the editor; none at the end of a turn in which nothing was said."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A tool is called, perhaps with a word about it."""

    tool: str
    args: Mapping[str, str]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tool has answered: the timeline is changed, and there may be a new clip."""

    tool: str
    changes: tuple[Change, ...] = ()
    filmed: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """The run ends with an error inside the stream."""

    message: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """The connection is cut without a word."""


Item: TypeAlias = Thought | Said | Call | Outcome | Broken | HangUp


@dataclass(frozen=True, slots=True)
class Step:
    """What happens so many seconds after a message was accepted."""

    at: float
    item: Item


@dataclass(frozen=True, slots=True)
class Plan:
    """A turn from beginning to end, and the credits that it freezes meanwhile and spends if it changes anything.

    `size` is the picture's, where the turn begins a timeline.
    """

    steps: tuple[Step, ...]
    end: float
    price: int = 0
    size: tuple[int, int] = asking.LANDSCAPE

    @property
    def cost(self) -> int:
        """What is spent when it is over."""
        return self.price if any(isinstance(step.item, Outcome) for step in self.steps) else 0


@dataclass(frozen=True, slots=True)
class View:
    """What the editor sees when a message comes.

    `fresh` files lie in the session and not on the timeline yet; `edited` sessions have been paid for; the
    `poor` cannot pay.
    """

    turn_id: str
    has_draft: bool = False
    fresh: Sequence[Uploaded] = ()
    edited: bool = False
    poor: bool = False


def plan(text: str, view: View) -> Plan:
    """Plan the turn that a message asks for."""
    asked = asking.read(text)
    made = replace(_planned(asked, view), size=asked.size)
    if asked.goes(Way.SLOW):
        made = replace(made, steps=tuple(replace(s, at=s.at * SLOWNESS) for s in made.steps), end=made.end * SLOWNESS)
    return made


def _planned(asked: Asked, view: View) -> Plan:
    words = speech.speech_for(asked.text)
    if asked.goes(Way.REFUSE):
        return _talk([lines_for(asked.text).refused])
    if asked.goes(Way.GUI) and not asked.edits:
        return _talk(words.gui)
    if asked.question:
        return _talk([words.hello])
    made = _filming(asked, words, view) if _films(asked, view) else _editing(asked, words, view)
    if view.poor and made.price:
        return _broken(made, speech.POOR)
    return _bent(asked, made)


def _talk(lines: Sequence[str]) -> Plan:
    steps = tuple(Step(ANSWER + CLOSING * number, Said(line)) for number, line in enumerate(lines))
    return Plan(steps, steps[-1].at + CLOSING)


def _films(asked: Asked, view: View) -> bool:
    """Say whether a new clip is wanted: there is nothing to edit, or no edit is asked for."""
    has_material = view.has_draft or bool(view.fresh)
    return not has_material or (not asked.edits and not view.fresh)


def _filming(asked: Asked, words: Speech, view: View) -> Plan:
    clip = Segment(_name(asked.text), CLIP_LENGTH, source=f"{view.turn_id}.mp4")
    steps = [
        Step(FIRST_WORDS, Call(FILM, {"prompt": asked.text}, words.will_make)),
        Step(CLIP, Outcome(FILM, (Play((clip,), append=asked.more),), filmed=True)),
        Step(CLIP, Said(words.clip_ready)),
    ]
    if asked.goes(Way.STAGED) or asked.edits:
        usual = Music(asking.USUAL_MUSIC, asking.USUAL_VOLUME), Title(_name(asked.text), 0, asking.TITLE_LASTS)
        steps += [
            Step(CLIP + CLOSING, Call(CUT, {"op": "polish"})),
            Step(CLIP + POLISH, Outcome(CUT, asked.edits or usual)),
            Step(CLIP + POLISH, Said(words.polished)),
        ]
    return Plan(tuple(steps), steps[-1].at + CLOSING, CLIP_COST)


def _editing(asked: Asked, words: Speech, view: View) -> Plan:
    changes = (*_material(asked, view), *_sung(asked.edits, view))
    steps = (
        Step(FIRST_WORDS, Thought(words.thinking)),
        Step(FIRST_WORDS, Call(CUT, {"op": type(changes[-1]).__name__.lower()}, words.will_edit)),
        Step(EDIT, Outcome(CUT, changes)),
        Step(EDIT, Said(speech.report(words, changes))),
    )
    return Plan(steps, EDIT + CLOSING, 0 if view.edited else EDIT_COST)


def _material(asked: Asked, view: View) -> Iterator[Change]:
    """Put the files that were uploaded since on the timeline: pictures and clips end to end, a song under them."""
    shown = [_segment(each) for each in view.fresh if each.file_type != "audio"]
    if shown:
        yield Play(tuple(shown), append=True)
    songs = [each for each in view.fresh if each.file_type == "audio"]
    if songs and not any(isinstance(edit, Music) for edit in asked.edits):
        yield Music(songs[-1].filename, asking.USUAL_VOLUME, songs[-1].stored)


def _sung(edits: Sequence[Change], view: View) -> Iterator[Change]:
    """Take the uploaded song where music is asked for."""
    songs = [each for each in view.fresh if each.file_type == "audio"]
    for edit in edits:
        if isinstance(edit, Music) and songs:
            yield Music(songs[-1].filename, edit.volume, songs[-1].stored)
        else:
            yield edit


def _segment(file: Uploaded) -> Segment:
    length = round(file.duration * 1000) if file.duration else STILL_LENGTH
    return Segment(file.filename, min(length, LONGEST_CLIP), source=file.stored)


def _name(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT_NAME else line[: SHORT_NAME - 1].rstrip() + "…"


def _bent(asked: Asked, made: Plan) -> Plan:
    """Let the turn go the way that a word of the message says."""
    steps = [*_silently(made)] if asked.goes(Way.SILENT) else [*made.steps]
    change = next(step for step in steps if isinstance(step.item, Outcome))
    fruitless = [step for step in steps if step.at < change.at]
    if asked.goes(Way.FAIL):
        return _broken(made, speech.BROKEN)
    if asked.goes(Way.ENDLESS):
        return replace(made, steps=tuple(fruitless), end=ENDLESS)
    if asked.goes(Way.RESTLESS):
        return replace(made, steps=(*fruitless, *_restlessly()), end=ENDLESS)
    if asked.goes(Way.HANG_UP_FOR_GOOD):
        return replace(made, steps=(*fruitless, Step(change.at / 2, HangUp())), end=change.at)
    steps += _ending(asked, made)
    if asked.goes(Way.HANG_UP_BEFORE):
        steps.insert(steps.index(change), Step(change.at / 2, HangUp()))
    if asked.goes(Way.HANG_UP_AFTER):
        steps.insert(steps.index(change) + 1, Step(change.at, HangUp()))
    return replace(made, steps=tuple(steps))


def _restlessly() -> Iterator[Step]:
    """Look at the clips again and again."""
    yield from (Step(MINUTE * number, Call(LOOK, {})) for number in range(1, round(ENDLESS / MINUTE)))


def _broken(made: Plan, message: str) -> Plan:
    """Let the run end with an error before anything has come of it."""
    change = next(step for step in made.steps if isinstance(step.item, Outcome))
    steps = [step for step in made.steps if step.at < change.at]
    return replace(made, steps=(*steps, Step(change.at, Broken(message))), end=change.at, price=0)


def _silently(made: Plan) -> Iterator[Step]:
    for step in made.steps:
        if isinstance(step.item, Call):
            yield replace(step, item=replace(step.item, said=""))
        elif not isinstance(step.item, Said):
            yield step
    yield Step(made.end, Said(""))


def _ending(asked: Asked, made: Plan) -> Iterator[Step]:
    if asked.goes(Way.GUI):
        yield from (Step(made.end, Said(line)) for line in speech.speech_for(asked.text).gui)
    if asked.goes(Way.NOISE):
        yield Step(made.end, Said(speech.NOISE))
