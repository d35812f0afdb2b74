"""A studio account's mode is everybody's: nobody changes it unasked, unseen, or under somebody's running work."""

from dataclasses import replace

import pytest

from bot.chat import CommunityId, Level, Person, PersonId
from bot.errors import RetryLater, UserError
from bot.modes import NOW_AFTER
from bot.store import audit
from bot.studio import Finished, Mode
from bot.texts import as_written
from tests.clock import ManualClock
from tests.harness import ANN, BOB, GARDEN, ROOM, SCRIPTED, WEB, Scene, Talk
from tests.scripted import ScriptedStudio, picture

BOSS = Person(PersonId("boss"), "Boss", Level.OPERATE)
OTHER_BOSS = Person(PersonId("other"), "Other", Level.OPERATE)
HOUR = 3600


class TwoModes(ScriptedStudio):
    """A scripted studio that is either fast or unlimited, and may not be entitled to change."""

    def __init__(self, clock: ManualClock) -> None:
        """It begins fast."""
        super().__init__(clock)
        self._now = Mode.FAST
        self.entitled = True

    async def mode(self) -> Mode:
        """Tell the mode."""
        await self._meets("mode")
        return self._now

    async def set_mode(self, mode: Mode) -> None:
        """Change it, or keep it without a word."""
        await self._meets("set_mode")
        self._now = mode if self.entitled else self._now

    def is_(self, mode: Mode) -> bool:
        """Whether that is the mode at present."""
        return self._now is mode


@pytest.fixture
def studio(clock: ManualClock) -> TwoModes:
    """The studio of every test here."""
    return TwoModes(clock)


async def deeds(talk: Talk) -> list[tuple[str, str | None, str | None]]:
    """Who changed what, oldest first."""
    found = await talk.workshop.database.read(audit.deeds)
    return [(each.person, each.before, each.after) for each in found]


async def offered(talk: Talk, mode: str = "unlimited") -> None:
    """Ask for a mode, up to the question."""
    await talk.gives("mode", person=BOSS, mode=mode)
    await talk.sees(lambda: talk.scene.adapter.saying("Switch scripted"))


async def test_a_free_account_is_switched_and_noted(scene: Scene, studio: TwoModes) -> None:
    """With nothing running the patient switch happens at once, is said, and is written down with its author."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await offered(talk)
        assert studio.is_(Mode.FAST)
        assert scene.adapter.saying("Nobody else has anything running")

        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying("scripted was switched. The mode is now: unlimited"))
        assert studio.is_(Mode.UNLIMITED)
        assert await deeds(talk) == [("boss", "fast", "unlimited")]

        await talk.gives("mode", person=ANN)
        assert "unlimited" in talk.whispered()[-1]


async def test_running_work_is_let_out_and_nothing_new_begins(scene: Scene, studio: TwoModes) -> None:
    """Others are named before; what runs ends in its own mode; what comes meanwhile waits and then begins."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.says("a hare", person=BOB, channel=GARDEN)
        await talk.reaches("running", "running")
        await offered(talk)
        assert scene.adapter.saying("2 requests of 2 other people in 2 channels")

        await talk.presses("Switch when idle", person=BOSS)
        studio.job("a hare").tells(picture("1"), Finished())
        await talk.reaches("running", "finished")
        await talk.says("an owl", person=BOB, channel=GARDEN)
        await talk.settled()
        assert [turn.state for turn in await talk.turns()] == ["running", "finished", "queued"]
        assert studio.is_(Mode.FAST)

        studio.job("a fox").tells(picture("2"), Finished())
        await talk.reaches("finished", "finished", "running")
        assert studio.is_(Mode.UNLIMITED)


async def test_who_waited_ten_minutes_can_have_it_now(scene: Scene, studio: TwoModes) -> None:
    """Broken outcome: anybody could switch under what runs at once; it takes the one who waits, after 10 minutes."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await offered(talk)
        assert scene.adapter.saying("Switch scripted")[0].button("Now") is None
        await talk.presses("Switch when idle", person=BOSS)
        await talk.settled()
        await scene.clock.advance(NOW_AFTER - 1)
        await talk.settled()
        assert not scene.adapter.saying("Something still runs")
        await scene.clock.advance(1)
        token = await talk.presses("Now", person=OTHER_BOSS)
        assert "Only whoever began" in talk.whispered()[-1]
        await talk.presses("Now", person=BOSS, token=token)
        await talk.sees(lambda: studio.is_(Mode.UNLIMITED))
        studio.job("a fox").tells(picture("1"), Finished())
        await talk.says("an owl")
        await talk.reaches("finished", "running")
        assert await deeds(talk) == [("boss", "fast", "unlimited")]


async def test_now_is_not_offered_for_a_switch_that_is_over(scene: Scene, studio: TwoModes) -> None:
    """Ten minutes after a switch that was done or left, its last word still stands there."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying("was switched"))
        await scene.clock.advance(NOW_AFTER)
        await talk.settled()
        assert scene.adapter.saying("was switched")[0].post.buttons == ()


