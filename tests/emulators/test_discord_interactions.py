"""The real discord.py is called by people through the emulator, and answers by Discord's rules."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable

import discord
import pytest
from discord import app_commands

from tests.clock import ManualClock
from tests.emulators.clients import PLAIN, running
from tests.emulators.discord.interactions import FIRST_ANSWER, LIFETIME
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import Channel, File

UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10008, 10015, 10062
TOO_LARGE, ALREADY_ACKNOWLEDGED, FOLLOW_UPS_USED_UP, INVALID_TOKEN, INVALID_FORM = 40005, 40060, 40094, 50027, 50035
HASTE = 20.0
PNG = b"\x89PNG\r\n\x1a\n and so on"

Answer = Callable[["discord.Interaction[Bot]"], Awaitable[None]]


class Bot(discord.Client):
    """A small bot whose commands, buttons and forms do what the test says; what they raise is kept."""

    def __init__(self) -> None:
        super().__init__(intents=PLAIN, guild_ready_timeout=0, max_messages=None)
        self.tree: app_commands.CommandTree[Bot] = app_commands.CommandTree(self)
        self.tree.error(self._fails)
        self.presses: Answer = _nothing
        self.forms: Answer = _nothing
        self.raised: asyncio.Queue[BaseException] = asyncio.Queue()

    async def on_interaction(self, interaction: "discord.Interaction[Bot]") -> None:
        """Pass presses and forms on."""
        acts = {discord.InteractionType.component: self.presses, discord.InteractionType.modal_submit: self.forms}
        await self.tries(acts.get(interaction.type, _nothing)(interaction))

    async def tries(self, answer: Awaitable[object]) -> None:
        """Keep what Discord refuses."""
        try:
            await answer
        except discord.HTTPException as error:
            self.raised.put_nowait(error)

    async def _fails(self, interaction: "discord.Interaction[Bot]", error: app_commands.AppCommandError) -> None:
        self.raised.put_nowait(getattr(error, "original", error))

    async def refused(self) -> int:
        """Wait until something was refused: Discord's code."""
        error = await self.raised.get()
        assert isinstance(error, discord.HTTPException)
        return error.code

    def command(self, name: str, answer: Answer) -> None:
        """Declare a command without options."""

        async def run(interaction: discord.Interaction[Bot]) -> None:
            await answer(interaction)

        self.tree.add_command(app_commands.Command(name=name, description=name, callback=run))

    async def offers(self, name: str, answer: Answer) -> None:
        """Declare a command without options, and publish it."""
        self.command(name, answer)
        await self.tree.sync()


async def _nothing(interaction: "discord.Interaction[Bot]") -> None:
    return


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[Discord]:
    """A Discord whose time stands still."""
    async with Discord(clock=clock, haste=HASTE) as server:
        yield server


@pytest.fixture
def garden(server: Discord) -> Channel:
    """A channel of a server with the bot in it."""
    return server.world.add_channel(server.world.add_guild("Garden").id, "pictures")


@pytest.fixture
async def bot(server: Discord, garden: Channel) -> AsyncIterator[Bot]:
    """The bot, connected; its commands are published by `sync`."""
    async with running(server, Bot()) as bot:
        yield bot


