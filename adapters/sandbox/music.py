"""Short pieces of music: chords and a melody fixed by the prompt. Real MP3 files."""

from array import array
from dataclasses import dataclass
from itertools import pairwise
from math import exp, pi, sin
from pathlib import Path

import av

from adapters.sandbox.chance import Chance
from adapters.sandbox.painter import Order, caption

RATE = 32_000
BEAT = 0.375
BEATS = 16
SECONDS = BEATS * BEAT
_LOUDEST = 30_000
_A4 = 440.0
_SCALES = ((0, 2, 4, 7, 9, 12, 14, 16), (0, 3, 5, 7, 10, 12, 15, 17), (0, 2, 4, 5, 7, 9, 11, 12))
_MAJOR, _MINOR = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14)), ((0, 3, 7), (8, 12, 15), (3, 7, 10), (10, 14, 17))


@dataclass(frozen=True, slots=True)
class Note:
    """A tone: when it begins and how long it rings in beats, how many half tones it lies above A4, how loud it is."""

    start: float
    length: float
    tone: int
    loud: float


def play(order: Order, path: Path) -> None:
    """Play the order into a file: MP3, one channel."""
    with av.open(str(path), "w", format="mp3") as record:
        record.metadata["title"] = caption(order)
        record.metadata["comment"] = order.motif.prompt
        stream = record.add_stream("libmp3lame", rate=RATE, layout="mono")
        frame = av.AudioFrame(format="s16p", layout="mono", samples=int(RATE * SECONDS))
        frame.sample_rate = RATE
        frame.planes[0].update(sound(compose(Chance(f"{order.motif.prompt}#{order.motif.variation}"))))
        record.mux(stream.encode(frame))
        record.mux(stream.encode(None))


def compose(chance: Chance) -> list[Note]:
    """Write four bars: a chord under each, and a melody that wanders by steps and comes home."""
    scale = chance.pick(_SCALES)
    chords = _MINOR if scale == _SCALES[1] else _MAJOR
    key = int(chance.between(-9, -2))
    notes = [Note(bar * 4, 4.6, key + tone - 12, 0.16) for bar, chord in enumerate(chords) for tone in chord]
    notes += [Note(bar * 4, 4.2, key + chord[0] - 24, 0.22) for bar, chord in enumerate(chords)]
    return notes + _melody(chance, scale, key)


def _melody(chance: Chance, scale: tuple[int, ...], key: int) -> list[Note]:
    starts, step, notes = _rhythm(chance), int(chance.between(2, 5)), []
    for start, after in pairwise([*starts, float(BEATS)]):
        notes.append(Note(start, after - start + 0.8, key + scale[step], 0.34))
        step = min(len(scale) - 1, max(0, step + chance.pick((-2, -1, -1, 1, 1, 2))))
    return [*notes[:-1], Note(notes[-1].start, 3.0, key + 12, 0.34)]


def _rhythm(chance: Chance) -> list[float]:
    figures = ((0.0, 1.0, 2.0, 3.0), (0.0, 1.5, 2.0, 3.0), (0.0, 0.5, 1.0, 2.0), (0.0, 1.0, 1.5, 2.0, 2.5))
    return [bar * 4 + beat for bar in range(3) for beat in chance.pick(figures)] + [12.0, 13.0]


def sound(notes: list[Note], rate: int = RATE) -> bytes:
    """Mix the notes into signed 16-bit samples, so many a second."""
    mixed = array("d", bytes(8 * int(rate * SECONDS)))
    for note in notes:
        _pluck(note, mixed, rate)
    peak = max(abs(sample) for sample in mixed) or 1.0
    return array("h", [round(sample / peak * _LOUDEST) for sample in mixed]).tobytes()


def _pluck(note: Note, mixed: "array[float]", rate: int) -> None:
    start = int(note.start * BEAT * rate)
    count = min(int(note.length * BEAT * rate), len(mixed) - start)
    turn = 2 * pi * _A4 * 2 ** (note.tone / 12) / rate
    fade, rise, loud = exp(-3.2 / max(count, 1)), rate * 0.008, note.loud
    for at in range(count):
        swing = sin(turn * at)
        mixed[start + at] += loud * min(1.0, at / rise, (count - at) / 900) * swing * (1 + 0.35 * swing * swing)
        loud *= fade