async def test_work_that_rests_between_two_looks_still_runs(scene: Scene, studio: TwoModes) -> None:
    """Broken outcome: a running turn whose studio was out of reach for a while counted as none."""
    studio.refuses("follow", RetryLater(30, as_written("away")))
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.sees(lambda: scene.clock.sleeping)
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.settled()
        assert studio.is_(Mode.FAST)

        await scene.clock.advance(30)
        studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.sees(lambda: studio.is_(Mode.UNLIMITED))


async def test_work_that_is_shown_again_is_waited_for(scene: Scene, studio: TwoModes) -> None:
    """Broken outcome: /show after the door had closed waited behind it, and the switch came under running work."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.says("a wolf", channel=GARDEN)
        await talk.reaches("running", "running")
        await talk.gives("stop")
        await talk.reaches("stopped", "running")
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.gives("show")
        await talk.reaches("running", "running")
        await talk.sees(lambda: studio.count("follow") == 3)
        studio.job("a wolf").finishes()
        await talk.reaches("running", "finished")
        await talk.settled()
        assert studio.is_(Mode.FAST)

        studio.job("a fox").finishes()
        await talk.reaches("finished", "finished")
        await talk.sees(lambda: studio.is_(Mode.UNLIMITED))


async def test_waiting_cards_say_what_holds_them_up(scene: Scene, studio: TwoModes) -> None:
    """Broken outcome: behind a closed door a card said "Next in line" for as long as it took, and nobody knew why."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.says("an owl", person=BOB, channel=GARDEN)
        await talk.says("a second owl", person=BOB, channel=GARDEN)
        await talk.says("a hare")
        await talk.sees(lambda: len(scene.adapter.saying("The studio's mode is being changed")) == 2)
        owl, second, hare = (await talk.turns())[1:]
        assert talk.card(owl).text.startswith("Next in line · ")
        assert talk.card(second).text.startswith("Waiting: 1 request before this one · ")
        assert "mode" not in talk.card(hare).text  # it waits for the fox, not for the door

        studio.job("a fox").tells(picture("1"), Finished())
        await talk.sees(lambda: studio.is_(Mode.UNLIMITED))
        await talk.reaches("finished", "running", "queued", "running")
        await talk.sees(lambda: not scene.adapter.saying("The studio's mode is being changed"))


async def test_the_door_names_itself_to_those_already_waiting(scene: Scene, studio: TwoModes) -> None:
    """Who waited for a free slot before the door closed is told too, and told again when it opens."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.says("a hare", channel=GARDEN)
        await talk.reaches("running", "running")
        await talk.gives("new")
        await talk.says("an owl")
        await talk.sees(lambda: scene.adapter.saying("is working on 2 requests"))
        owl = (await talk.turns())[-1]
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying("Next in line · The studio's mode"))
        await talk.presses("Leave it", person=BOSS)
        await talk.sees(lambda: "is working on 2 requests" in talk.card(owl).text)


async def test_leaving_it_opens_the_door(scene: Scene, studio: TwoModes) -> None:
    """A switch that is given up changes nothing and holds nobody back."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.says("an owl", channel=GARDEN)
        await talk.presses("Leave it", person=BOSS)
        await talk.reaches("running", "running")
        studio.job("a fox").tells(picture("1"), Finished())
        studio.job("an owl").tells(picture("2"), Finished())
        await talk.reaches("finished", "finished")
        await talk.settled()
        assert studio.count("set_mode") == 0


