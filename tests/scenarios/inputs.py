"""Attachments that cannot be used, each with the name of its situation."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.config import Limits
from tests import hostile
from tests.scripted import PNG


@dataclass(frozen=True, slots=True)
class Input:
    """A file under the name `file.png`, the limits it meets, and how many bytes lie in the spool before it."""

    situation: str
    file: bytes
    limits: Limits = field(default_factory=Limits)
    lying: int = 0


INPUTS = (
    Input("an attachment that is a web page", b"<!DOCTYPE html><html><body>a fox</body></html>"),
    Input("an attachment that is an archive", b"PK\x03\x04\x14" + bytes(60)),
    Input("a photo in a format that is not taken", b"\0\0\0\x18ftypheic" + bytes(60)),
    Input("an attachment whose bytes say nothing", b"just words"),
    Input("a picture that is cut off", hostile.broken_picture()),
    Input("a film without anything in it", b"\0\0\0\x18ftypisom" + bytes(200)),
    Input("a picture of 2,500 million pixels in 300 kB", hostile.bomb()),
    Input("a picture with a bomb in its comment", hostile.text_bomb()),
    Input("an animation of thousands of pictures", hostile.animation(3000)),
    Input("the spool is full", PNG, Limits(spool_bytes=1000), lying=1001),
)


def fill(spool: Path, size: int) -> None:
    """Let somebody else's fresh file lie in the spool."""
    spool.mkdir()
    (spool / "earlier").write_bytes(bytes(size))
