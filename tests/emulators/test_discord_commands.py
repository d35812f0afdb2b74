"""Application commands: published, compared, listed with translations, and refused over Discord's numbers."""

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.clock import ManualClock
from tests.emulators.asking import Town

FORM, TOO_MANY, TOO_MANY_A_DAY, UNKNOWN_COMMAND = 50035, 30032, 30034, 10063
Json = dict[str, Any]


def command(name: str = "create", **more: object) -> Json:
    """A slash command that fits."""
    return {"name": name, "description": "Make a picture"} | more


def option(name: str = "prompt", **more: object) -> Json:
    """An option that fits."""
    return {"type": 3, "name": name, "description": "What to draw"} | more


def choices(count: int, **more: object) -> Json:
    """An option with that many choices."""
    return option(choices=[{"name": f"c{at}", "value": f"c{at}"} | more for at in range(count)])


FITS: dict[str, Json] = {
    "name": command("n" * 32),
    "Chinese name": command("create", name_localizations={"zh-CN": "画"}),
    "description": command(description="d" * 100),
    "options": command(options=[option(f"o{at}") for at in range(25)]),
    "choices": command(options=[choices(25, name="n" * 100)]),
    "characters": command("c", description="d", options=[option("o", description="x", choices=[
        {"name": "n" * 100, "value": str(at).ljust(100, "v")} for at in range(25)])]),
    "message menu": {"type": 3, "name": "Edit this Picture"},
    "contexts": command(contexts=[0, 1, 2], integration_types=[0, 1]),
    "rights": command(default_member_permissions=32),
}  # fmt: skip
OVER: dict[str, Json] = {
    "name": command("n" * 33),
    "capitals": command("Create"),
    "blank": command("make it"),
    "no name": {"description": "d"},
    "description": command(description="d" * 101),
    "no description": {"name": "create"},
    "locale": command(name_localizations={"zh": "画"}),
    "translated name": command(name_localizations={"zh-CN": "画 画"}),
    "translated description": command(description_localizations={"zh-CN": "画" * 101}),
    "options": command(options=[option(f"o{at}") for at in range(26)]),
    "option twice": command(options=[option(), option()]),
    "option's name": command(options=[option("Prompt")]),
    "option's type": command(options=[option(type=12)]),
    "required after others": command(options=[option("a"), option("b", required=True)]),
    "choices": command(options=[choices(26)]),
    "choice's name": command(options=[choices(1, name="n" * 101)]),
    "choice's value": command(options=[choices(1, value="v" * 101)]),
    "choices and completion": command(options=[choices(1) | {"autocomplete": True}]),
    "completion of a file": command(options=[option(type=11, autocomplete=True)]),
    "menu with a description": {"type": 3, "name": "Edit this", "description": "d"},
    "no context": command(contexts=[]),
    "unknown context": command(contexts=[3]),
    "install twice": command(integration_types=[0, 0]),
    "rights": command(default_member_permissions="all"),
    "unknown field": command(colour=1),
    "characters": command(options=[choices(25, name="n" * 100) | {"name": f"o{at}", "choices": [
        {"name": "n" * 100, "value": str(number).ljust(100, "v")} for number in range(25)]} for at in range(2)]),
}  # fmt: skip


def path(town: Town) -> str:
    """Where the commands for everybody are."""
    return f"/applications/{town.server.world.application.id}/commands"


@pytest.mark.parametrize("told", FITS.values(), ids=FITS)
async def test_what_fits_is_published(town: Town, told: Json) -> None:
    """A command at its limits is taken."""
    answer = await town.ask("POST", path(town), told)

    assert answer.status == 201, answer.body


@pytest.mark.parametrize("told", OVER.values(), ids=OVER)
async def test_what_does_not_fit_is_refused_as_a_whole(town: Town, told: Json) -> None:
    """One bad command among many publishes none of them, and is named by its place."""
    town.server.refusals.allow(FORM)
    answer = await town.ask("PUT", path(town), [command("help"), told])

    assert answer.code == FORM
    assert "1" in answer.body["errors"]
    assert town.server.world.commands[None] == {}