async def test_an_account_that_may_not_is_told_so(scene: Scene, studio: TwoModes) -> None:
    """A mode the studio did not grant is never claimed, and the door is open again."""
    studio.entitled = False
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying("not entitled"))
        assert scene.adapter.saying("The mode is now: fast")
        assert await deeds(talk) == [("boss", "fast", "fast")]
        await talk.says("a fox")
        await talk.reaches("running")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UserError(as_written("the keys are wrong")), "the keys are wrong"),
        (RetryLater(5, as_written("the studio is away")), "the studio is away I could not tell"),
    ],
)
async def test_a_switch_that_fails_says_why(scene: Scene, studio: TwoModes, error: UserError, words: str) -> None:
    """Whatever stops the switch is said under the question, and work goes on."""
    studio.refuses("set_mode", error)
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying(words))
        await talk.says("a fox")
        await talk.reaches("running")


async def test_a_restart_drops_a_waiting_switch_in_words(scene: Scene, studio: TwoModes) -> None:
    """After a crash no door stays closed and nothing changes by surprise: the question says so."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await offered(talk)
        await talk.presses("Switch when idle", person=BOSS)
        await talk.sees(lambda: scene.adapter.saying("as soon as what runs is done"))
        await talk.settled()
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.sees(lambda: scene.adapter.saying("There was a restart before the switch"))
        studio.job("a fox").tells(picture("1"), Finished())
        await talk.says("an owl")
        await talk.reaches("finished", "running")
        assert studio.is_(Mode.FAST)
        assert await deeds(talk) == [("boss", None, None)]


async def test_only_operators_switch(scene: Scene, studio: TwoModes) -> None:
    """Anybody may see the mode; to ask for another one, or to press, takes an operator."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.gives("mode", mode="unlimited")
        await talk.gives("mode")
        await offered(talk)
        await talk.presses("Switch when idle", person=BOB)
        refused, told, pressed = talk.whispered()
        assert refused == pressed
        assert "Only whoever runs this bot may change the mode of scripted" in refused
        assert "fast" in told
        assert studio.count("set_mode") == 0


async def test_moderators_of_the_community_that_owns_the_account_switch(scene: Scene, studio: TwoModes) -> None:
    """The account's own server needs no operator for it; another server's moderators are told whose right it is."""
    mod = Person(PersonId("mod"), "Mo", Level.MODERATE)
    guest = replace(ROOM, community=CommunityId("elsewhere"))
    owned = replace(scene, owners={SCRIPTED: (WEB, CommunityId("site"))})
    async with owned.core(studios={SCRIPTED: studio}) as talk:
        await talk.gives("mode", mode="unlimited", person=ANN)
        await talk.gives("mode", mode="unlimited", person=mod, channel=guest)
        assert len(talk.whispered()) == 2
        assert all("Only the moderators of the server that owns scripted" in each for each in talk.whispered())

        await talk.gives("mode", mode="unlimited", person=mod)
        await talk.presses("Switch when idle", person=mod)
        await talk.sees(lambda: scene.adapter.saying("scripted was switched"))
        assert await deeds(talk) == [("mod", "fast", "unlimited")]


async def test_what_there_is_nothing_to_ask_about(scene: Scene, studio: TwoModes) -> None:
    """The present mode, an unknown one, and a studio without modes are answered at once."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.gives("mode", person=BOSS, mode="fast")
        await talk.gives("mode", person=BOSS, mode="turbo")
    async with scene.core() as talk:
        await talk.gives("mode")
        same, unknown, none = talk.whispered()
    assert "already" in same
    assert "/mode unlimited" in unknown
    assert "only one mode" in none
    assert not scene.adapter.shown


async def test_an_old_question_no_longer_counts(scene: Scene, studio: TwoModes) -> None:
    """A warning about others is true for a while only: later it has to be asked anew."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await offered(talk)
        await scene.clock.advance(2 * HOUR)
        await talk.presses("Switch when idle", person=BOSS)
        assert "too old" in talk.whispered()[-1]
        assert studio.count("set_mode") == 0


async def test_one_switch_at_a_time(scene: Scene, studio: TwoModes) -> None:
    """While one switch waits, a second one is refused, and so is a second press."""
    async with scene.core(studios={SCRIPTED: studio}) as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await offered(talk)
        token = await talk.presses("Switch when idle", person=BOSS)
        await talk.gives("mode", person=BOSS, mode="unlimited")
        await talk.presses("", person=BOSS, token=token)
        second, again = talk.whispered()
        assert "under way already" in second
        assert "under way" not in again
