"""A post's files, open while they are sent."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial

import discord

from adapters.platforms.discord.outbound import opened
from adapters.reading import held
from bot.chat import Post


def files_of(post: Post) -> AbstractAsyncContextManager[list[discord.File]]:
    """Open the files of a post until the end of the block. Raises `OSError`."""
    if not post.files:
        return nullcontext([])
    return held(partial(opened, post.files, spoiler=post.spoiler), _close)


def _close(files: Sequence[discord.File]) -> None:
    for each in files:
        each.close()
