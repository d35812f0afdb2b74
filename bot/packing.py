"""How finished files fit a channel: posts as data, saying in words where something comes otherwise than as it is."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.capabilities import Capabilities, shorten
from bot.chat import Link, MessageId, Post, PostFile
from bot.filetypes import ending, kind_of
from bot.store.deliveries import Kept
from bot.texts import Translator, doubt
from bot.texts import turn as texts

SLUG_LENGTH = 40
PARAGRAPH = "\n\n"


def plan(files: Sequence[PostFile], capabilities: Capabilities, about: Post, t: Translator) -> tuple[Post, ...]:
    """Divide files over posts with `about`'s links; a smaller copy says that it is one, a link stands for the rest."""
    fitting = [file for file in files if file.size <= capabilities.file_bytes and not file.original]
    copies = [file for file in files if file.size <= capabilities.file_bytes and file.original]
    posts = [replace(about, files=together) for together in _divided(fitting, capabilities)]
    large = [file for file in files if file.size > capabilities.file_bytes]
    said = (as_copy(file, capabilities.file_bytes, about, t) for file in copies)
    return (*posts, *said, *(as_link(file, capabilities.file_bytes, about, t) for file in large))


def as_copy(file: PostFile, limit: int, about: Post, t: Translator) -> Post:
    """Make the post that brings a smaller copy, and leads to what it is a copy of."""
    links = (Link(texts.original(t, name=_whole(file)[0]), file.source), *about.links) if file.source else about.links
    return replace(about, text=_instead(texts.copy_here, file, limit, t), files=(file,), links=links)


def _divided(files: Sequence[PostFile], capabilities: Capabilities) -> Iterator[tuple[PostFile, ...]]:
    together: tuple[PostFile, ...] = ()
    for file in files:
        size = sum(each.size for each in together) + file.size
        if together and (len(together) == capabilities.files_per_post or size > capabilities.post_bytes):
            yield together
            together = ()
        together += (file,)
    if together:
        yield together


def beside(posts: Sequence[Post], picture: PostFile | None, capabilities: Capabilities) -> list[Post]:
    """Put a picture with the last of some words, or after them where they are too long for that."""
    if picture is None or picture.size > capabilities.file_bytes or not posts:
        return list(posts)
    *before, last = posts
    alt = "" if capabilities.alt_shown else shorten(picture.alt, capabilities.alt, capabilities.measure)
    shown = (replace(picture, alt=alt),)
    if capabilities.measure(last.text) <= capabilities.caption:
        return [*before, replace(last, files=shown)]
    return [*posts, Post(files=shown, reply_to=last.reply_to)]


def said_once(files: Sequence[PostFile], *, told: bool) -> Iterator[PostFile]:
    """Leave out what was said of an earlier file too, and everything where it was `told` before all of them."""
    said = {file.alt for file in files if told}
    for file in files:
        yield replace(file, alt="") if file.alt in said else file
        said.add(file.alt)


def as_link(file: PostFile, limit: int, about: Post, t: Translator) -> Post:
    """Make the post that stands for a file which the channel cannot carry."""
    said = texts.too_large_here(t, name=file.name, size=file.size, limit=limit)
    links = (Link(texts.original(t, name=file.name), file.source), *about.links) if file.source else about.links
    return replace(about, text=said, links=links)


def again(post: Post, files: Sequence[PostFile], limit: int, t: Translator) -> tuple[Post, ...]:
    """Pack a post anew that proved too large; `files` are its own, or smaller copies of them. Its words stay.

    Files that are too large only together are divided over two posts; links stand for those that nothing makes fit.
    """
    made = [file for file in files if file not in post.files and file.size <= limit]
    large = [file for file in files if file.size > limit]
    if not made and not large:
        if len(files) > 1:
            half = (len(files) + 1) // 2
            return replace(post, files=tuple(files[:half])), replace(
                post, text="", files=tuple(files[half:]), buttons=()
            )
        large = list(files)
    words = "" if any(file.original for file in post.files) else post.text  # a copy's words tell of that copy alone
    said = [_instead(texts.copy_here, file, limit, t) for file in made]
    said += [_instead(texts.too_large_here, file, limit, t) for file in large]
    links = [Link(texts.original(t, name=_whole(file)[0]), file.source) for file in (*made, *large) if file.source]
    fitting = tuple(file for file in files if file not in large)
    all_links = tuple(dict.fromkeys((*links, *post.links)))
    return (replace(post, text="\n".join([words, *said]).strip(), files=fitting, links=all_links),)


def _instead(say: Callable[..., str], file: PostFile, limit: int, t: Translator) -> str:
    name, size = _whole(file)
    return say(t, name=name, size=size, limit=limit)


def _whole(file: PostFile) -> tuple[str, int]:
    """Name and measure what a file is, or is a copy of."""
    return file.original or (file.name, file.size)


def room(capabilities: Capabilities, t: Translator) -> int:
    """Tell how long words may be so that they still fit when they must be sent again, marked as that."""
    if capabilities.knows_keys == math.inf:
        return capabilities.text
    return capabilities.text - capabilities.measure(as_repeat(Post(), t).text) - len(PARAGRAPH)


def as_repeat(post: Post, t: Translator) -> Post:
    """Mark a post that may stand in the chat already."""
    said = doubt.repeated(t)
    return post if said in post.text else replace(post, text=_joined(post.text, said))


def as_offer(post: Post, t: Translator) -> Post:
    """Make the words that stand for files which may have arrived."""
    return replace(post, text=_joined(post.text, doubt.files_in_doubt(t, names=_names(post.files))), files=())


def as_lost(post: Post, lost: Sequence[PostFile], t: Translator) -> Post:
    """Say in a post which of its files are neither here nor at the studio any more."""
    return replace(post, text=_joined(post.text, doubt.files_lost(t, names=_names(lost))))


def _names(files: Sequence[PostFile]) -> list[str]:
    return [file.name for file in files]


def _joined(*parts: str) -> str:
    return PARAGRAPH.join(part for part in parts if part)


def pack(kept: Kept, prompt: str, capabilities: Capabilities, t: Translator) -> PostFile | None:
    """Make a finished file ready to post; None while its bytes are not here."""
    if kept.file is None:
        return None
    words = kept.artifact.words or texts.made_from(t, prompt=" ".join(prompt.split()))
    return PostFile(
        path=kept.file.path,
        name=file_name(prompt, kept),
        media_type=kept.file.media_type,
        kind=kind_of(kept.file.media_type),
        size=kept.file.size,
        alt=shorten(words, capabilities.alt, capabilities.measure),
        source=kept.artifact.url,
    )


def file_name(prompt: str, kept: Kept) -> str:
    """Name a file after its prompt, in plain letters, with its number among the turn's files."""
    slug = re.sub(r"[^a-z0-9]+", "-", prompt.lower()).strip("-")[:SLUG_LENGTH].rstrip("-")
    media_type = kept.file.media_type if kept.file else ""
    return f"{slug or kept.artifact.kind.value}-{kept.number}{ending(media_type, urlsplit(kept.artifact.url).path)}"


def project(link: str | None, request: MessageId | None, t: Translator) -> Post:
    """Make the frame of a result: the reply to its request, with the way to the project."""
    return Post(reply_to=request, links=(Link(texts.project_link(t), link),) if link else ())
