"""How files fit a channel, and what people read where they do not."""

import dataclasses
from gettext import NullTranslations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import packing
from bot.capabilities import Capabilities, MediaKind
from bot.chat import Link, MessageId, Post, PostFile, Spooled
from bot.store.deliveries import Kept
from bot.studio import Artifact, ArtifactKey
from bot.texts import Translator
from bot.texts import turn as turn_texts
from tests.harness import CARRIES

ENGLISH = Translator("en", NullTranslations())
ABOUT = Post(reply_to=MessageId("m"), links=(Link("Open project", "https://studio.example/p"),))


def file(number: int, size: int, source: str = "https://files.example/x") -> PostFile:
    """A file of some size."""
    return PostFile(Path(f"{number}"), f"fox-{number}.png", "image/png", MediaKind.IMAGE, size, "alt", source)


def kept(url: str = "https://files.example/a.png", media_type: str = "image/png", words: str = "") -> Kept:
    """A finished file in the spool."""
    artifact = Artifact(ArtifactKey("k"), MediaKind.IMAGE, url, words)
    return Kept(artifact, 2, Spooled(Path("spool"), "0" * 64, 10, media_type))


@given(st.lists(st.integers(1, 9_000), max_size=12), st.integers(1, 5))
def test_every_file_comes_once_as_itself_or_as_its_link(sizes: list[int], per_post: int) -> None:
    """No file is dropped, no post carries more than the channel takes, and every post leads to the project."""
    carries: Capabilities = dataclasses.replace(CARRIES, files_per_post=per_post)
    files = [file(number, size) for number, size in enumerate(sizes)]
    posts = packing.plan(files, carries, ABOUT, ENGLISH)

    sent = [each for post in posts for each in post.files]
    assert sent == [each for each in files if each.size <= carries.file_bytes]
    linked = [post for post in posts if not post.files]
    assert len(linked) == len(files) - len(sent)
    assert all(0 < len(post.files) <= per_post for post in posts if post.files)
    assert all(post.links[-1:] == ABOUT.links and post.reply_to == ABOUT.reply_to for post in posts)
    assert all(post.text and post.links[0].url == "https://files.example/x" for post in linked)


@given(st.lists(st.integers(1, 5_000), max_size=12), st.integers(5_000, 20_000))
def test_no_post_is_larger_than_the_channel_takes(sizes: list[int], most: int) -> None:
    """Broken outcome: files of which each was small enough were refused together, and all became links."""
    files = [file(number, size) for number, size in enumerate(sizes)]
    posts = packing.plan(files, dataclasses.replace(CARRIES, post_bytes=most), ABOUT, ENGLISH)

    assert [each for post in posts for each in post.files] == files
    assert all(sum(each.size for each in post.files) <= most for post in posts)


def test_a_smaller_copy_says_that_it_is_one() -> None:
    """A copy comes by itself, with what it is a copy of in words and as a link; what fits is not touched by that."""
    copy = dataclasses.replace(file(1, 90), name="fox-1.jpg", original=("fox-1.png", 9_000))
    whole, shrunk = packing.plan([copy, file(2, 80)], CARRIES, ABOUT, ENGLISH)

    assert (whole.files, whole.text, whole.links) == ((file(2, 80),), "", ABOUT.links)
    assert shrunk.files == (copy,)
    assert shrunk.text == turn_texts.copy_here(ENGLISH, name="fox-1.png", size=9_000, limit=CARRIES.file_bytes)
    assert [link.url for link in shrunk.links] == ["https://files.example/x", "https://studio.example/p"]


def test_a_large_file_without_an_address_is_still_told_of() -> None:
    """Where there is no link to give, the words say what is missing."""
    (post,) = packing.plan([file(1, 9_000, source="")], CARRIES, ABOUT, ENGLISH)

    assert post.links == ABOUT.links
    assert "fox-1.png" in post.text


@pytest.mark.parametrize(("told", "said"), [(False, ["one", "", "two", ""]), (True, ["", "", "", ""])])
def test_what_everybody_reads_is_said_once(told: bool, said: list[str]) -> None:  # noqa: FBT001 (a case of the table)
    """Broken outcome: where files have captions the agent's sentence stood under each picture of a set."""
    files = [dataclasses.replace(file(1, 1), alt=alt) for alt in ("one", "one", "two", "one")]

    assert [each.alt for each in packing.said_once(files, told=told)] == said


@pytest.mark.parametrize(("shown", "alt"), [(True, ""), (False, "alt")])
def test_a_picture_of_words_does_not_repeat_them(shown: bool, alt: str) -> None:  # noqa: FBT001 (as above)
    """After words too long for a caption their picture stands bare where everybody would read them twice."""
    carries = dataclasses.replace(CARRIES, caption=3, alt_shown=shown)
    words, picture = packing.beside([Post("Timeline")], file(1, 1), carries)

    assert (words.text, words.files) == ("Timeline", ())
    assert [each.alt for each in picture.files] == [alt]


