"""What a film begins with: small enough for every player, and large enough to be looked at."""

import io
from pathlib import Path

import pytest
from PIL import Image

from adapters.media.probe import ChildProbe
from bot.media import Target
from tests.adapters.media.conftest import PIXELS
from tests.hostile import film

LARGEST = 200_000


@pytest.mark.parametrize(("target", "side"), [(Target.PREVIEW, 320), (Target.POSTER, 640)])
async def test_a_film_has_pictures(tmp_path: Path, target: Target, side: int) -> None:
    """Each is a JPEG in the shape of the film: one within what players take, one no smaller than the film."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film(640, 360))
    made = await ChildProbe(PIXELS).convert(path, "video/mp4", target)

    assert made is not None
    assert len(made) < LARGEST
    with Image.open(io.BytesIO(made)) as image:
        assert image.format == "JPEG"
        assert max(image.size) == side


@pytest.mark.parametrize("content", [b"no film", film()[:200]])
async def test_what_cannot_be_read_has_none(tmp_path: Path, content: bytes) -> None:
    """A broken film is sent as it is, without a picture."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)

    assert await ChildProbe(PIXELS).convert(path, "video/mp4", Target.PREVIEW) is None
