"""What `atelier check` and /doctor say of a bot on Telegram, and how a start that cannot work ends."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from telegram import Bot

from adapters.platforms.telegram.adapter import TelegramAdapter
from adapters.platforms.telegram.checks import TelegramInspection
from adapters.platforms.telegram.settings import TelegramSettings, Webhook
from bot import texts
from bot.checks.findings import Account, Finding, Status
from bot.commands.all import COMMANDS
from bot.errors import ConfigError, NoStart
from bot.texts import Languages
from tests.adapters.platforms.telegram.house import ACCOUNT, House
from tests.clock import ManualClock
from tests.emulators.telegram.faults import Fault
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.things import Status as Standing

MAIN = Account("telegram.main", "TELEGRAM_TOKEN")


@pytest.fixture
async def telegram(clock: ManualClock) -> AsyncIterator[Telegram]:
    """A Telegram that nobody speaks to yet."""
    async with Telegram(clock=clock) as server:
        yield server


async def found(telegram: Telegram, **about: str | Webhook) -> dict[str, Finding]:
    """What the check finds, by name."""
    settings = replace(TelegramSettings(ACCOUNT, telegram.token, api_url=telegram.origin), **about)  # type: ignore[arg-type]
    languages = await asyncio.to_thread(texts.load)
    told = await TelegramInspection(MAIN, settings, COMMANDS, languages).findings()
    return {each.name: each for each in told}


def said(finding: Finding, languages: Languages) -> str:
    """What stands there in English."""
    t = languages.of()
    return " ".join(say(t) for say in (finding.what, finding.why, finding.mend) if say)


async def test_a_bot_that_can_work_is_fine(telegram: Telegram) -> None:
    """Token, hearing, updates and menus are looked at, and nothing is changed."""
    told = await found(telegram)

    assert {name: each.status for name, each in told.items()} == dict.fromkeys(
        ("token", "hears", "updates", "commands"), Status.OK
    )
    assert not [each for each in telegram.faults.calls if each.startswith(("set", "delete", "send"))]


async def test_a_wrong_token_is_told_with_its_variable(telegram: Telegram) -> None:
    """The way out names the variable, and nothing tells the token."""
    telegram.refusals.allow(401)
    languages = await asyncio.to_thread(texts.load)
    (bad,) = (await found(telegram, token="7000000001:wrong")).values()

    assert (bad.name, bad.status) == ("token", Status.BAD)
    assert "TELEGRAM_TOKEN" in said(bad, languages)
    assert "wrong" not in said(bad, languages)


async def test_a_telegram_that_cannot_be_reached_is_told(telegram: Telegram) -> None:
    """A network that is down is no wrong token."""
    telegram.faults.order(Fault(call="getMe", status=502))
    (bad,) = (await found(telegram)).values()

    assert (bad.name, bad.status) == ("reach", Status.BAD)


async def test_doctor_tells_what_is_missing_in_a_group(home: House) -> None:
    """A group where the bot may not write is said, with who can mend it; so is what is heard there."""
    fine = await home.adapter.examine(home.ref(home.group))
    assert [each.status for each in fine] == [Status.OK] * 2
    shy = home.telegram.world.add_supergroup("Shy", owner=home.ann.user)
    home.telegram.world.join(shy, home.telegram.world.bot, status=Standing.RESTRICTED)
    told: Sequence[Finding] = await home.adapter.examine(home.ref(shy))
    english = home.adapter._languages

    assert told[0].status is Status.BAD
    assert "administrator" in said(told[0], english)
    assert "Privacy mode is on" in said(told[1], english)
    assert [each.status for each in await home.adapter.examine(home.ref(home.ann.dm))] == [Status.OK]


async def test_doctor_tells_whether_a_topic_is_closed(home: House) -> None:
    """Where topics can be closed to us it is said what that takes; of one that is, that it takes nothing now."""
    home.telegram.refusals.allow("TOPIC_CLOSED")
    world, english = home.telegram.world, home.adapter._languages
    forum = world.add_supergroup("Forum", owner=home.ann.user, forum=True)
    topic = world.add_topic(forum, "Foxes")
    told = [await home.adapter.examine(home.ref(forum, topic))]
    world.close_topic(forum, topic)
    told.append(await home.adapter.examine(home.ref(forum, topic)))
    world.join(forum, world.bot, status=Standing.ADMINISTRATOR, rights=["can_manage_topics"])
    told.append(await home.adapter.examine(home.ref(forum, topic)))
    topics = [next(each for each in found if each.name == "topics") for found in told]

    assert [each.status for each in topics] == [Status.OK, Status.BAD, Status.OK]
    for each, words in zip(
        topics, ("in closed ones only as", "Open the topic, or make me", "also in closed"), strict=True
    ):
        assert words in said(each, english)


async def test_a_start_with_a_wrong_token_ends_with_the_setting(telegram: Telegram, clock: ManualClock) -> None:
    """The operator is told which setting is wrong, and no secret stands in the words."""
    telegram.refusals.allow(401)
    languages = await asyncio.to_thread(texts.load)
    settings = TelegramSettings(ACCOUNT, "7000000001:wrong", api_url=telegram.origin)
    with pytest.raises(ConfigError) as refused:
        async with TelegramAdapter(settings, languages, clock):
            pass

    assert "telegram.main.token_env" in str(refused.value)
    assert "wrong" not in str(refused.value)


async def test_an_outage_at_the_start_is_told_at_once_and_may_pass(telegram: Telegram, clock: ManualClock) -> None:
    """Broken outcome: a Telegram that could not be asked held the page and all other accounts up for a minute."""
    telegram.faults.order(Fault(call="getMe", status=502))
    languages = await asyncio.to_thread(texts.load)
    settings = TelegramSettings(ACCOUNT, telegram.token, api_url=telegram.origin)
    adapter = TelegramAdapter(settings, languages, clock)
    with pytest.raises(NoStart, match="cannot be asked"):
        await adapter.__aenter__()

    async with adapter:
        assert telegram.faults.calls["getMe"] == 2


async def test_a_group_that_is_set_and_not_joined_is_told_with_the_way_in(telegram: Telegram) -> None:
    """Whoever set a wrong id, or forgot to add the bot, reads which group it is and the link that adds it."""
    telegram.refusals.allow("chat not found", "was kicked", "not a member")
    joined = telegram.world.add_supergroup("Studio")
    left = telegram.world.add_supergroup("Left")
    telegram.world.leave(left, telegram.world.bot)
    told = await groups(telegram, joined.id, left.id, -1009999999999)

    assert [each.name for each in told] == ["group", "group", "rights"]
    assert {each.status for each in told[:2]} == {Status.WARN}
    assert "startgroup" in said(told[0], await asyncio.to_thread(texts.load))


async def test_a_group_that_moved_is_told_with_its_new_id(telegram: Telegram) -> None:
    """Broken outcome: a group fell silent because the configuration still had the id from before it moved."""
    telegram.refusals.allow("upgraded to a supergroup")
    small = telegram.world.add_group("Small")
    large = telegram.world.migrate(small)
    (told,) = await groups(telegram, small.id)

    assert told.status is Status.WARN
    assert str(large.id) in said(told, await asyncio.to_thread(texts.load))


async def test_a_group_that_takes_no_files_is_told(telegram: Telegram) -> None:
    """Where members may write and send no files, results could not arrive."""
    group = telegram.world.add_supergroup("Words")
    group.denied = frozenset({"can_send_photos"})
    (told,) = await groups(telegram, group.id)
    group.denied = frozenset()

    assert (told.name, told.about, told.status) == ("rights", "Words", Status.BAD)
    assert (await groups(telegram, group.id))[0].status is Status.OK


async def test_a_webhook_that_fails_is_told_with_telegrams_words(telegram: Telegram) -> None:
    """Whoever set a webhook that leads nowhere reads what Telegram met there, and which setting it is."""
    hook = Webhook("http://127.0.0.1:9/telegram", 9, "secret")
    async with Bot(telegram.token, base_url=telegram.base_url) as bot:
        await bot.set_webhook(hook.url)
        await telegram.person("Ann").starts()
        while not (await bot.get_webhook_info()).last_error_message:  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
    updates = (await found(telegram, webhook=hook))["updates"]

    assert updates.status is Status.WARN
    assert "telegram.main.webhook_url" in said(updates, await asyncio.to_thread(texts.load))


async def groups(telegram: Telegram, *ids: int) -> list[Finding]:
    """What the check finds about groups that are set, in their order."""
    settings = TelegramSettings(ACCOUNT, telegram.token, api_url=telegram.origin, chats=frozenset(ids))
    languages = await asyncio.to_thread(texts.load)
    told = await TelegramInspection(MAIN, settings, COMMANDS, languages).findings()
    return [each for each in told if each.name in {"group", "rights"}]
