"""Which files may be part of a film, and under which names they go there."""

import pytest

from adapters.studios.nemo.formats import accepted_name


@pytest.mark.parametrize(
    ("name", "media_type", "accepted"),
    [
        ("beach.MP4", "video/mp4", "beach.MP4"),
        ("beach", "video/mp4", "beach.mp4"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.png.jpg"),
        ("song.m4a", "audio/mp4", "song.m4a"),
        ("海滩.mov", "video/quicktime", "海滩.mov"),
        ('a"b\r\nc.gif', "image/gif", "a_b__c.gif"),
        ("../../etc/x.webp", "image/webp", "x.webp"),
        ("C:\\films\\x.mkv", "video/x-matroska", "x.mkv"),
        ("x.mkv", "audio/x-matroska", "x.mkv"),
        ("plan.pdf", "application/pdf", None),
        ("film.mp4", "application/zip", None),
    ],
)
def test_a_file_is_named_for_what_it_is(name: str, media_type: str, accepted: str | None) -> None:
    """The bytes decide; a name says it to the service and breaks out of no form."""
    assert accepted_name(name, media_type) == accepted