async def test_a_command_is_answered_at_once(server: Discord, bot: Bot, garden: Channel) -> None:
    """The answer names the command it answers, and everybody sees it."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message(f"hello {interaction.user.display_name}")

    await bot.offers("hello", answer)
    ann, bob = server.person("Ann"), server.person("Bob")
    used = await ann.uses(garden, "hello")
    assert await used.acknowledged() == 0
    assert (await used.answer()).text == "hello Ann"
    assert [each.text for each in bob.sees(garden)] == ["hello Ann"]


async def test_options_of_every_kind_arrive(server: Discord, bot: Bot, garden: Channel) -> None:
    """Texts, numbers, choices, people and files reach the program as they were given, files with their bytes."""
    got: list[object] = []

    @bot.tree.command(description="create")
    @app_commands.choices(mode=[app_commands.Choice(name="Fast", value="fast")])
    async def create(
        interaction: discord.Interaction[Bot],
        prompt: str,
        count: int,
        mode: app_commands.Choice[str],
        friend: discord.Member,
        image: discord.Attachment,
    ) -> None:
        got.extend([prompt, count, mode.value, friend.id, image.filename, await image.read()])
        await interaction.response.send_message("thanks")

    await bot.tree.sync()
    ann, bob = server.person("Ann"), server.person("Bob")
    used = await ann.uses(
        garden, "create", prompt="a fox", count=2, mode="Fast", friend=bob, image=File("fox.png", PNG)
    )
    await used.answer()
    assert got == ["a fox", 2, "fast", bob.id, "fox.png", PNG]


async def test_what_is_not_published_cannot_be_used(server: Discord, bot: Bot, garden: Channel) -> None:
    """A command, an option or a value that no client offers is the mistake of the test."""

    @bot.tree.command(description="create")
    async def create(interaction: discord.Interaction[Bot], prompt: app_commands.Range[str, 1, 5]) -> None:
        await interaction.response.send_message("thanks")

    await bot.tree.sync()
    ann = server.person("Ann")
    for wrong in ({}, {"prompt": "far too long"}, {"prompt": 3}, {"prompt": "fox", "size": "big"}):
        with pytest.raises(AssertionError):
            await ann.uses(garden, "create", **wrong)
    with pytest.raises(AssertionError):
        await ann.uses(garden, "destroy")


async def test_commands_keep_to_people_and_places(server: Discord, bot: Bot, garden: Channel) -> None:
    """Permissions and contexts declared with a command are honoured by everybody's client (D25, D27)."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("done")

    bot.command("mode", answer)
    declared = bot.tree.get_command("mode")
    assert isinstance(declared, app_commands.Command)
    declared.default_permissions = discord.Permissions(manage_guild=True)
    declared.allowed_contexts = app_commands.AppCommandContext(guild=True)
    await bot.tree.sync()
    ann, moderator = server.person("Ann"), server.person("Mo", may=Permission.MANAGE_GUILD)
    with pytest.raises(AssertionError, match="hidden"):
        await ann.uses(garden, "mode")
    with pytest.raises(AssertionError, match="BOT_DM"):
        await moderator.uses(moderator.dm, "mode")
    assert (await (await moderator.uses(garden, "mode")).answer()).text == "done"


async def test_a_deferred_answer_is_filled_later(
    server: Discord, bot: Bot, garden: Channel, clock: ManualClock
) -> None:
    """Thinking counts as the answer; what is edited in later takes its place."""
    go = asyncio.Event()

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.defer(thinking=True)
        await go.wait()
        await interaction.edit_original_response(content="a fox", attachments=[])

    await bot.offers("slow", answer)
    ann = server.person("Ann")
    used = await ann.uses(garden, "slow")
    await used.acknowledged()
    [thinking] = ann.sees(garden)
    assert used.deferred
    assert thinking.loading
    await clock.advance(LIFETIME - 1)
    go.set()
    filled = await used.answer()
    assert (filled.id, filled.text) == (thinking.id, "a fox")


async def test_a_private_answer_is_seen_by_one(server: Discord, bot: Bot, garden: Channel) -> None:
    """An ephemeral message is for one person: nobody else sees it and no request can fetch it (D5)."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("only you", ephemeral=True)

    await bot.offers("secret", answer)
    ann, bob = server.person("Ann"), server.person("Bob")
    told = await (await ann.uses(garden, "secret")).answer()
    assert told.private
    assert [each.text for each in ann.sees(garden)] == ["only you"]
    assert bob.sees(garden) == []
    place = bot.get_partial_messageable(garden.id)
    with pytest.raises(discord.NotFound) as refused:
        await place.fetch_message(told.id)
    assert refused.value.code == UNKNOWN_MESSAGE
    assert [each async for each in place.history()] == []
    ann.reloads()
    assert ann.sees(garden) == []
    server.refusals.allow(UNKNOWN_MESSAGE)


async def test_follow_ups_can_be_changed_and_taken_away(server: Discord, bot: Bot, garden: Channel) -> None:
    """What follows an answer is a message of its own, private or not, and stays in the program's hand."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("first")
        told = await interaction.followup.send("psst", ephemeral=True, wait=True)
        await told.edit(content="psst!")
        gone = await interaction.followup.send("gone", wait=True, file=discord.File(__file__, "note.txt"))
        await gone.delete()
        await interaction.delete_original_response()
        await interaction.followup.send("last")

    await bot.offers("chat", answer)
    ann, bob = server.person("Ann"), server.person("Bob")
    await ann.uses(garden, "chat")
    await ann.finds(garden, "last")
    assert [(each.text, each.private) for each in ann.sees(garden)] == [("psst!", True), ("last", False)]
    assert [each.text for each in bob.sees(garden)] == ["last"]


