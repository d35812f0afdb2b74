"""The studio against a scripted service: what each reply means for a person and for their credits."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.studios.lovart import catalog
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot.abilities import HasCanvas, HasModels, HasModes, HasProjects
from bot.capabilities import MediaKind
from bot.chat import AccountId, Attachment, AttachmentRef, ChannelId, ChannelRef, Spooled
from bot.errors import AtelierError, Busy, Crowded, OutcomeUnknown, QuestionChanged, RetryLater, UserError
from bot.studio import (
    Artifact,
    ArtifactKey,
    ArtifactReady,
    Cause,
    ConfirmationAsked,
    Conversation,
    ConversationId,
    Decision,
    Export,
    Failed,
    Finished,
    Mode,
    Place,
    PlaceId,
    Prepared,
    Progress,
    Prompt,
    QuestionKey,
    Studio,
    StudioAccountId,
    StudioThreadId,
    TurnEvent,
    TurnRef,
)
from tests.adapters.studios.lovart.conftest import Words
from tests.adapters.studios.lovart.service import (
    CATALOG,
    CHAT,
    CONFIRM,
    MODE,
    RESULT,
    SAVE,
    SET_MODE,
    UPLOAD,
    VALIDATE,
    Says,
    Service,
    made,
    ok,
    refusal,
    said,
    snapshot,
)
from tests.contracts.jumping import JumpingClock

PLACE = Place(PlaceId("p-1"), "https://www.lovart.ai/canvas?projectId=p-1")
THREAD = StudioThreadId("thr-1")
REF = TurnRef(PLACE, THREAD, 1_700_000_000.5)
FIRST = Prepared(Prompt("a fox"), PLACE)
CHANNEL = ChannelRef(AccountId("web"), None, ChannelId("c"))
NEW = Conversation(ConversationId("conv"), CHANNEL, StudioAccountId("lovart"))
COSTS = {"pending_confirmation": {"estimated_cost": 48}}


async def follow(lovart: Lovart, ref: TurnRef = REF) -> list[TurnEvent]:
    """Follow a turn to its end, leaving out the mere signs of life."""
    return [event async for event in lovart.follow(ref) if not isinstance(event, Progress)]


def test_it_is_a_studio(lovart: Lovart) -> None:
    """The account offers what the contract and its optional parts ask for, and promises no exports."""
    studio: Studio = lovart

    assert isinstance(lovart, HasModes)
    assert isinstance(lovart, HasModels)
    assert isinstance(lovart, HasProjects)
    assert isinstance(lovart, HasCanvas)
    assert studio.features.concurrent_turns == 2
    assert studio.features.reasoning
    assert not studio.features.exports


def test_a_secret_is_never_printed() -> None:
    """Settings may be logged."""
    assert "hush" not in repr(LovartSettings(access_key="ak_1", secret_key="sk_hush"))


async def test_a_new_conversation_gets_a_project_with_its_page(lovart: Lovart, service: Service) -> None:
    """The place of a first prompt is a new project, linked for people."""
    service.says(SAVE, ok(project_id="p/1"))

    assert await lovart.open(NEW) == Place(PlaceId("p/1"), "https://www.lovart.ai/canvas?projectId=p%2F1")


async def test_a_young_project_is_asked_for_again(lovart: Lovart, service: Service, time: JumpingClock) -> None:
    """A project that the service does not know yet is not called gone."""
    service.says(VALIDATE, ok(valid=False), ok(valid=True, project_name="Fox"))

    place = await lovart.open(replace(NEW, place=PlaceId("p-1")))

    assert place == PLACE
    assert time.slept == [2]
    assert not service.asked(SAVE)


async def test_a_project_that_is_gone_is_named(lovart: Lovart, service: Service, words: Words) -> None:
    """A person learns which project is missing, and no other one is made in its stead."""
    service.says(VALIDATE, ok(valid=False))

    with pytest.raises(UserError) as caught:
        await lovart.open(replace(NEW, place=PlaceId("p-1")))

    assert "p-1" in words(caught.value)
    assert not service.asked(SAVE)


async def test_a_service_that_is_down_is_not_a_project_that_is_gone(lovart: Lovart, service: Service) -> None:
    """Trouble with the question is no answer to it."""
    service.says(VALIDATE, Says(503))

    with pytest.raises(RetryLater):
        await lovart.open(replace(NEW, place=PlaceId("p-1")))


async def test_a_first_prompt_has_no_past(lovart: Lovart, service: Service) -> None:
    """Nothing is read before a thread exists."""
    assert await lovart.prepare(Prompt("a fox"), PLACE) == FIRST
    assert not service.seen


async def test_the_past_of_a_thread_is_marked(lovart: Lovart, service: Service) -> None:
    """What a reused thread holds is known before the prompt is sent, and is never nothing."""
    service.says(RESULT, snapshot("done"), snapshot("done", said("Done!"), made("a.png")))
    request = Prompt("again", thread=THREAD)

    empty = await lovart.prepare(request, PLACE)
    full = await lovart.prepare(request, PLACE)

    assert empty.baseline
    assert set(empty.baseline) < set(full.baseline)
    assert "artifact:/artifacts/agent/a.png" in full.baseline


async def test_an_export_is_declined_in_words(lovart: Lovart, words: Words) -> None:
    """A studio without a timeline says so."""
    with pytest.raises(UserError) as caught:
        await lovart.prepare(Export(THREAD, "mp4"), PLACE)

    assert "timeline" in words(caught.value)


async def test_start_returns_when_the_service_has_accepted(lovart: Lovart, service: Service) -> None:
    """A turn is known by its thread as soon as the prompt is in, before anything is made."""
    service.says(CHAT, ok(thread_id="thr-1"))

    ref = await lovart.start(replace(FIRST, baseline=("mark",)))

    assert ref == replace(REF, baseline=("mark",))
    assert [seen.path for seen in service.seen] == [CHAT]


@pytest.mark.parametrize(
    ("says", "waits", "phrase"),
    [
        (refusal(409, 2011, "Thread is busy"), (Busy, 15), "earlier request"),
        (refusal(429, 1429, "Rate limit exceeded", Retry_After="42"), (RetryLater, 42), "42 seconds"),
        (refusal(429, 1429, "Rate limit exceeded"), (RetryLater, 60), "slow down"),
        (refusal(402, 2012, "Concurrent task limit reached, please wait."), (Crowded, 20), "as many works"),
        (refusal(200, 2011, "busy"), (Busy, 15), "earlier request"),
    ],
)
async def test_a_refusal_that_passes_is_waiting(
    lovart: Lovart, service: Service, says: Says, waits: tuple[type[RetryLater], float], phrase: str, words: Words
) -> None:
    """Busy, too fast and too many are no errors: the prompt goes again later, and the person reads why."""
    service.says(CHAT, says)

    with pytest.raises(RetryLater) as caught:
        await lovart.start(FIRST)

    assert (type(caught.value), caught.value.after) == waits
    assert phrase in words(caught.value)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (refusal(402, 2012, "Insufficient credits. Top up."), "Insufficient credits. Top up."),
        (refusal(402, 2012, "No. Concurrent task limit reached"), "No. Concurrent task limit reached"),
        (refusal(400, 400, "project_id is required"), "project_id is required"),
        (refusal(200, 2012, "Phone verification needed"), "Phone verification needed"),
        (refusal(401, 0, "Invalid signature"), "keys"),
        (Says(403, raw=b"<html>edge</html>"), "403"),
    ],
)
async def test_a_refusal_that_stays_is_told(
    lovart: Lovart, service: Service, says: Says, expected: str, words: Words
) -> None:
    """What the service explains is shown as written; what it does not explain gets a sentence of ours."""
    service.says(CHAT, says)

    with pytest.raises(UserError) as caught:
        await lovart.start(FIRST)

    assert expected in words(caught.value)
    assert "<" not in words(caught.value)


@pytest.mark.parametrize(
    "says",
    [
        Says(500),
        Says(502, {"message": "Bad gateway"}),
        Says(408),
        Says(499),
        Says(cut=True),
        Says(raw=b"<html>"),
        Says(raw=b'{"code": 0', announced=900),
        Says(json={"code": 0, "data": {}}),
        Says(json={"code": 31337, "message": "odd"}),
        Says(302, headers={"Location": "/elsewhere"}),
    ],
)
async def test_a_lost_reply_is_neither_success_nor_failure(lovart: Lovart, service: Service, says: Says) -> None:
    """Where the prompt may have been accepted, nothing claims that it was not, and nothing sends it again."""
    service.says(CHAT, says)

    with pytest.raises(OutcomeUnknown):
        await lovart.start(FIRST)

    assert len(service.seen) == 1


async def test_no_connection_means_nothing_was_spent(time: JumpingClock, unused_tcp_port: int) -> None:
    """A service that cannot even be reached is waited for."""
    settings = LovartSettings(access_key="ak", secret_key="sk", base_url=f"http://127.0.0.1:{unused_tcp_port}")
    async with Lovart(settings, time) as lovart:
        with pytest.raises(RetryLater):
            await lovart.start(FIRST)


async def test_over_budget_nothing_is_sent(time: JumpingClock, service: Service) -> None:
    """A prompt beyond the account's allowance waits here, with the pause told; the service never hears of it."""
    settings = LovartSettings(access_key="ak", secret_key="sk", base_url=service.address, spends_per_minute=1)
    async with Lovart(settings, time) as lovart:
        with suppress(AtelierError):
            await lovart.start(FIRST)
        assert len(service.seen) == 1
        with pytest.raises(RetryLater) as refused:
            await lovart.start(FIRST)
    assert (len(service.seen), refused.value.after > 0) == (1, True)


