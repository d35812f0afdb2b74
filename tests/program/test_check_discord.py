"""`atelier check` over set-ups on Discord: the command finds the account, and tells programs how it stands."""

from pathlib import Path

import pytest

from tests.emulators.discord.server import Discord
from tests.program.test_check import Report, SetUp

pytestmark = pytest.mark.timeout(60)  # a whole command, with all that it looks at
LOOKED_AT = ("token", "intent", "invitation", "server", "rights", "commands", "clock")


async def checked(folder: Path, discord: Discord, more: str = "", token: str | None = None) -> Report:
    """Run the command over an account on this Discord."""
    table = f'[discord.main]\napi_url = "{discord.api}/"\n{more}'
    environment = {"DISCORD_TOKEN": discord.token if token is None else token}
    report = await SetUp(folder, tables=table, environment=environment).checked()
    assert discord.token not in report.text
    return report


async def test_a_good_account_is_called_good(tmp_path: Path) -> None:
    """Every part of it is looked at, also where the address was written with a slash at its end."""
    async with Discord() as discord:
        discord.world.add_guild("Studio")
        report = await checked(tmp_path, discord)
        own = {each["name"]: each["status"] for each in report.findings if each["about"] in {"discord.main", "Studio"}}

    assert report.code == 0, report.text
    assert own == dict.fromkeys(LOOKED_AT, "ok")


async def test_what_would_keep_it_from_starting_ends_with_one(tmp_path: Path) -> None:
    """An intent that is set and not given is one bad thing among good ones, and tells both ways out."""
    async with Discord() as discord:
        discord.world.add_guild("Studio")
        report = await checked(tmp_path, discord, "message_content = true")

    assert (report.code, report.only("bad")["name"]) == (1, "intent")
    assert "message_content = false" in report.only("bad")["mend"]


async def test_a_missing_token_is_named_by_its_variable(tmp_path: Path) -> None:
    """Broken outcome: whoever forgot a bot's token was told that a studio answers nobody."""
    async with Discord() as discord:
        bad = (await checked(tmp_path, discord, token="")).only("bad")

    assert (bad["name"], bad["about"]) == ("secrets", "discord.main.token_env")
    assert "DISCORD_TOKEN" in bad["mend"]
    assert "studio" not in bad["why"]
