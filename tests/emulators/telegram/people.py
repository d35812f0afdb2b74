"""People: how a test writes, presses and looks, as somebody at their own client.

    ann = telegram.person("Ann")
    await ann.starts()
    await ann.says(ann.dm, "a fox in the snow")
    card = await ann.finds(ann.dm, "at work", button="Stop")
    pressed = await ann.presses(card, "Stop")
    assert (await pressed.answered()).text == "Stopping"

What a client would not let a person do is an AssertionError: the test asks for something that cannot happen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from tests.emulators.changes import Changes
from tests.emulators.people import Client
from tests.emulators.telegram import forms, limits, texts
from tests.emulators.telegram.described import Described
from tests.emulators.telegram.shown import Answered, Shown, shown
from tests.emulators.telegram.state import ANONYMOUS
from tests.emulators.telegram.things import (
    GENERAL,
    Callback,
    Chat,
    Draft,
    File,
    Json,
    Message,
    Status,
    Topic,
    User,
)
from tests.emulators.telegram.world import World

Place = Topic | int | None


class Along(TypedDict, total=False):
    """What goes along with a message.

    Several `files` are messages of their own, the words below the first; an `album` is too, but they belong together,
    and parts that come later are `part_of` its first. `mention` calls the bot by name; `quote` is a part of the
    answered message; a forwarded message takes its words and file along. An administrator may write as the group,
    `masked`.
    """

    files: Sequence[File]
    album: Sequence[File]
    reply_to: Shown | None
    quote: str
    topic: Place
    forwards: Shown | None
    mention: bool
    masked: bool
    part_of: Shown


@dataclass(frozen=True, slots=True)
class Scene:
    """What all clients share: the world, what the bot says of itself, and word of every change."""

    world: World
    described: Described
    changes: Changes


class Person(Client[Chat, Shown]):
    """Somebody at their client."""

    def __init__(self, scene: Scene, user: User) -> None:
        super().__init__(scene.world.bot.id, scene.changes)
        self.user = user
        self._scene = scene
        self._world = scene.world

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """What others call them."""
        return self.user.first_name

    @property
    def dm(self) -> Chat:
        """Their chat with the bot."""
        return self._world.private(self.user)

    # ------------------------------------------------------------------------------------------------------- standing

    def joins(self, chat: Chat, *, status: Status = Status.MEMBER, rights: Iterable[str] = ()) -> None:
        """Come into a group, or be given another standing there."""
        self._world.join(chat, self.user, status=status, rights=rights)

    def leaves(self, chat: Chat) -> None:
        """Go out of a group."""
        self._world.leave(chat, self.user)

    def blocks(self) -> None:
        """Close the door to the bot."""
        self._world.block(self.user)

    def unblocks(self) -> None:
        """Open it again."""
        self._world.block(self.user, blocked=False)

    # ------------------------------------------------------------------------------------------------------- speaking

    async def starts(self, payload: str = "") -> Shown:
        """Press Start, or follow a deep link (T29)."""
        assert not payload or limits.PAYLOAD.fullmatch(payload), f"no deep link can carry {payload!r}"
        return await self.says(self.dm, f"/start {payload}".strip())

    async def says(self, chat: Chat, text: str = "", /, **along: Unpack[Along]) -> Shown:
        """Write a message, with what goes along; of several, the first is given back."""
        self._may_write(chat)
        together = along.get("album", ())
        files = [self._world.files.keep(each) for each in (*along.get("files", ()), *together)]
        words = f"{self._world.bot.mention} {text}" if along.get("mention") else text
        first = self._draft(chat, words, along)
        album = along["part_of"].album if "part_of" in along else f"{next(self._world.new_number):015}" * bool(together)
        assert len(together) < limits.ALBUM.stop, "an album has ten parts at most"
        assert words or files or along.get("forwards"), "there is nothing to say"
        self._fits(words, captions=bool(files))
        if not files:
            return self._sends(chat, first)
        rest = Draft(topic=first.topic, reply_to=first.reply_to, sender=first.sender)
        pairs = zip((first, *[rest] * (len(files) - 1)), files, strict=True)
        sent = [self._sends(chat, replace(each, media=file, album=album)) for each, file in pairs]
        return sent[0]

    async def edits(self, message: Shown, text: str) -> Shown:
        """Change what one has written."""
        said = self._message(message)
        assert said.author == self.id, "only one's own messages can be edited"
        self._world.edit(said, replace(said.said, text=text, entities=tuple(texts.found(text))))
        return shown(self._world, said)

    async def deletes(self, message: Shown) -> None:
        """Take a message away: one's own, any in a private chat, anybody's with the right to."""
        said = self._message(message)
        chat = self._world.chats[said.chat]
        moderates = chat.is_private or chat.member(self.id).leads
        assert said.author == self.id or moderates, "only administrators delete the messages of others"
        self._world.delete(said)

    async def presses(self, message: Shown, label: str, *, crossing: bool = False) -> "Press":
        """Press a button that is there now, or one of the message as given where press and change are crossing."""
        said = self._message(message)
        button = (message if crossing else shown(self._world, said)).button(label)
        assert button.data, f"{label} only opens {button.url}"
        return Press(self._scene, self._world.press(self.user, said, button.data))

    # -------------------------------------------------------------------------------------------------------- looking

    def menu(self, chat: Chat) -> dict[str, str]:
        """The commands that are offered there, with their descriptions."""
        return {
            each["command"]: each["description"]
            for each in self._scene.described.menu(chat, self.id, self.user.language[:2])
        }

    def sees(self, chat: Chat, topic: Place = None) -> list[Shown]:
        """What the client shows there (in that topic alone, if one is named), the oldest first."""
        messages = self._world.said[chat.id].values()
        number = _number(topic)
        return [shown(self._world, each) for each in messages if number is None or each.topic == number]

    def again(self, message: Shown) -> Shown:
        """A message as it looks now."""
        return shown(self._world, self._message(message))

    def is_gone(self, message: Shown) -> bool:
        """Whether that message is there no more."""
        return self._world.message(message.chat, message.id) is None

    def sees_bot(self, chat: Chat, topic: Place = None) -> str:
        """What the bot is seen to do there: "typing" and its like, for five seconds; nothing is an empty text."""
        number = _number(topic) or (GENERAL if chat.is_forum else None)
        since = self._world.clock.now() - limits.ACTION_SECONDS
        last = [each for each in self._world.actions if (each.chat, each.topic) == (chat.id, number)][-1:]
        return last[0].action if last and last[0].at > since else ""

    # -------------------------------------------------------------------------------------------------------- details

    def _may_write(self, chat: Chat) -> None:
        if chat.is_private:
            assert chat.id == self.id, "this is somebody else's chat"
            assert not self.user.blocked, f"{self.name} has blocked the bot"
            self.user.started = True
        else:
            assert chat.member(self.id).inside, f"{self.name} is not in {chat.title}"
            assert chat.migrated_to is None, f"{chat.title} is a supergroup now"

    def _fits(self, words: str, *, captions: bool) -> None:
        most = limits.CAPTION if captions else limits.TEXT
        assert texts.units(words) <= most, "a client would send this in several messages"

    def _draft(self, chat: Chat, words: str, along: Along) -> Draft:
        answered, sent_on, topic = along.get("reply_to"), along.get("forwards"), _number(along.get("topic"))
        assert answered is None or answered.chat == chat.id, "a reply stays in its chat"
        assert topic is None or topic in chat.topics, "there is no such topic"
        assert topic is None or not chat.topics[topic].closed or chat.member(self.id).leads, "the topic is closed"
        if answered and topic is None:
            topic = answered.topic
        draft = Draft(
            words,
            tuple(texts.found(words)),
            topic=topic,
            reply_to=self._message(answered).id if answered else None,
            quote=_quote(answered, along["quote"]) if answered and along.get("quote") else None,
            sender=self._mask(chat) if along.get("masked") else None,
        )
        return self._forwarded(draft, sent_on) if sent_on else draft

    def _mask(self, chat: Chat) -> Json:
        assert chat.member(self.id).leads, "only administrators write as the group"
        return forms.chat_form(self._world, chat)

    def _forwarded(self, draft: Draft, sent_on: Shown) -> Draft:
        original = self._message(sent_on)
        author = forms.user_form(self._world.users[original.author])
        origin: Json = original.said.forwarded or {"type": "user", "date": int(original.at), "sender_user": author}
        said = original.said
        return replace(draft, text=said.text, entities=said.entities, media=said.media, forwarded=origin)

    def _sends(self, chat: Chat, draft: Draft) -> Shown:
        author = ANONYMOUS if draft.sender else self.id
        return shown(self._world, self._world.post(chat, author, draft))

    def _message(self, seen: Shown) -> Message:
        said = self._world.message(seen.chat, seen.id)
        assert said is not None, f"{self.name} does not see: {seen}"
        return said


class Press:
    """A press of a button, and what the client is told."""

    def __init__(self, scene: Scene, callback: Callback) -> None:
        self._scene = scene
        self._callback = callback

    async def answered(self) -> Answered:
        """Wait until the button's clock stops."""
        told = await self._scene.changes.until(lambda: self._callback.answer, lambda: "the press was never answered")
        return Answered(told["text"], told["alert"], told["url"])


def _number(topic: Place) -> int | None:
    return topic.id if isinstance(topic, Topic) else topic


def _quote(answered: Shown, words: str) -> Json:
    assert words in answered.text, "one can only quote what was said"
    position = texts.units(answered.text[: answered.text.index(words)])
    return {"text": words, "position": position, "is_manual": True}