async def test_a_refused_rate_holds_the_whole_account_back(time: JumpingClock, service: Service) -> None:
    """Broken outcome: the turn that met a 429 waited, while the account's others met one each within the same pause."""
    service.says(CHAT, refusal(429, 1429, "Rate limit exceeded", Retry_After="42"), ok(thread_id="t"))
    settings = LovartSettings(access_key="ak", secret_key="sk", base_url=service.address)
    async with Lovart(settings, time) as lovart:
        for _ in range(2):
            with pytest.raises(RetryLater) as refused:
                await lovart.start(FIRST)
            assert refused.value.after == pytest.approx(42)
        assert len(service.seen) == 1

        time.jump(42)
        await lovart.start(FIRST)
        assert len(service.seen) == 2


async def test_a_first_prompt_cannot_be_recovered(lovart: Lovart, service: Service) -> None:
    """The thread of a first prompt was only in the lost reply: nobody pretends to find it."""
    assert await lovart.recover(FIRST) is None
    assert not service.seen


def follow_up(*baseline: str) -> Prepared:
    """Prepare a prompt on the known thread."""
    return Prepared(Prompt("again", thread=THREAD), PLACE, ("status:resting", *baseline))


@pytest.mark.parametrize(
    "shown", [snapshot("running"), snapshot("done", said("New.")), snapshot("done", made("new.png"))]
)
async def test_a_thread_that_moved_is_adopted(lovart: Lovart, service: Service, shown: Says) -> None:
    """A lost follow-up is found by the work on its thread, without sending anything."""
    service.says(RESULT, snapshot("done"), Says(500), snapshot("done"), shown)

    ref = await lovart.recover(follow_up())

    assert ref is not None
    assert (ref.thread, ref.baseline) == (THREAD, ("status:resting",))
    assert {seen.method for seen in service.seen} == {"GET"}