def test_a_post_made_lighter_keeps_its_words_and_names_every_file() -> None:
    """A platform's late refusal costs neither text nor file."""
    post = dataclasses.replace(ABOUT, text="Here they are", files=(file(1, 90), file(2, 80, source="")))
    (light,) = packing.again(post, post.files, 50, ENGLISH)

    said = [turn_texts.too_large_here(ENGLISH, name=f"fox-{n}.png", size=s, limit=50) for n, s in ((1, 90), (2, 80))]
    assert light.text == "\n".join(["Here they are", *said])
    assert light.files == ()
    assert [link.url for link in light.links] == ["https://files.example/x", "https://studio.example/p"]
    assert light.reply_to == post.reply_to


def test_what_still_fits_stays_in_the_post() -> None:
    """Broken outcome: one file that was refused took the nine beside it along, and all became links."""
    post = dataclasses.replace(ABOUT, files=(file(1, 90), file(2, 40), file(3, 30)))
    (light,) = packing.again(post, post.files, 50, ENGLISH)
    assert [each.size for each in light.files] == [40, 30]
    assert "fox-1.png" in light.text


def test_files_too_large_only_together_are_divided() -> None:
    """Broken outcome: ten pictures of which each fitted became ten links."""
    files = tuple(file(number, 40) for number in range(1, 4))
    post = dataclasses.replace(ABOUT, text="Here they are", files=files)
    first, second = packing.again(post, files, 50, ENGLISH)
    assert (first.text, first.files, second.text, second.files) == ("Here they are", files[:2], "", files[2:])
    assert first.links == second.links == ABOUT.links
    (alone,) = packing.again(second, second.files, 50, ENGLISH)
    assert alone.files == (), "what is refused alone, and cannot be made smaller, is linked"


def test_a_copy_that_proves_too_large_tells_of_the_newest_copy_alone() -> None:
    """A second refusal says nothing of the first copy, and links the whole file once."""
    whole = file(1, 9_000)
    copy = dataclasses.replace(whole, size=90, name="fox-1.jpg", original=("fox-1.png", 9_000))
    (first,) = packing.again(dataclasses.replace(ABOUT, files=(whole,)), [copy], 100, ENGLISH)
    (second,) = packing.again(first, [dataclasses.replace(copy, size=40)], 50, ENGLISH)

    assert second.text == turn_texts.copy_here(ENGLISH, name="fox-1.png", size=9_000, limit=50)
    assert [each.size for each in second.files] == [40]
    assert [link.url for link in second.links] == ["https://files.example/x", "https://studio.example/p"]


def test_a_file_is_described_by_the_agents_words_else_by_the_prompt() -> None:
    """Who cannot see a picture learns what it shows, within the channel's limit."""
    said = packing.pack(kept(words="a fox in the snow"), "a fox", CARRIES, ENGLISH)
    asked = packing.pack(kept(), "a fox\n in   snow", CARRIES, ENGLISH)
    long = packing.pack(kept(), "fox " * 100, CARRIES, ENGLISH)
    assert said is not None
    assert asked is not None
    assert long is not None

    assert (said.alt, asked.alt) == ("a fox in the snow", "Made from: a fox in snow")
    assert len(long.alt) <= CARRIES.alt
    assert long.alt.endswith("…")


def test_a_file_that_is_not_here_cannot_be_packed() -> None:
    """Only what lies in the spool is sent."""
    assert packing.pack(dataclasses.replace(kept(), file=None), "a fox", CARRIES, ENGLISH) is None


@pytest.mark.parametrize(
    ("prompt", "url", "media_type", "name"),
    [
        ("A red Fox, watercolour!", "https://x/a.png", "image/jpeg", "a-red-fox-watercolour-2.jpg"),
        ("一只狐狸", "https://x/a.png", "image/png", "image-2.png"),
        ("../../etc/passwd", "https://x/a.png", "image/png", "etc-passwd-2.png"),
        ("word " * 30, "https://x/a.png", "image/png", "word-word-word-word-word-word-word-word-2.png"),
        ("fox", "https://x/scene.blend", "application/octet-stream", "fox-2.blend"),
        ("fox", "https://x/scene.blend?token=s3cret/a.b#c.d", "application/octet-stream", "fox-2.blend"),
        ("fox", "https://files.example", "application/octet-stream", "fox-2"),
    ],
)
def test_files_are_named_after_their_prompt(prompt: str, url: str, media_type: str, name: str) -> None:
    """A saved file says what it is. Broken outcome: a link's secret query became the ending of a file's name."""
    assert packing.file_name(prompt, kept(url, media_type)) == name
