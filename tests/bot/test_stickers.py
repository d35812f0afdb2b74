"""What a studio cannot read is made into what it can, before anything is spent, and its sender is told so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.media.probe import ChildProbe
from bot.capabilities import MediaKind
from bot.chat import Spooled
from bot.config import Limits
from bot.texts import file as texts
from tests.harness import Scene, Talk, short
from tests.hostile import MEBIBYTE, animation, picture
from tests.stickers import animated, drawing, film, packed

PIXELS = 1_000_000
WHITE = "as a short film (MP4), white where it was transparent"


@pytest.fixture
def seeing(scene: Scene) -> Scene:
    """A scene whose files are really looked into, by a studio that takes large ones."""
    scene.studio.features_are(upload_bytes=MEBIBYTE)
    return replace(scene, probe=ChildProbe(PIXELS), limits=Limits(picture_pixels=PIXELS, animation_frames=100))


def sent(scene: Scene) -> list[tuple[str, str]]:
    """What the studio got: names and types."""
    contents = [(each.name, each.content) for each in scene.studio.uploads]
    return [(name, content.media_type) for name, content in contents if isinstance(content, Spooled)]


async def asked(talk: Talk, *names: str) -> None:
    """Ask for something with files, until the studio is at work and all is said."""
    await talk.says("make it dance", files=tuple(short(name) for name in names))
    await talk.reaches("running")
    await talk.settled()


def notes(scene: Scene) -> list[str]:
    """What was said about files, besides the card."""
    return [each.post.text for each in scene.adapter.shown if each.key.part == "note:files"]


async def test_stickers_go_out_as_films_and_that_is_said_once(seeing: Scene) -> None:
    """Whoever sends stickers learns in one message as what they go; what the studio reads goes as it is, unsaid."""
    stickers = {"wave.json": drawing(), "hop.tgs": packed(drawing(op=40)), "run.png": animated(), "spin.webm": film()}
    kinds = stickers | {"pepe.gif": animation(3, side=128)}  # a custom emoji
    seeing.adapter.files.update(kinds | {"fox.png": picture(), "cat.gif": animation(3, side=400)})
    async with seeing.core() as talk:
        await asked(talk, *seeing.adapter.files)

    films = [(f"{name}.mp4", "video/mp4") for name in ("wave", "hop", "run", "spin", "pepe")]
    assert sent(seeing) == [*films, ("fox.png", "image/png"), ("cat.gif", "image/gif")]
    assert notes(seeing) == ["\n".join(f"{name} goes to Scripted {WHITE}." for name in kinds)]


async def test_a_studio_without_films_gets_pictures(seeing: Scene) -> None:
    """A studio that takes pictures only still sees what the sticker shows."""
    seeing.studio.features_are(accepts=frozenset({MediaKind.IMAGE}))
    seeing.adapter.files.update({"wave.json": drawing(), "spin.webm": film()})
    async with seeing.core() as talk:
        await asked(talk, "wave.json", "spin.webm")

    assert sent(seeing) == [("wave.png", "image/png"), ("spin.png", "image/png")]
    assert "as a still picture (PNG)" in notes(seeing)[0]


async def test_an_animation_too_heavy_for_the_studio_goes_as_a_film(seeing: Scene) -> None:
    """A GIF beyond the studio's limit is not refused while a film of it is small enough."""
    heavy = animation(100) + bytes(MEBIBYTE)  # what comes after a GIF's end nobody looks at
    seeing.adapter.files["cat.gif"] = heavy
    async with seeing.core() as talk:
        await asked(talk, "cat.gif")

    assert sent(seeing) == [("cat.mp4", "video/mp4")]
    assert notes(seeing)


async def test_a_restart_converts_nothing_again_and_says_nothing_again(seeing: Scene) -> None:
    """What was made before a crash is what goes out after it."""
    seeing.adapter.files["wave.json"] = drawing()
    gate = seeing.studio.holds("prepare")
    async with seeing.core() as talk:
        await talk.says("make it dance", files=(short("wave.json"),))
        await talk.sees(lambda: notes(seeing))
    gate.set()
    seeing.adapter.files.clear()
    async with seeing.core() as talk:
        await talk.core.resume()
        await talk.reaches("running")
        await talk.settled()

    assert sent(seeing) == [("wave.mp4", "video/mp4")]
    assert len(notes(seeing)) == 1


async def test_nothing_but_the_film_stays_in_the_spool(seeing: Scene) -> None:
    """What nobody needs any more takes no room."""
    seeing.adapter.files["wave.json"] = drawing()
    async with seeing.core() as talk:
        await asked(talk, "wave.json")

    assert [path.suffix for path in (seeing.folder / "spool").iterdir()] == [".mp4"]


@pytest.mark.parametrize(
    ("make", "features", "said"),
    [
        (lambda: drawing(layers="none"), {}, "wave begins like a Lottie animation but could not be read"),
        (lambda: b'{"v": 1}', {}, "By its content, wave is a JSON file"),
        (drawing, {"accepts": frozenset({MediaKind.AUDIO})}, "By its content, wave is a Lottie animation"),
        (drawing, {"upload_bytes": 100}, "wave.mp4 is larger than"),
        (lambda: drawing(op=2_000_000), {}, "wave is an animation of 2,000,001 pictures"),
        (lambda: drawing(w=2000, h=2000), {}, "wave measures 2,000 × 2,000 pixels"),
    ],
)
async def test_what_cannot_be_made_into_anything_is_refused_in_words(
    seeing: Scene, make: Callable[[], bytes], features: dict[str, object], said: str
) -> None:
    """Nothing is sent or spent, the card names the file and the reason, and no file of it is left."""
    seeing.studio.features_are(**features)
    seeing.adapter.files["wave"] = make()
    async with seeing.core() as talk:
        await talk.says("make it dance", files=(short("wave"),))
        (turn,) = await talk.reaches("failed")
        await talk.settled()

        assert said in talk.card(turn).text
    assert (seeing.studio.count("upload"), seeing.studio.count("start")) == (0, 0)
    assert not list((seeing.folder / "spool").iterdir())


async def test_a_conversion_that_fails_is_refused_in_words(seeing: Scene) -> None:
    """A sticker that can be measured and not drawn in time ends with a sentence that names a way out."""

    class Slow(ChildProbe):
        async def convert(self, *_: object) -> None:
            """Take too long."""

    seeing.adapter.files["wave.json"] = drawing()
    async with replace(seeing, probe=Slow(PIXELS)).core() as talk:
        await talk.says("make it dance", files=(short("wave.json"),))
        (turn,) = await talk.reaches("failed")
        await talk.settled()

        assert talk.card(turn).text == texts.not_converted(talk.workshop.languages.of(), name="wave.json")
    assert seeing.studio.count("start") == 0


async def test_a_sticker_on_the_canvas_is_said_in_the_answer(seeing: Scene) -> None:
    """What /canvas puts there as a film it names."""
    seeing.adapter.files["wave.json"] = drawing()
    async with seeing.core() as talk:
        await talk.core.inbox(replace(await talk.called("canvas"), attachments=(short("wave.json"),)))
        await talk.sees(lambda: seeing.adapter.saying(WHITE))

    assert [kind for _, _, kind in seeing.studio.put_there] == ["video"]