async def test_a_thread_that_rests_for_a_minute_is_not_adopted(
    lovart: Lovart, service: Service, time: JumpingClock
) -> None:
    """When nothing moves for a minute, nobody claims that the prompt arrived."""
    service.says(RESULT, snapshot("done"))

    assert await lovart.recover(follow_up()) is None
    assert sum(time.slept) >= 60


async def test_a_thread_that_was_busy_anyway_proves_nothing(lovart: Lovart, service: Service) -> None:
    """Work that was going on before is not taken for ours."""
    service.says(RESULT, snapshot("running"))

    assert await lovart.recover(Prepared(Prompt("again", thread=THREAD), PLACE, ("status:busy",))) is None


async def test_recovery_ends_where_nothing_can_be_read(lovart: Lovart, service: Service) -> None:
    """Refused keys end the search: the turn stays unknown."""
    service.says(RESULT, refusal(401, 0, "Invalid signature"))

    assert await lovart.recover(follow_up()) is None


async def test_a_turn_is_followed_to_its_end(lovart: Lovart, service: Service, time: JumpingClock) -> None:
    """Files come as they appear, each read is a sign of life, and done is looked at twice."""
    service.says(
        RESULT,
        snapshot("running", said("Two foxes.")),
        snapshot("running", said("Two foxes."), made("a.png")),
        snapshot("done", said("Two foxes."), made("a.png", "b.png")),
    )

    events = [event async for event in lovart.follow(REF)]

    assert [event.artifact.url[-5:] for event in events if isinstance(event, ArtifactReady)] == ["a.png", "b.png"]
    assert len([event for event in events if isinstance(event, Progress)]) == len(service.seen)
    assert events[-1] == Finished()
    assert time.slept[:2] == [3, 3]
    assert 5 in time.slept


