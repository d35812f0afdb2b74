"""The menu of a message: what is ours is worked on as it was made, what is not as it was shown."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat import ButtonPress, CommandCall, Form, Level, MessageId, Person, PersonId
from bot.store import audit
from bot.texts import pointing as texts
from tests.bot.commands.test_reworking import makes, result
from tests.harness import ANN, BOB, GARDEN, ROOM, Scene, Talk, short
from tests.scripted import PNG, question

MOD = Person(PersonId("mod"), "Mo", Level.MODERATE)
GUEST = replace(BOB, level=Level.SPEAK)
FOREIGN = MessageId("of somebody")
LINK = "https://chat.example/of-somebody"


async def points(talk: Talk, name: str, message: MessageId, **changes: Any) -> Form | None:  # noqa: ANN401
    """Choose something in a message's menu."""
    call = await talk.called(name)
    return await talk.core.inbox(replace(call, id=None, reply_to=message, **changes))


async def fills(talk: Talk, form: Form | None, text: str, person: Person = ANN) -> None:
    """Write into a form and send it."""
    assert form is not None
    call = await talk.called("none")
    await talk.core.inbox(ButtonPress(call.key, ROOM, person, form.token, text=text))


async def test_editing_a_result_begins_with_its_words_and_takes_its_file(scene: Scene) -> None:
    """A right click on one of our pictures goes on in its conversation, with that picture as the studio made it."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        form = await points(talk, "edit_this", result(talk, "fox").id, attachments=(short("a smaller copy.png"),))
        assert form is not None
        assert form.prefilled == "fox"
        await fills(talk, form, "a fox, but blue")
        await talk.reaches("finished", "running")

    assert [job.prompt.text for job in scene.studio.jobs] == ["fox", "a fox, but blue"]
    assert scene.studio.jobs[1].ref.thread == scene.studio.jobs[0].ref.thread
    assert len(scene.studio.uploads) == 1


async def test_editing_somebody_elses_picture_begins_empty_and_takes_it(scene: Scene) -> None:
    """Anybody's picture can be worked on; the card answers the message that shows it."""
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        form = await points(talk, "edit_this", FOREIGN, attachments=(short("cat.png"),))
        assert form is not None
        assert form.prefilled == ""
        await fills(talk, form, "with a hat")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: scene.adapter.of(turn.id, "card"))

        assert talk.card(turn).reply_to == FOREIGN
    assert [job.prompt.text for job in scene.studio.jobs] == ["with a hat"]
    assert len(scene.studio.uploads) == 1


async def test_a_form_is_for_whoever_opened_it(scene: Scene) -> None:
    """Nobody sends words in another's form, nor after they lost the right; nothing is sent of a form that is closed."""
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        form = await points(talk, "edit_this", FOREIGN, attachments=(short("cat.png"),))
        await fills(talk, form, "with a hat", BOB)
        await fills(talk, form, "with a hat", replace(ANN, level=Level.SPEAK))
        await talk.settled()

        assert await talk.turns() == []
        assert talk.whispered()[0] == texts.form_not_yours(talk.workshop.languages.of())
        assert "not allowed" in talk.whispered()[1]


async def test_a_form_outlives_a_restart(scene: Scene) -> None:
    """Who writes for long loses nothing when the program begins anew meanwhile."""
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        form = await points(talk, "edit_this", FOREIGN, attachments=(short("cat.png"),))
    async with scene.core() as talk:
        await fills(talk, form, "with a hat")
        await talk.reaches("running")

    assert len(scene.studio.uploads) == 1


@pytest.mark.parametrize("name", ["edit_this", "animate_this", "upscale_this"])
async def test_a_message_without_a_file_is_told_apart(scene: Scene, name: str) -> None:
    """Pointing at mere words opens no form and sends nothing."""
    scene.studio.features_are(upscaler="upscale_image")
    async with scene.core() as talk:
        assert await points(talk, name, FOREIGN) is None

        assert talk.whispered() == [texts.nothing_there(talk.workshop.languages.of())]
        assert await talk.turns() == []


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("name", ["animate_this", "upscale_this"])
async def test_a_picture_is_worked_on_at_once(scene: Scene, name: str, *, ours: bool) -> None:
    """One press makes a film or a larger picture, of ours and of others'; the same event twice makes one."""
    scene.adapter.files["cat.png"] = PNG
    scene.studio.features_are(upscaler="upscale_image")
    async with scene.core() as talk:
        await makes(talk, "fox")
        about = result(talk, "fox").id if ours else FOREIGN
        call = replace(await talk.called(name), id=None, reply_to=about, attachments=(short("cat.png"),))
        await talk.core.inbox(call)
        await talk.core.inbox(call)
        _, turn = await talk.reaches("finished", "running")

        assert turn.wishes.upscale == (name == "upscale_this")
        assert turn.request == about
    assert len(scene.studio.uploads) == 1


