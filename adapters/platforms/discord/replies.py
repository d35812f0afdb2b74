"""The interactions that can still be answered to one person alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import discord

from adapters.platforms.discord import limits
from adapters.platforms.discord.attaching import files_of
from adapters.platforms.discord.outbound import divided, modal_of, to_discord
from bot.chat import ButtonPress, ChannelRef, CommandCall, DeliveryKey, Form, PersonId, Post
from bot.clock import Clock
from bot.texts import Say, Translator
from bot.texts import discord as texts


class Reply:
    """One interaction's way of answering: at once, after a sign of work, or once more; always to one person alone.

    `elsewhere` is a place where we are not a member: what the answer is goes to the person's direct messages.
    """

    def __init__(self, interaction: discord.Interaction[Any], t: Translator, *, elsewhere: bool) -> None:
        self._interaction = interaction
        self._t = t
        self._elsewhere = elsewhere
        self._lock = asyncio.Lock()
        self._thinking = False
        self._told = False

    async def whisper(self, post: Post) -> None:
        """Show a post to the person."""
        async with self._lock:
            for each in divided(post):
                async with files_of(each) as files:
                    await self._show(each, files)
            self._told = True

    async def tell(self, say: Say) -> None:
        """Show a sentence to the person."""
        await self.whisper(Post(say(self._t)))

    async def acknowledge(self) -> None:
        """Show that the answer takes a moment, unless there is one."""
        async with self._lock:
            if not self._interaction.response.is_done():
                self._thinking = self._interaction.message is None
                await self._interaction.response.defer(ephemeral=True, thinking=self._thinking)

    async def finish(self, form: Form | None) -> None:
        """End: with a form, with the word where the answer is, or by taking the sign of work away."""
        if form is not None and not self._interaction.response.is_done():
            await self._interaction.response.send_modal(modal_of(form))
        elif form is not None:
            await self.tell(texts.too_late)
        elif self._elsewhere and not self._told:
            await self.tell(texts.in_direct_message)
        elif not self._told:
            await self._leave()

    async def _leave(self) -> None:
        await self.acknowledge()
        if self._thinking:
            await self._interaction.delete_original_response()

    async def _show(self, post: Post, files: list[discord.File]) -> None:
        draft, said = to_discord(post), self._interaction
        shown: dict[str, Any] = {"content": draft.content, "allowed_mentions": draft.allowed_mentions}
        if draft.view is not None:
            shown["view"] = draft.view
        if not said.response.is_done():
            await said.response.send_message(**shown, files=files, ephemeral=True, suppress_embeds=True)
        elif self._thinking:
            self._thinking = False
            await said.edit_original_response(**shown, attachments=files)
        else:
            await said.followup.send(**shown, files=files, ephemeral=True, suppress_embeds=True)


class Replies:
    """The replies of the last minutes, by the answer's key and by who asked where."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, ChannelRef, PersonId], tuple[float, Reply]] = OrderedDict()

    def keep(self, event: CommandCall | ButtonPress, reply: Reply) -> None:
        """Remember how an event can be answered."""
        self._forget_old()
        self._kept[DeliveryKey.answering(event).owner, event.channel, event.person.id] = self._clock.now(), reply

    def of(self, channel: ChannelRef, person: PersonId, key: DeliveryKey) -> Reply | None:
        """Give the reply that a key belongs to, else the newest of that person there."""
        self._forget_old()
        return self._newest(lambda owner, _, __: owner == key.owner) or self._newest(
            lambda _, where, who: (where, who) == (channel, person)
        )

    def clear(self) -> None:
        """Forget all: the connection they came by is gone."""
        self._kept.clear()

    def _newest(self, fits: Callable[[str, ChannelRef, PersonId], bool]) -> Reply | None:
        return next((reply for key, (_, reply) in reversed(self._kept.items()) if fits(*key)), None)

    def _forget_old(self) -> None:
        due = self._clock.now() - limits.TOKEN_SECONDS
        while self._kept and next(iter(self._kept.values()))[0] < due:
            self._kept.popitem(last=False)