async def test_one_name_is_published_once(town: Town) -> None:
    """Two commands of one name are refused; a menu may share it."""
    town.server.refusals.allow(FORM)

    assert (await town.ask("PUT", path(town), [command(), command()])).code == FORM
    assert (await town.ask("PUT", path(town), [command(), {"type": 3, "name": "create"}])).status == 200


@pytest.mark.parametrize(("kind", "most"), [(1, 100), (2, 15), (3, 15)])
async def test_there_is_an_end_to_commands(town: Town, kind: int, most: int) -> None:
    """A hundred slash commands and fifteen menus of each kind, not one more."""
    town.server.refusals.allow(TOO_MANY)
    described = {"description": "d"} if kind == 1 else {}
    every = [{"type": kind, "name": f"c{at}"} | described for at in range(most + 1)]

    assert (await town.ask("PUT", path(town), every)).code == TOO_MANY
    assert (await town.ask("PUT", path(town), every[:most])).status == 200


async def test_two_hundred_are_made_in_a_day(town: Town, clock: ManualClock) -> None:
    """Publishing new names again and again ends for the day; overwriting the same names never does."""
    town.server.refusals.allow(TOO_MANY_A_DAY)
    first, second = ([command(f"{name}{at}") for at in range(100)] for name in "ab")
    for every in (first, first, second):
        assert (await town.ask("PUT", path(town), every)).status == 200
    assert (await town.ask("PUT", path(town), [command("c")])).code == TOO_MANY_A_DAY
    await clock.advance(86_400)
    assert (await town.ask("PUT", path(town), [command("c")])).status == 200


async def test_translations_come_to_those_who_ask(town: Town) -> None:
    """A list shows names in other languages only with `with_localizations`; comparing without it sees none."""
    told = command(name_localizations={"zh-CN": "画"}, options=[option(required=True)])
    await town.ask("POST", path(town), told)
    [bare] = (await town.ask("GET", path(town))).body
    [full] = (await town.ask("GET", f"{path(town)}?with_localizations=true")).body

    assert "name_localizations" not in bare
    assert full["name_localizations"] == {"zh-CN": "画"}
    assert full["options"] == [option(required=True, name_localizations=None, description_localizations=None)]


async def test_a_command_keeps_its_id_while_it_keeps_its_name(town: Town) -> None:
    """Overwriting a command changes its version, not its id; what is left out is gone."""
    town.server.refusals.allow(UNKNOWN_COMMAND)
    old = (await town.ask("PUT", path(town), [command("a"), command("b")])).body
    new = (await town.ask("PUT", path(town), [command("a", description="d")])).body

    assert (new[0]["id"], new[0]["version"] != old[0]["version"]) == (old[0]["id"], True)
    assert (await town.ask("GET", f"{path(town)}/{old[1]['id']}")).code == UNKNOWN_COMMAND
    changed = await town.ask("PATCH", f"{path(town)}/{old[0]['id']}", {"description": "e"})
    assert (changed.body["description"], changed.body["name"]) == ("e", "a")
    assert (await town.ask("DELETE", f"{path(town)}/{old[0]['id']}")).status == 204
    assert (await town.ask("GET", path(town))).body == []


async def test_a_guild_has_commands_of_its_own(town: Town) -> None:
    """What is published in a guild is not published everywhere."""
    own = f"/applications/{town.server.world.application.id}/guilds/{town.guild.id}/commands"
    [made] = (await town.ask("PUT", own, [command()])).body

    assert made["guild_id"] == str(town.guild.id)
    assert (await town.ask("GET", path(town))).body == []


async def test_the_real_library_publishes(town: Town) -> None:
    """discord.py's own tree is taken by the emulator and comes back the same."""
    with town.server.leads():
        client = discord.Client(intents=discord.Intents.none())
        tree = app_commands.CommandTree(client)

        @tree.command(name="create", description="Make a picture")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.default_permissions(manage_guild=True)
        async def create(interaction: discord.Interaction, prompt: str, image: discord.Attachment | None) -> None:
            """Never called here."""

        async with client:
            await client.login(town.server.token)
            await tree.sync()
            [found] = await tree.fetch_commands()

    assert [each.name for each in found.options] == ["prompt", "image"]
    assert found.default_member_permissions == discord.Permissions(manage_guild=True)
