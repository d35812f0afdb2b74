"""Telegram on loopback: the Bot API, its files, and the address updates are posted to."""

import asyncio
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from aiohttp import web

from bot.clock import Clock
from tests.emulators.server import Server, stay
from tests.emulators.telegram import limits
from tests.emulators.telegram.api import Api
from tests.emulators.telegram.chats import ChatMethods
from tests.emulators.telegram.described import Described
from tests.emulators.telegram.editing import EditingMethods
from tests.emulators.telegram.faults import Fault, Order
from tests.emulators.telegram.flood import Flood
from tests.emulators.telegram.people import Person, Scene
from tests.emulators.telegram.polling import PollingMethods
from tests.emulators.telegram.sending import SendingMethods
from tests.emulators.telegram.shown import Shown, shown
from tests.emulators.telegram.things import Chat, Json
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.webhook import Webhook
from tests.emulators.telegram.world import World

UNANSWERED = "a button was pressed, and its clock never stopped: answerCallbackQuery did not come in time (T14)"


class Telegram(Server[Fault, Order]):
    """An async context manager; `base_url`, `base_file_url` and `origin` are known inside it.

    `flood` switches flood control, which runs by the given clock. A `local` server is one's own (T3): files up to
    2,000 MB, and getFile tells where they lie on this machine.
    """

    platform = "Telegram"

    def __init__(self, *, clock: Clock | None = None, port: int = 0, flood: bool = True, local: bool = False) -> None:
        super().__init__(port, Order)
        self.world = World(clock)
        self.flood = Flood(self.world.clock, self.refusals, on=flood)
        self.api = Api(self.world, self.refusals, self.flood, local=local)
        self.faults = self.api.faults
        self.journal = self.api.journal
        self.updates = Updates(self.world, self.api.look_at)
        self.webhook = Webhook(self.world, self.updates, self.faults, self.refusals)
        self.described = Described(self.world)
        self.world.listen(self._changes)

    @property
    def token(self) -> str:
        """What the bot calls with."""
        return self.world.token

    @property
    def base_url(self) -> str:
        """What python-telegram-bot puts before the token."""
        return f"{self.origin}/bot"

    @property
    def base_file_url(self) -> str:
        """The same for files."""
        return f"{self.origin}/file/bot"

    def person(self, name: str, *chats: Chat, language: str = "en", username: str | None = None) -> Person:
        """Somebody new, in these groups (in all there are, unless named); they have not started the bot."""
        scene = Scene(self.world, self.described, self._changes)
        person = Person(scene, self.world.add_user(name, language=language, username=username))
        for chat in chats or self._groups():
            person.joins(chat)
        return person

    def _groups(self) -> list[Chat]:
        return [each for each in self.world.chats.values() if not each.is_private and each.migrated_to is None]

    def _opened(self) -> None:
        self._stack.push_async_callback(self.webhook.stop)
        self._stack.callback(self.faults.release)

    def look_back(self) -> None:
        """Record what was left undone so far: presses that were heard and never answered."""
        for callback in self.world.callbacks.values():
            over = self.world.clock.now() - callback.at > limits.CALLBACK_SECONDS
            if callback.heard and over and callback.answer is None:
                self.refusals.record("answerCallbackQuery", 0, UNANSWERED)

    def _application(self) -> web.Application:
        folder = self._folder() if self.api.local else None
        self.api.offer(ChatMethods(self.world, folder).methods())
        self.api.offer(SendingMethods(self.world, self.refusals).methods())
        self.api.offer(EditingMethods(self.world).methods())
        self.api.offer(PollingMethods(self.updates, self.webhook).methods())
        self.api.offer(self.described.methods())
        application = web.Application(client_max_size=limits.LOCAL_UPLOAD_BYTES)
        application.add_routes(self.api.routes())
        return application

    def _folder(self) -> Path:
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="telegram-")))

    def _told(self) -> Json:
        said = {str(chat): [_look(shown(self.world, each)) for each in kept.values()]
                for chat, kept in self.world.said.items()}  # fmt: skip
        return {"pending": len(self.updates.pending), "polled": self.updates.polled, "said": said}

    async def _let_people(self, order: Order) -> None:
        if said := order.says:
            await self._somebody(said.person).says(self.world.chats[said.chat], said.text, topic=said.topic)
        if pressed := order.presses:
            message = self.world.said[pressed.chat][pressed.message]
            await self._somebody(pressed.person).presses(shown(self.world, message), pressed.label)

    def _somebody(self, person: int) -> Person:
        return Person(Scene(self.world, self.described, self._changes), self.world.users[person])


def _look(message: Shown) -> Json:
    files = [{"kind": each.kind, "name": each.name, "size": each.size} for each in message.files]
    return {"id": message.id, "author": message.author, "text": message.text, "files": files, "buttons": message.labels}


async def _serve(port: int, chats: int, *, flood: bool, local: bool) -> None:
    async with Telegram(port=port, flood=flood, local=local) as server:
        server.api.opinion = None  # it costs more than the call, and whoever measures has tested before
        ann = server.person("Ann")
        places = [server.world.add_supergroup(f"Bench {number}", owner=ann.user) for number in range(chats)]
        told = {
            "base_url": server.base_url,
            "base_file_url": server.base_file_url,
            "control": server.control,
            "token": server.token,
            "bot": server.world.bot.id,
            "person": ann.id,
            "private": ann.dm.id,
            "chats": [each.id for each in places],
        }
        await stay(told)


def main() -> None:
    """Run it alone with groups and a person in them, saying in one line of JSON where and who they are."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--chats", type=int, default=1)
    parser.add_argument("--flood", action="store_true", help="be as strict as Telegram about too many messages")
    parser.add_argument("--local", action="store_true", help="be a server of one's own")
    given = parser.parse_args()
    asyncio.run(_serve(given.port, given.chats, flood=given.flood, local=given.local))


if __name__ == "__main__":
    main()