async def test_nothing_within_three_seconds_is_no_answer(
    server: Discord, bot: Bot, garden: Channel, clock: ManualClock
) -> None:
    """After 3 s the client gives up, the test hears of it, and a late answer is refused (D1)."""
    go = asyncio.Event()

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await go.wait()
        await interaction.response.send_message("too late")

    await bot.offers("late", answer)
    ann = server.person("Ann")
    used = await ann.uses(garden, "late")
    await clock.advance(FIRST_ANSWER)
    await used.fails()
    with pytest.raises(AssertionError, match="did not respond"):
        await used.answer()
    assert [each.why for each in server.refusals.unexpected] == ["The application did not respond"]
    go.set()
    assert await bot.refused() == UNKNOWN_INTERACTION
    server.refusals.allow(UNKNOWN_INTERACTION)


async def test_a_token_ends_after_fifteen_minutes(
    server: Discord, bot: Bot, garden: Channel, clock: ManualClock
) -> None:
    """What comes later must not lean on the interaction any more (D3)."""
    go = asyncio.Event()

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.defer(thinking=True)
        await go.wait()
        await interaction.edit_original_response(content="too late")

    await bot.offers("long", answer)
    await (await server.person("Ann").uses(garden, "long")).acknowledged()
    await clock.advance(LIFETIME + 1)
    go.set()
    assert await bot.refused() == INVALID_TOKEN
    server.refusals.allow(INVALID_TOKEN)


async def test_only_one_first_answer_counts(server: Discord, bot: Bot, garden: Channel) -> None:
    """A second callback is refused whatever it says."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("first")
        interaction.response._response_type = None
        await interaction.response.send_message("second")

    await bot.offers("twice", answer)
    used = await server.person("Ann").uses(garden, "twice")
    assert await bot.refused() == ALREADY_ACKNOWLEDGED
    assert (await used.answer()).text == "first"
    server.refusals.allow(ALREADY_ACKNOWLEDGED)


async def test_nothing_follows_what_was_not_answered(server: Discord, bot: Bot, garden: Channel) -> None:
    """A follow-up before the first answer finds no webhook."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        try:
            await interaction.followup.send("too early")
        finally:
            await interaction.response.send_message("now")

    await bot.offers("early", answer)
    used = await server.person("Ann").uses(garden, "early")
    assert await bot.refused() == UNKNOWN_WEBHOOK
    assert (await used.answer()).text == "now"
    server.refusals.allow(UNKNOWN_WEBHOOK)


async def test_only_privacy_rides_on_a_defer(server: Discord, bot: Bot, garden: Channel) -> None:
    """Any other flag or field on a deferred answer is refused (D2)."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await bot.http.request(
            discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
            json={"type": 5, "data": {"flags": 4096}},
        )

    await bot.offers("odd", answer)
    used = await server.person("Ann").uses(garden, "odd")
    assert await bot.refused() == INVALID_FORM
    assert not used.deferred
    server.refusals.allow(INVALID_FORM)


async def test_buttons_change_their_message_or_answer(server: Discord, bot: Bot, garden: Channel) -> None:
    """A press carries the button's id and its message; it can change that message, or be answered beside it."""

    async def presses(interaction: discord.Interaction[Bot]) -> None:
        assert interaction.data is not None
        if interaction.data.get("custom_id") == "yes":
            await interaction.response.edit_message(content="approved", view=None)
        else:
            await interaction.response.send_message("not yours", ephemeral=True)

    bot.presses = presses
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Approve", custom_id="yes"))
    view.add_item(discord.ui.Button(label="Decline", custom_id="no"))
    view.add_item(discord.ui.Button(label="Project", url="https://example.org"))
    await bot.get_partial_messageable(garden.id).send("48 credits?", view=view)
    ann, bob = server.person("Ann"), server.person("Bob")
    [card] = ann.sees(garden)
    declined = await (await bob.presses(card, "Decline")).answer()
    assert (declined.text, declined.private, declined.answers) == ("not yours", True, card.id)
    with pytest.raises(AssertionError, match="only opens"):
        await ann.presses(card, "Project")
    await (await ann.presses(card, "Approve")).acknowledged()
    assert (ann.again(card).text, ann.again(card).labels) == ("approved", [])
    with pytest.raises(AssertionError, match="no button"):
        await ann.presses(card, "Approve")
    late = await (await bob.presses(card, "Decline", crossing=True)).answer()
    assert late.text == "not yours"


