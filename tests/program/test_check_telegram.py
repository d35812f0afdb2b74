"""`atelier check` over set-ups on Telegram: the command finds the account, and tells programs how it stands."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from adapters.platforms.telegram.owner import owned
from adapters.platforms.telegram.settings import TelegramSettings
from bot.chat import AccountId
from bot.clock import SystemClock
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.things import Status
from tests.program.test_check import Report, SetUp

pytestmark = pytest.mark.timeout(60)  # a whole command, with all that it looks at
LOOKED_AT = ("token", "hears", "updates", "commands")
ELSEWHERE = "https://elsewhere.example/telegram"


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """A Telegram in real time, as the command has no other."""
    async with Telegram(clock=SystemClock()) as server:
        yield server


async def checked(folder: Path, telegram: Telegram, more: str = "", token: str | None = None) -> Report:
    """Run the command over an account on this Telegram."""
    table = f'[telegram.bot]\napi_url = "{telegram.origin}/"\n{more}'
    environment = {"TELEGRAM_TOKEN": telegram.token if token is None else token}
    report = await SetUp(folder, tables=table, environment=environment).checked()
    assert not [each for each in telegram.faults.calls if each.startswith(("set", "delete", "send", "getUpdates"))]
    assert telegram.token not in report.text
    return report


def own(report: Report) -> dict[str, dict[str, Any]]:
    """What was found of the account, by name."""
    return {each["name"]: each for each in report.findings if each["about"] == "telegram.bot"}


async def test_a_good_account_is_called_good(tmp_path: Path, telegram: Telegram) -> None:
    """Every part of it is looked at and nothing is changed, also where the address ends with a slash."""
    report = await checked(tmp_path, telegram)

    assert report.code == 0, report.text
    assert {name: each["status"] for name, each in own(report).items()} == dict.fromkeys(LOOKED_AT, "ok")


async def test_a_wrong_token_ends_with_one(tmp_path: Path, telegram: Telegram) -> None:
    """What would keep it from starting is one bad thing, with the variable that holds the token."""
    telegram.refusals.allow(401)
    report = await checked(tmp_path, telegram, token="7000000001:strange-one")
    bad = report.only("bad")

    assert (report.code, bad["name"], bad["about"]) == (1, "token", "telegram.bot")
    assert "TELEGRAM_TOKEN" in bad["mend"]
    assert "strange-one" not in report.text


async def test_a_missing_token_is_named_by_its_variable(tmp_path: Path, telegram: Telegram) -> None:
    """Whoever forgot the token reads which variable is empty, and Telegram is not asked."""
    bad = (await checked(tmp_path, telegram, token="")).only("bad")

    assert (bad["name"], bad["about"]) == ("secrets", "telegram.bot.token_env")
    assert not telegram.faults.calls


@pytest.mark.parametrize(("privacy", "said"), [(True, "Privacy mode is on"), (False, "Everything said in groups")])
async def test_privacy_mode_is_told_with_what_it_means(
    tmp_path: Path,
    telegram: Telegram,
    privacy: bool,  # noqa: FBT001 (a case of the table)
    said: str,
) -> None:
    """What is heard in groups is said, and how that is changed; neither way is wrong."""
    telegram.world.privacy = privacy
    report = await checked(tmp_path, telegram)

    assert report.code == 0
    assert said in own(report)["hears"]["what"]


async def test_a_webhook_that_leads_elsewhere_is_told(tmp_path: Path, telegram: Telegram) -> None:
    """Where another program has Telegram bring what happens, its host is named before a start takes that away."""
    async with Bot(telegram.token, base_url=telegram.base_url) as bot:
        await bot.set_webhook(ELSEWHERE)
        telegram.faults.calls.clear()
        report = await checked(tmp_path, telegram)
        await bot.delete_webhook()

    assert (report.code, own(report)["updates"]["status"]) == (0, "warn")
    assert "elsewhere.example" in own(report)["updates"]["what"]


async def test_a_program_that_hears_already_is_told_and_left_alone(tmp_path: Path, telegram: Telegram) -> None:
    """Beside a program at work the check says so; the poll of one elsewhere is not ended by looking."""
    settings = TelegramSettings(AccountId("bot"), telegram.token, api_url=telegram.origin)
    async with Bot(telegram.token, base_url=telegram.base_url) as bot:
        polls = asyncio.create_task(bot.get_updates(timeout=50))
        while not telegram.updates.polled:  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
        telegram.faults.calls.clear()
        alone = await checked(tmp_path, telegram)
        with await owned(settings, SystemClock()):
            beside = await checked(tmp_path, telegram)
        assert not polls.done()
        polls.cancel()

    assert (alone.code, beside.code) == (0, 0)
    assert "program" not in own(alone)
    assert "hears for this bot now" in own(beside)["program"]["what"]


async def test_missing_rights_in_a_forum_are_told(tmp_path: Path, telegram: Telegram) -> None:
    """Of each group that is set it is said what may be sent there, and what closed topics need."""
    forum = telegram.world.add_supergroup("Gardens", forum=True)
    forum.denied = frozenset({"can_send_photos"})
    lacking = await checked(tmp_path, telegram, f'chats = ["{forum.id}"]')
    telegram.world.join(forum, telegram.world.bot, status=Status.ADMINISTRATOR, rights=["can_manage_topics"])
    given = await checked(tmp_path, telegram, f'chats = ["{forum.id}"]')
    there = [
        {each["name"]: each for each in report.findings if each["about"] == "Gardens"} for report in (lacking, given)
    ]

    assert [report.code for report in (lacking, given)] == [1, 0]
    assert [each["rights"]["status"] for each in there] == ["bad", "ok"]
    assert "only as an administrator who may manage topics" in there[0]["topics"]["what"]
    assert "also in closed ones" in there[1]["topics"]["what"]