async def test_following_again_tells_again(lovart: Lovart, service: Service) -> None:
    """A second follower, after a restart, hears all that is still true."""
    service.says(RESULT, snapshot("done", said("A fox."), made("a.png")))

    assert await follow(lovart) == await follow(lovart)


@pytest.mark.parametrize("trouble", [Says(500), Says(502), Says(429), Says(cut=True), Says(raw=b"<html>"), Says(403)])
async def test_trouble_with_a_read_ends_nothing(lovart: Lovart, service: Service, trouble: Says) -> None:
    """A service that stumbles for minutes costs nobody a picture that was paid for."""
    service.says(RESULT, *[trouble] * 12, snapshot("done", made("a.png")))

    events = await follow(lovart)

    assert isinstance(events[0], ArtifactReady)
    assert events[-1] == Finished()


async def test_pauses_grow_while_reads_fail(lovart: Lovart, service: Service, time: JumpingClock) -> None:
    """A struggling service is asked ever less often, up to once a minute."""
    service.says(RESULT, *[Says(500)] * 8, snapshot("done", made("a.png")))

    await follow(lovart)

    assert time.slept[:8] == [6, 12, 24, 48, 60, 60, 60, 60]


async def test_a_told_pause_is_kept(lovart: Lovart, service: Service, time: JumpingClock) -> None:
    """Retry-After is obeyed to the second."""
    service.says(RESULT, refusal(429, 1429, "Rate limit exceeded", Retry_After="37"), snapshot("done", made("a.png")))

    await follow(lovart)

    assert time.slept[0] == 37


@pytest.mark.parametrize("status", [401, 403])
async def test_refused_keys_end_a_turn(lovart: Lovart, service: Service, status: int) -> None:
    """When the account's keys are refused twice, the person hears it, with the service's words."""
    service.says(RESULT, snapshot("running"), refusal(status, 0, "Invalid signature"))

    assert await follow(lovart) == [Failed(Cause.BAD_KEYS)]


async def test_a_single_refusal_of_keys_is_overlooked(lovart: Lovart, service: Service) -> None:
    """One hiccup of the service's gate does not end a turn that costs money."""
    service.says(RESULT, refusal(401, 0, "Invalid signature"), snapshot("done", made("a.png")))

    assert (await follow(lovart))[-1] == Finished()


@pytest.mark.parametrize(("status", "cause"), [(404, Cause.THREAD_GONE), (400, Cause.BROKEN)])
async def test_a_thread_that_is_gone_ends_a_turn(lovart: Lovart, service: Service, status: int, cause: Cause) -> None:
    """A refusal that stays is told at last."""
    service.says(RESULT, refusal(status, status, "no such thread"))

    (ending,) = await follow(lovart)

    assert isinstance(ending, Failed)
    assert ending.cause is cause


async def test_a_follower_can_be_stopped_at_any_time(lovart: Lovart, service: Service) -> None:
    """A follower that is cancelled gives its share of the budget back."""
    service.says(RESULT, snapshot("running"))
    events = lovart.follow(REF)

    async def forever() -> None:
        async for _ in events:
            pass

    follower = asyncio.create_task(forever())
    await service.has_seen(3)
    follower.cancel()
    await asyncio.gather(follower, return_exceptions=True)

    assert not lovart._pacing._followers


async def ask(lovart: Lovart) -> ConfirmationAsked:
    """Follow until the question."""
    asked = (await follow(lovart))[-1]
    assert isinstance(asked, ConfirmationAsked)
    return asked