async def test_a_press_may_only_be_acknowledged(server: Discord, bot: Bot, garden: Channel) -> None:
    """A deferred update shows nothing; the message can then be edited through the token."""

    async def presses(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="seen")

    bot.presses = presses
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Seen?", custom_id="seen"))
    await bot.get_partial_messageable(garden.id).send("news", view=view)
    ann = server.person("Ann")
    used = await ann.presses(ann.sees(garden)[0], "Seen?")
    await used.acknowledged()
    assert used.deferred
    assert len(ann.sees(garden)) == 1
    await ann.finds(garden, "seen")


async def test_a_form_opens_and_is_sent(server: Discord, bot: Bot, garden: Channel) -> None:
    """A press opens a form with what was there; what is typed arrives under its id, and may not open another."""

    class Edit(discord.ui.Modal, title="Edit"):
        prompt: discord.ui.TextInput["Edit"] = discord.ui.TextInput(label="Prompt", custom_id="prompt", default="a fox")

    async def presses(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_modal(Edit(custom_id="edit"))

    async def forms(interaction: discord.Interaction[Bot]) -> None:
        assert interaction.data is not None
        assert interaction.message is not None
        try:
            await interaction.response.send_modal(Edit(custom_id="again"))
        finally:
            interaction.response._response_type = None
            typed = interaction.data["components"][0]["components"][0]  # type: ignore[typeddict-item]
            await interaction.response.send_message(f"{interaction.message.content}, {typed['value']}")

    bot.presses, bot.forms = presses, forms
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Edit", custom_id="edit"))
    await bot.get_partial_messageable(garden.id).send("a picture", view=view)
    ann = server.person("Ann")
    form = await (await ann.presses(ann.sees(garden)[0], "Edit")).form()
    assert (form.title, form.fields) == ("Edit", {"Prompt": "a fox"})
    with pytest.raises(AssertionError, match="Prompt takes"):
        await ann.fills(form, "x" * 4_001)
    sent = await ann.fills(form, "a red fox")
    assert (await sent.answer()).text == "a picture, a red fox"
    assert await bot.refused() == INVALID_FORM
    server.refusals.allow(INVALID_FORM)


async def test_a_form_with_faults_is_refused(server: Discord, bot: Bot, garden: Channel) -> None:
    """A title over 45 characters is no form for Discord (D22)."""

    class Long(discord.ui.Modal, title="x" * 46):
        text: discord.ui.TextInput["Long"] = discord.ui.TextInput(label="Text")

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_modal(Long())

    await bot.offers("form", answer)
    await server.person("Ann").uses(garden, "form")
    assert await bot.refused() == INVALID_FORM
    server.refusals.allow(INVALID_FORM)


async def test_typing_is_completed(server: Discord, bot: Bot, garden: Channel) -> None:
    """Suggestions follow what is typed and what is filled in already; more than 25 are refused (D7)."""

    async def which(interaction: discord.Interaction[Bot], typed: str) -> list[app_commands.Choice[str]]:
        if typed == "all":
            await bot.tries(interaction.response.autocomplete([app_commands.Choice(name="x", value="x")] * 26))
        return [app_commands.Choice(name=f"{typed}{interaction.namespace.kind}", value="0")]

    @bot.tree.command(description="model")
    @app_commands.autocomplete(which=which)
    async def model(interaction: discord.Interaction[Bot], which: str, kind: str = "") -> None:
        await interaction.response.send_message(which)

    await bot.tree.sync()
    ann = server.person("Ann")
    choices = await ann.completes(garden, "model", "which", "kl", kind="video")
    assert [(each.name, each.value) for each in choices] == [("klvideo", "0")]
    await ann.completes(garden, "model", "which", "all", kind="video")
    assert await bot.refused() == INVALID_FORM
    server.refusals.allow(INVALID_FORM)
    with pytest.raises(AssertionError, match="completes nothing"):
        await ann.completes(garden, "model", "kind", "v")
    assert (await (await ann.uses(garden, "model", which="0")).answer()).text == "0"


async def test_a_message_menu_shows_the_message(server: Discord, bot: Bot, garden: Channel) -> None:
    """The target of a context menu arrives whole, though the bot may read nobody's messages (D31)."""
    got: list[object] = []

    @bot.tree.context_menu(name="Edit this")
    async def edit(interaction: discord.Interaction[Bot], message: discord.Message) -> None:
        got.extend([message.content, message.author.id, await message.attachments[0].read()])
        await interaction.response.send_message("edited", ephemeral=True)

    await bot.tree.sync()
    ann, bob = server.person("Ann"), server.person("Bob")
    said = await bob.says(garden, "look", files=[File("fox.png", PNG)])
    await (await ann.uses_menu("Edit this", said)).answer()
    assert got == ["look", bob.id, PNG]


async def test_an_app_of_ones_own_works_where_it_is_no_member(server: Discord, bot: Bot, garden: Channel) -> None:
    """With a user install a command works anywhere, with five follow-ups at most, and says on whose authority (D6)."""
    owners: list[tuple[bool, bool]] = []

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        owners.append((interaction.is_guild_integration(), interaction.is_user_integration()))
        await interaction.response.send_message("first")
        for number in range(6):
            await interaction.followup.send(f"{number}")

    bot.command("hello", answer)
    declared = bot.tree.get_command("hello")
    assert isinstance(declared, app_commands.Command)
    declared.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
    await bot.tree.sync()
    elsewhere = server.world.add_channel(server.world.add_guild("Elsewhere", bot=False).id, "chat")
    ann = server.person("Ann")
    with pytest.raises(AssertionError, match="not installed"):
        await ann.uses(elsewhere, "hello")
    ann.installs()
    used = await ann.uses(elsewhere, "hello")
    assert await bot.refused() == FOLLOW_UPS_USED_UP
    assert len(await used.follow_ups(5)) == 5
    at_home = await ann.uses(garden, "hello")
    assert len(await at_home.follow_ups(6)) == 6
    assert owners == [(False, True), (True, True)]
    server.refusals.allow(FOLLOW_UPS_USED_UP)


async def test_apps_from_outside_are_private_where_the_server_wants_it(
    server: Discord, bot: Bot, garden: Channel
) -> None:
    """Without the right to use apps from outside, the answer is for the person alone."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("to everybody?")

    bot.command("hello", answer)
    declared = bot.tree.get_command("hello")
    assert isinstance(declared, app_commands.Command)
    declared.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
    await bot.tree.sync()
    guild = server.world.add_guild("Elsewhere", bot=False)
    everyone = guild.roles[guild.id]
    server.world.change_role(guild.id, guild.id, everyone.permissions & ~Permission.USE_EXTERNAL_APPS)
    ann = server.person("Ann")
    ann.installs()
    told = await (await ann.uses(server.world.add_channel(guild.id, "chat"), "hello")).answer()
    assert told.private


async def test_an_interaction_says_where_it_comes_from(server: Discord, bot: Bot, garden: Channel) -> None:
    """Languages, rights, limits, context and authority travel with every interaction (D10, D25, D26)."""
    got: list[discord.Interaction[Bot]] = []

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        got.append(interaction)
        await interaction.response.send_message("here")

    await bot.offers("where", answer)
    guild = server.world.guilds[garden.guild or 0]
    guild.tier, guild.locale = 2, "de"
    ann = server.person("Ann", may=Permission.MANAGE_GUILD, locale="zh-CN")
    await (await ann.uses(garden, "where")).answer()
    await (await ann.uses(ann.dm, "where")).answer()
    here, direct = got
    assert (here.locale, here.guild_locale) == (discord.Locale.chinese, discord.Locale.german)
    assert (here.filesize_limit, direct.filesize_limit) == (50 << 20, 10 << 20)
    assert (here.context.guild, direct.context.dm_channel) == (True, True)
    assert here.permissions.manage_guild
    assert not here.app_permissions.manage_guild
    assert here.app_permissions.attach_files
    assert here.is_guild_integration()
    assert direct.guild is None


async def test_a_command_is_found_by_its_name_in_any_language(server: Discord, bot: Bot, garden: Channel) -> None:
    """What a translated client shows is what its owner types."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("done")

    class Chinese(app_commands.Translator):
        async def translate(
            self,
            string: app_commands.locale_str,
            locale: discord.Locale,
            context: app_commands.TranslationContextTypes,
        ) -> str | None:
            wanted = locale is discord.Locale.chinese and string.message == "create"
            return "创作" if wanted else None

    bot.command("create", answer)
    await bot.tree.set_translator(Chinese())
    await bot.tree.sync()
    assert (await (await server.person("Ann").uses(garden, "创作")).answer()).text == "done"


async def test_an_age_restricted_command_keeps_to_its_places(server: Discord, bot: Bot, garden: Channel) -> None:
    """Such a command is offered in age-restricted channels only (D28)."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("done")

    bot.command("dark", answer)
    declared = bot.tree.get_command("dark")
    assert isinstance(declared, app_commands.Command)
    declared.nsfw = True
    await bot.tree.sync()
    ann = server.person("Ann")
    with pytest.raises(AssertionError, match="age-restricted"):
        await ann.uses(garden, "dark")
    dark = server.world.add_channel(garden.guild or 0, "dark", nsfw=True)
    assert (await (await ann.uses(dark, "dark")).answer()).text == "done"


async def test_a_private_message_has_buttons_too(server: Discord, bot: Bot, garden: Channel) -> None:
    """A button below an ephemeral message works for its reader and can change it in place."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Next", custom_id="next"))
        view.add_item(discord.ui.Button(label="Back", custom_id="back", disabled=True))
        await interaction.response.send_message("page 1", view=view, ephemeral=True)

    async def presses(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.edit_message(content="page 2")

    bot.command("pages", answer)
    bot.presses = presses
    await bot.tree.sync()
    ann, bob = server.person("Ann"), server.person("Bob")
    page = await (await ann.uses(garden, "pages")).answer()
    with pytest.raises(AssertionError, match="cannot be pressed"):
        await ann.presses(page, "Back")
    with pytest.raises(AssertionError, match="does not see"):
        await bob.presses(page, "Next")
    turned = await (await ann.presses(page, "Next")).answer()
    assert (turned.id, turned.text, turned.private) == (page.id, "page 2", True)


async def test_a_form_with_labels_opens_from_a_command(server: Discord, bot: Bot, garden: Channel) -> None:
    """The newer form, whose fields stand in labels, is filled in by those labels."""

    class Edit(discord.ui.Modal, title="Edit"):
        prompt = discord.ui.Label["Edit"](text="Prompt", component=discord.ui.TextInput["Edit"](custom_id="prompt"))
        style = discord.ui.Label["Edit"](
            text="Style", component=discord.ui.TextInput["Edit"](custom_id="style", required=False)
        )

        async def on_submit(self, interaction: discord.Interaction) -> None:
            assert isinstance(self.prompt.component, discord.ui.TextInput)
            await interaction.response.send_message(f"{self.prompt.component.value}!")

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_modal(Edit())

    await bot.offers("edit", answer)
    ann = server.person("Ann")
    form = await (await ann.uses(garden, "edit")).form()
    with pytest.raises(AssertionError, match="Prompt must be filled in"):
        await ann.fills(form, style="oil")
    with pytest.raises(AssertionError, match="no field size"):
        await ann.fills(form, prompt="a fox", size="big")
    assert (await (await ann.fills(form, prompt="a fox")).answer()).text == "a fox!"


async def test_a_file_over_the_limit_is_refused_in_an_answer(server: Discord, bot: Bot, garden: Channel) -> None:
    """Answers have the same limits as messages (D10)."""

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message(file=discord.File(io.BytesIO(bytes((10 << 20) + 1)), "big.bin"))

    await bot.offers("big", answer)
    await server.person("Ann").uses(garden, "big")
    assert await bot.refused() == TOO_LARGE
    server.refusals.allow(TOO_LARGE)


async def test_an_app_of_ones_own_comes_along_into_direct_messages(server: Discord, bot: Bot, garden: Channel) -> None:
    """Between two people a command works by the install of one of them, and may attach files there."""
    got: list[discord.Interaction[Bot]] = []

    async def answer(interaction: discord.Interaction[Bot]) -> None:
        got.append(interaction)
        await interaction.response.send_message("hello you two")

    bot.command("hello", answer)
    declared = bot.tree.get_command("hello")
    assert isinstance(declared, app_commands.Command)
    declared.allowed_installs = app_commands.AppInstallationType(user=True)
    await bot.tree.sync()
    ann, bob = server.person("Ann"), server.person("Bob")
    ann.installs()
    between = server.world.dm(ann.id, bob.id)
    await (await ann.uses(between, "hello")).answer()
    assert [each.text for each in bob.sees(between)] == ["hello you two"]
    assert got[0].context.private_channel
    assert got[0].app_permissions.attach_files
    with pytest.raises(AssertionError, match="not installed"):
        await bob.uses(between, "hello")
