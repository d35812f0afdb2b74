"""The routes of application commands, for everybody and per guild.

Source: interactions/application-commands.mdx, "Endpoints"; D23, D24.
"""

from collections import Counter, deque

from aiohttp import web

from tests.emulators.discord import bodies, limits
from tests.emulators.discord.calls import Call
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.declared import CommandKind, check, shown, stored
from tests.emulators.discord.things import Json
from tests.emulators.discord.world import World

OWN = "/applications/{application_id}"
EVERYWHERE = f"{OWN}/commands"
IN_A_GUILD = f"{OWN}/guilds/{{guild_id}}/commands"
DAY = 86_400.0
Name = tuple[int, str]


class CommandRoutes:
    """Serves `World.commands`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._created: dict[int | None, deque[float]] = {}

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.get(f"{IN_A_GUILD}/permissions", self._permissions),
            *(each for path in (EVERYWHERE, IN_A_GUILD) for each in self._of(path)),
        ]

    def _of(self, path: str) -> list[web.RouteDef]:
        one = f"{path}/{{command_id}}"
        return [
            web.get(path, self._list),
            web.post(path, self._create),
            web.put(path, self._overwrite),
            web.get(one, self._read),
            web.patch(one, self._change),
            web.delete(one, self._delete),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        localised = request.query.get("with_localizations", "false").lower() in {"true", "1"}
        own = self._published(request).values()
        return web.json_response([shown(each, localised=localised) for each in own])

    async def _create(self, request: web.Request) -> web.Response:
        told = (await bodies.read(request)).form
        _checked([told], form := Form(), single=True)
        form.settle()
        published, guild = self._published(request), _guild(request)
        old = next((each for each in published.values() if _name(each) == _name(told)), None)
        kept = list(published.values()) if old else [*published.values(), told]
        _few_enough(kept)
        command = self._stored(told, old, guild)
        published[int(command["id"])] = command
        return web.json_response(command, status=200 if old else 201)

    async def _overwrite(self, request: web.Request) -> web.Response:
        told = (await bodies.read(request)).json
        form = Form()
        if not isinstance(told, list):
            form.add("commands", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            form.settle()
        _checked(told, form)
        form.settle()
        _few_enough(told)
        published, guild = self._published(request), _guild(request)
        old = {_name(each): each for each in published.values()}
        new = [self._stored(each, old.get(_name(each)), guild) for each in told]
        published.clear()
        published.update({int(each["id"]): each for each in new})
        return web.json_response(new)

    async def _read(self, request: web.Request) -> web.Response:
        return web.json_response(self._one(request))

    async def _change(self, request: web.Request) -> web.Response:
        told, old = (await bodies.read(request)).form, self._one(request)
        changed = old | told
        _checked([{key: changed[key] for key in changed if key in told or key in {"type", "name", "description"}}],
                 form := Form(), single=True)  # fmt: skip
        form.settle()
        command = self._stored(changed, old, _guild(request))
        self._published(request)[int(old["id"])] = command
        return web.json_response(command)

    async def _delete(self, request: web.Request) -> web.Response:
        del self._published(request)[int(self._one(request)["id"])]
        return web.Response(status=204)

    async def _permissions(self, request: web.Request) -> web.Response:
        self._published(request)
        return web.json_response([])

    def _published(self, request: web.Request) -> dict[int, Json]:
        call = Call(self._world, request)
        if call.id("application_id") != self._world.application.id:
            raise Refused(Code.UNKNOWN_APPLICATION)
        return self._world.commands[call.guild.id if "guild_id" in request.match_info else None]

    def _one(self, request: web.Request) -> Json:
        found = self._published(request).get(Call(self._world, request).id("command_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_COMMAND)
        return found

    def _stored(self, told: Json, old: Json | None, guild: int | None) -> Json:
        if old is None:
            self._count_creation(guild)
        own: Json = {
            "id": old["id"] if old else str(self._world.snowflake()),
            "application_id": str(self._world.application.id),
            "version": str(self._world.snowflake()),
        }
        return stored(told, own | ({"guild_id": str(guild)} if guild else {}))

    def _count_creation(self, guild: int | None) -> None:
        made, now = self._created.setdefault(guild, deque()), self._world.clock.now()
        while made and made[0] <= now - DAY:
            made.popleft()
        if len(made) >= limits.COMMANDS_A_DAY:
            raise Refused(Code.TOO_MANY_COMMANDS_A_DAY)
        made.append(now)


def _guild(request: web.Request) -> int | None:
    return int(request.match_info["guild_id"]) if "guild_id" in request.match_info else None


def _name(command: Json) -> Name:
    return command.get("type") or int(CommandKind.CHAT_INPUT), command["name"]


def _checked(commands: list[Json], form: Form, *, single: bool = False) -> None:
    for at, command in enumerate(commands):
        check(command, form, "" if single else f"{at}.")
    names = Counter(_name(each) for each in commands if "name" in each)
    for name in (name for name, count in names.items() if count > 1):
        form.add("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", f"Application command names must be unique: {name}")


def _few_enough(commands: list[Json]) -> None:
    counts = Counter(each.get("type") or int(CommandKind.CHAT_INPUT) for each in commands)
    for kind, count in counts.items():
        if count > limits.COMMANDS[kind]:
            raise Refused(Code.TOO_MANY_COMMANDS, why=f"{count} commands of type {kind}")