async def test_who_made_this_tells_the_recipe(scene: Scene) -> None:
    """A result tells anybody who asked, with which words, what was approved and how long it took, and only them."""
    async with scene.core() as talk:
        await talk.says("a film of a fox")
        await talk.reaches("running")
        scene.studio.job("a film of a fox").tells(question("q", 48))
        await talk.presses("Approve")
        await talk.reaches("running")
        await scene.clock.advance(40)
        scene.studio.job("a film of a fox").finishes()
        await talk.reaches("finished")
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])
        (shown,) = [each for each in scene.adapter.shown if each.post.files]
        await points(talk, "who_made_this", shown.id, person=GUEST)

        ((person, post),) = scene.adapter.whispers
        assert person == GUEST.id
        assert "for Ann" in post.text
        assert "“a film of a fox”" in post.text
        assert "48 credits" in post.text
        assert "Took" in post.text


async def test_who_made_this_knows_only_what_is_ours(scene: Scene) -> None:
    """Broken outcome: a picture that somebody had worked on was told to be made by us."""
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        await points(talk, "animate_this", FOREIGN, attachments=(short("cat.png"),))
        await talk.reaches("running")
        await points(talk, "who_made_this", FOREIGN)

        assert talk.whispered() == [texts.not_mine(talk.workshop.languages.of())]


async def reports(talk: Talk, message: MessageId = FOREIGN, person: Person = ANN) -> CommandCall:
    """Report a message."""
    call = replace(await talk.called("report_this"), id=None, reply_to=message, person=person, link=LINK)
    await talk.core.inbox(call)
    return call


async def test_a_report_reaches_the_moderators_channel_once(scene: Scene) -> None:
    """Moderators see who reports what, with the way to it; the same person's second report adds nothing."""
    async with scene.core() as talk:
        await talk.gives("reports", place="here", person=MOD, channel=GARDEN)
        await makes(talk, "fox")
        await reports(talk, result(talk, "fox").id, GUEST)
        await reports(talk, result(talk, "fox").id, GUEST)

        (shown,) = [each for each in scene.adapter.shown if each.channel == GARDEN]
        assert "Bob reports a message" in shown.post.text
        assert "which Ann asked for with: “fox”" in shown.post.text
        assert [link.url for link in shown.post.links] == [LINK]
        assert talk.whispered()[-1] == "Thank you. The moderators were told."
        deeds = await talk.workshop.database.read(audit.deeds)
        assert [each.person for each in deeds if each.action == "report"] == [GUEST.id] * 2


@pytest.mark.parametrize("before", [(), ("here", "nowhere")])
async def test_a_report_that_nobody_sees_is_told_as_that(scene: Scene, before: tuple[str, ...]) -> None:
    """Where no channel is chosen the reporter reads it, and what can be done; the report is written down anyway."""
    async with scene.core() as talk:
        for place in before:
            await talk.gives("reports", place=place, person=MOD)
        await reports(talk)

        assert "no moderator has chosen a channel" in talk.whispered()[-1]
        assert scene.adapter.shown == []
        assert (await talk.workshop.database.read(audit.deeds))[-1].action == "report"


async def test_only_moderators_choose_where_reports_go(scene: Scene) -> None:
    """Nobody else has reports shown to themselves."""
    async with scene.core() as talk:
        await talk.gives("reports", place="here", person=ANN)
        await talk.gives("reports", place="there", person=MOD)
        await talk.gives("reports", place="here", person=MOD, channel=replace(ROOM, community=None))
        await talk.gives("reports", person=MOD)

        refused, unknown, alone, told = talk.whispered()
        assert "not allowed" in refused
        assert "/reports here" in unknown
        assert "only you and me" in alone
        assert "shown nowhere" in told


async def test_where_reports_go_is_told(scene: Scene) -> None:
    """A moderator finds out whether this channel is the one."""
    async with scene.core() as talk:
        await talk.gives("reports", place="here", person=MOD, channel=GARDEN)
        await talk.gives("reports", person=MOD)

        here, elsewhere = talk.whispered()
        assert "in this channel" in here
        assert "another channel" in elsewhere