async def test_a_yes_confirms_what_was_asked(lovart: Lovart, service: Service) -> None:
    """The open question is read again, then confirmed once; the turn goes on from there."""
    service.says(RESULT, snapshot("running", **COSTS))
    service.says(CONFIRM, ok())
    asked = await ask(lovart)

    await lovart.decide(REF, asked, Decision.APPROVE)
    service.says(RESULT, snapshot("running", **COSTS), snapshot("running"), snapshot("done", made("film.mp4")))
    events = await follow(lovart)

    assert [json.loads(seen.body) for seen in service.asked(CONFIRM)] == [{"thread_id": THREAD}]
    assert isinstance(events[0], ArtifactReady)
    assert events[-1] == Finished()


async def test_a_no_sends_nothing(lovart: Lovart, service: Service) -> None:
    """Declining is not confirming: the service knows no call for it."""
    await lovart.decide(REF, ConfirmationAsked(QuestionKey("question:abc:1"), 48), Decision.DECLINE)

    assert not service.seen


@pytest.mark.parametrize(
    "now", [snapshot("running"), snapshot("running", pending_confirmation={"estimated_cost": 480})]
)
async def test_a_yes_to_another_question_confirms_nothing(lovart: Lovart, service: Service, now: Says) -> None:
    """When the question is gone, or its price has changed, the yes is not passed on."""
    service.says(RESULT, snapshot("running", **COSTS))
    asked = await ask(lovart)
    service.says(RESULT, now)

    with pytest.raises(QuestionChanged):
        await lovart.decide(REF, asked, Decision.APPROVE)

    assert not service.asked(CONFIRM)


async def test_the_same_yes_is_not_passed_on_twice(lovart: Lovart, service: Service) -> None:
    """A second yes to an answered question spends nothing, though the service still shows it."""
    service.says(RESULT, snapshot("running", **COSTS))
    service.says(CONFIRM, ok())
    asked = await ask(lovart)
    await lovart.decide(REF, asked, Decision.APPROVE)

    with pytest.raises(QuestionChanged):
        await lovart.decide(REF, asked, Decision.APPROVE)

    assert len(service.asked(CONFIRM)) == 1


async def test_two_identical_rounds_are_two_questions(lovart: Lovart, service: Service) -> None:
    """The very same question asked again after its yes needs a yes of its own, and takes it."""
    service.says(RESULT, snapshot("running", **COSTS))
    service.says(CONFIRM, ok())
    first = await ask(lovart)
    await lovart.decide(REF, first, Decision.APPROVE)

    second = await ask(lovart)
    await lovart.decide(REF, second, Decision.APPROVE)

    assert first.key != second.key
    assert len(service.asked(CONFIRM)) == 2


async def test_a_question_outlives_the_process(lovart: Lovart, service: Service, time: JumpingClock) -> None:
    """A yes that comes after a restart is accepted for the question that was stored before it."""
    service.says(RESULT, snapshot("running", **COSTS))
    service.says(CONFIRM, ok())
    asked = await ask(lovart)

    settings = LovartSettings(access_key="ak", secret_key="sk", base_url=service.address)
    async with Lovart(settings, time) as restarted:
        await restarted.decide(REF, asked, Decision.APPROVE)

    assert len(service.asked(CONFIRM)) == 1


async def test_a_lost_yes_is_not_repeated(lovart: Lovart, service: Service) -> None:
    """When the reply to a yes is lost, only reading may tell what became of it."""
    service.says(RESULT, snapshot("running", **COSTS))
    service.says(CONFIRM, Says(cut=True))
    asked = await ask(lovart)

    with pytest.raises(OutcomeUnknown):
        await lovart.decide(REF, asked, Decision.APPROVE)

    assert len(service.asked(CONFIRM)) == 1


async def test_a_question_that_cannot_be_read_is_not_answered(lovart: Lovart, service: Service) -> None:
    """Without seeing the open question nothing is confirmed."""
    service.says(RESULT, snapshot("running", **COSTS))
    asked = await ask(lovart)
    service.says(RESULT, Says(502))

    with pytest.raises(RetryLater):
        await lovart.decide(REF, asked, Decision.APPROVE)

    assert not service.asked(CONFIRM)


