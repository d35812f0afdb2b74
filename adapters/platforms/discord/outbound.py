"""A post as discord.py sends it. Nothing here waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import discord
from discord import ui

from adapters.platforms.discord import limits
from bot.capabilities import shorten, split
from bot.chat import Form, Link, Post, PostFile, Tone

SAFE_SCHEMES = ("https://", "http://")
STYLES = MappingProxyType(
    {
        Tone.PRIMARY: discord.ButtonStyle.primary,
        Tone.PLAIN: discord.ButtonStyle.secondary,
        Tone.DANGER: discord.ButtonStyle.danger,
    }
)


class Covered(discord.File):
    """A file behind a cover: told in its own field, since Discord no longer reads it from the name (D15)."""

    def to_dict(self, index: int) -> dict[str, Any]:
        """Describe the file."""
        return {**super().to_dict(index), "is_spoiler": True}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message's words and buttons."""

    content: str
    view: ui.View | None
    allowed_mentions: discord.AllowedMentions


def to_discord(post: Post) -> Draft:
    """Make the message of a post; whoever is to be called stands at its end."""
    called = f"<@{post.ping}>" if post.ping else ""
    long = [each for each in _links(post) if len(each.url) > limits.URL_LENGTH]
    rest = "\n".join([*(f"{limits.plain(each.label)}: {each.url}" for each in long), *filter(None, [called])])
    room = limits.TEXT_LENGTH - (len(rest) + 1 if rest else 0)
    text = limits.plain(shorten(post.text, room, limits.length))
    users = [discord.Object(int(post.ping))] if post.ping else False
    mentions = discord.AllowedMentions(everyone=False, roles=False, users=users, replied_user=False)
    return Draft("\n".join(filter(None, [text, rest])), view_of(post), mentions)


def divided(post: Post) -> tuple[Post, ...]:
    """Divide a post whose words take more than one message; all that hangs on it comes with the last."""
    *first, last = split(post.text, limits.TEXT_LENGTH, limits.length) or ("",)
    return (*(Post(each, reply_to=post.reply_to) for each in first), replace(post, text=last))


def view_of(post: Post) -> ui.View | None:
    """Make the rows of buttons; a press is answered by its token alone, so that none is kept in memory."""
    items: list[ui.Button[ui.View]] = [
        ui.Button(label=_label(each.label), custom_id=each.token, style=STYLES[each.tone]) for each in post.buttons
    ]
    short = [each for each in _links(post) if len(each.url) <= limits.URL_LENGTH]
    items += [ui.Button(label=_label(each.label), url=each.url) for each in short]
    if not items:
        return None
    view = ui.View(timeout=None)
    for item in items[: limits.BUTTONS_PER_ROW * limits.ROWS]:
        view.add_item(item)
    view.stop()
    return view


def modal_of(form: Form) -> ui.Modal:
    """Make the window of a form; its custom id is the token that comes back."""
    modal = ui.Modal(title=shorten(form.title, limits.FORM_TITLE), custom_id=form.token, timeout=None)
    field: ui.TextInput[ui.Modal] = ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id="text",
        default=form.prefilled[: limits.FORM_LENGTH] or None,
        max_length=limits.FORM_LENGTH,
    )
    modal.add_item(ui.Label(text=shorten(form.label, limits.FORM_LABEL), component=field))
    modal.stop()
    return modal


def reference_of(post: Post, channel: int) -> discord.MessageReference | None:
    """Name the answered message; one that is gone does not hold up the answer."""
    if not post.reply_to:
        return None
    return discord.MessageReference(message_id=int(post.reply_to), channel_id=channel, fail_if_not_exists=False)


def opened(files: Sequence[PostFile], *, spoiler: bool) -> list[discord.File]:
    """Open the files of a post; they are read while they are sent. This blocks."""
    kind = Covered if spoiler else discord.File
    return [kind(file.path, file.name, spoiler=False, description=_alt(file)) for file in files]


def milder_of(post: Post, code: int, held_back: str) -> Post | None:
    """Make what may be taken where a post was not: without words that a server's rules hold back, or not as a reply."""
    if code in limits.HELD_BACK and post.text != held_back:
        return replace(post, text=held_back)
    if code == limits.NO_REPLY and post.reply_to:
        return replace(post, reply_to=None)
    return None


def tokens_of(post: Post) -> frozenset[str]:
    """List the tokens of a post's buttons."""
    return frozenset(each.token for each in post.buttons)


def is_made_of(message: discord.Message, post: Post) -> bool:
    """Tell whether a message of ours is what a post looks like: by its buttons, else by words, files and answer."""
    if post.buttons:
        shown = (item.custom_id for row in message.components for item in getattr(row, "children", ()))
        return bool(tokens_of(post).intersection(filter(None, shown)))
    answered = message.reference.message_id if message.reference else None
    sizes = [file.size for file in post.files] == [file.size for file in message.attachments]  # names may be changed
    return sizes and message.content == to_discord(post).content.strip() and answered == _number(post.reply_to)


def _number(id: str | None) -> int | None:  # noqa: A002  Discord calls it that
    return int(id) if id else None


def _links(post: Post) -> list[Link]:
    return [each for each in post.links if each.url.startswith(SAFE_SCHEMES)]


def _label(text: str) -> str:
    return shorten(text, limits.BUTTON_LABEL)


def _alt(file: PostFile) -> str | None:
    return shorten(file.alt, limits.ALT_LENGTH) or None
