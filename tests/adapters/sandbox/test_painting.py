"""The painter's promises that do not need a server."""

from pathlib import Path

import pytest
from PIL import Image

from adapters.sandbox.chance import Chance
from adapters.sandbox.composition import Motif, said
from adapters.sandbox.painter import Order, paint, picture
from adapters.sandbox.palettes import palette_for

SMALL = (96, 96)


def test_a_picture_is_fixed_by_its_words() -> None:
    """The same motif is painted the same anywhere, and another word or variation paints another picture."""
    fox = Motif("a red fox", watercolour=True)
    others = [Motif("a red fox", variation=1), Motif("a blue fox"), Motif("a red fox", before="a city")]

    assert picture(fox, SMALL).tobytes() == picture(fox, SMALL).tobytes()
    assert all(picture(other, SMALL).tobytes() != picture(fox, SMALL).tobytes() for other in others)


def test_variations_differ_in_mood() -> None:
    """Four variations are four colour worlds, unless the prompt names the light."""
    moods = [palette_for("a red fox", at, Chance("a red fox")).sky for at in range(4)]
    nights = {palette_for("a fox at night", at, Chance("x")).sky for at in range(4)}

    assert len({*moods}) == 4
    assert len(nights) == 1


def test_the_words_name_the_coat() -> None:
    """A fox is red, a black cat is black."""
    fox, cat = (palette_for(prompt, 0, Chance(prompt)).coat for prompt in ("a fox", "a black cat"))

    assert fox[0] > 2 * fox[2]
    assert max(cat) < 80


def test_an_enormous_picture_is_left_alone(tmp_path: Path) -> None:
    """A picture that is too large to be worked on is not opened, and the result is painted without it."""
    source = tmp_path / "large.png"
    Image.new("1", (9000, 10)).save(source)
    paint(Order(Motif("a fox"), source=source, enlarge=True), tmp_path / "out.png")

    with Image.open(tmp_path / "out.png") as image:
        assert image.size == (1024, 1024)


@pytest.mark.parametrize("orientation", [6, 8])
def test_a_turned_photograph_stands_upright(tmp_path: Path, orientation: int) -> None:
    """The direction that a telephone noted in a photograph is followed."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (40, 20)).save(tmp_path / "photo.jpg", exif=exif)
    paint(Order(Motif("larger"), source=tmp_path / "photo.jpg", enlarge=True), tmp_path / "out.jpg")

    with Image.open(tmp_path / "out.jpg") as image:
        assert image.size == (40, 80)


def test_a_prompt_with_a_motif_of_its_own_does_not_inherit_the_earlier_one() -> None:
    """Broken once: "a video of waves" after a fox had the fox standing in the waves."""
    assert said(Motif("a video of waves", "a red fox")) == ("a video of waves",)
    assert said(Motif("change the background to a beach", "a red fox"))[1] == "a red fox"
    assert said(Motif("warmer light, please", "a red fox"))[1] == "a red fox"