async def test_an_attachment_becomes_an_address(lovart: Lovart, service: Service, tmp_path: Path) -> None:
    """A spooled file is sent under the name its sender knows."""
    (tmp_path / "spooled").write_bytes(b"picture")
    service.says(UPLOAD, ok(url="https://assets-persist.lovart.ai/img/u/fox.png"))
    spooled = Spooled(tmp_path / "spooled", "0" * 64, 7, "image/png")

    upload = await lovart.upload(Attachment("fox.png", 7, spooled), PLACE)

    assert upload.handle == "https://assets-persist.lovart.ai/img/u/fox.png"
    assert b'filename="fox.png"' in service.seen[0].body


async def test_an_attachment_that_is_gone_is_named(lovart: Lovart, tmp_path: Path, words: Words) -> None:
    """A file that is not in the spool, or no longer, is asked for again by name."""
    contents: Sequence[Spooled | AttachmentRef] = (
        Spooled(tmp_path / "nothing", "0" * 64, 7, "image/png"),
        AttachmentRef(AccountId("web"), "x"),
    )
    for content in contents:
        with pytest.raises(UserError) as caught:
            await lovart.upload(Attachment("fox.png", 7, content), PLACE)

        assert "fox.png" in words(caught.value)


async def test_files_are_fetched_as_from_the_services_own_pages(lovart: Lovart, service: Service) -> None:
    """The file servers see the headers they want, and no keys."""
    service.says("/artifacts/agent/a.png", Says(raw=b"picture"))
    artifact = Artifact(ArtifactKey("a"), MediaKind.IMAGE, f"{service.address}/artifacts/agent/a.png")

    content = b"".join([chunk async for chunk in lovart.fetch(artifact)])

    headers = service.seen[0].headers
    assert content == b"picture"
    assert (headers["User-Agent"], headers["Referer"]) == ("Mozilla/5.0", "https://www.lovart.ai/")
    assert not [name for name in headers if name.startswith("X-")]


async def test_the_mode_is_read_and_set(lovart: Lovart, service: Service) -> None:
    """The account's billing is told as it is, and a change is checked."""
    service.says(MODE, ok(unlimited=False), ok(unlimited=True))
    service.says(SET_MODE, ok())

    assert await lovart.mode() is Mode.FAST
    await lovart.set_mode(Mode.UNLIMITED)

    assert json.loads(service.asked(SET_MODE)[0].body) == {"unlimited": True}


async def test_a_mode_that_stays_is_told(lovart: Lovart, service: Service, words: Words) -> None:
    """An account that is not entitled hears so instead of a false success."""
    service.says(SET_MODE, ok(unlimited_enable=False))
    service.says(MODE, ok(unlimited=False))

    with pytest.raises(UserError) as caught:
        await lovart.set_mode(Mode.UNLIMITED)

    assert "entitled" in words(caught.value)


async def test_models_are_known_even_when_the_list_is_not(lovart: Lovart, service: Service) -> None:
    """The service's list comes first; without it the documented one does."""
    service.says(CATALOG, ok(tools=[{"name": "generate_image_new", "display_name": "New", "category": "IMAGE"}]))
    assert [model.label for model in await lovart.models()] == ["New"]

    service.says(CATALOG, Says(500))
    assert await lovart.models() == catalog.DOCUMENTED


@pytest.mark.parametrize("name", ["", "Untitled", "6873a5150000"])
async def test_a_name_that_the_service_made_up_is_none(lovart: Lovart, service: Service, name: str) -> None:
    """A project that nobody named is known as such, whatever the service calls it meanwhile."""
    service.says(VALIDATE, ok(valid=True, project_name=name))

    found = await lovart.find("https://www.lovart.ai/canvas?projectId=6873a5150000beef")

    assert found is not None
    assert found.name == ""
    assert found.place.id == "6873a5150000beef"


async def test_projects_have_names(lovart: Lovart, service: Service) -> None:
    """A project's name can be read and changed, and a missing project has none."""
    service.says(VALIDATE, ok(valid=True, project_name="Foxes"))
    service.says(SAVE, ok())

    found = await lovart.find("p-1")
    assert found is not None
    assert found.name == "Foxes"
    await lovart.rename(PlaceId("p-1"), "Wolves")
    service.says(VALIDATE, ok(valid=False))

    assert await lovart.find("p-1") is None
    assert json.loads(service.asked(SAVE)[0].body)["project_name"] == "Wolves"
