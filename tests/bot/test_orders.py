"""Any order of messages, presses, refusals, restarts and clock jumps: nothing is paid twice, lost or stuck.

An order is a generated list of steps that mean something whatever came before them, not a `RuleBasedStateMachine`:
so any step can be left out, which makes a failing order shrink to the few that matter, and all of them share one
event loop. The store and the files work on that loop too, at a pace that is part of the order; so an order repeats.

    pytest tests/bot/test_orders.py --hypothesis-profile long
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import hints
from bot.chat import DeliveryKey, EventKey
from bot.store import deliveries as delivery_rows
from bot.store import ledger
from bot.store.deliveries import CARD, DeliveryState
from bot.store.ledger import Basis, Kind
from bot.store.tables import inbox
from bot.store.turns import Turn, TurnState
from bot.studio import ArtifactReady, Finished, Reasoning
from tests.harness import ANN
from tests.orders import CHANNELS, MODERATOR, Order, Pressed, Step, approvals, ordered
from tests.scripted import Job, picture
from tests.steady import quiet

CHOICES = {"Think first": Reasoning.THINKING, "Send it as it is": Reasoning.FAST}
LIVE = {"Stop", "Approve", "Decline", "New project", "Without that", "New thread", *CHOICES}
TOLD = {TurnState.FINISHED, TurnState.FAILED, TurnState.DECLINED}

OFTEN = ("says", "presses", "delivers", "asks", "waits", "delivers", "finishes")
SELDOM = ("answers", "repeats", "commands", "talks", "moves", "changes", "finishes", "fails", "refuses", "holds")
RARELY = ("lets go", "unsent", "slow", "leaps", "crashes", "crashes", "loses")

STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from([*OFTEN * 4, *SELDOM * 2, *RARELY]),
        st.integers(0, 200),
        st.none() | st.integers(0, 40),
    ),
    min_size=8,
    max_size=45,
)


@pytest.fixture(autouse=True)
def blockbuster() -> Iterator[None]:
    """Here the store is meant to work on the loop."""
    return iter([None])


@pytest.mark.timeout(0)  # as long as the profile says
@settings(max_examples=20_000 if settings.get_current_profile_name() == "long" else 40)
@given(STEPS, st.integers(0, 1000), st.integers(1, 2), st.booleans())
async def test_no_order_spends_twice_loses_a_file_or_leaves_a_lane_stuck(
    steps: Sequence[Step],
    pace: int,
    slots: int,
    choosy: bool,  # noqa: FBT001 (hypothesis gives it)
) -> None:
    """After any order, with every fault lifted, all that was promised holds and each channel serves the next one."""
    async with ordered(pace, slots, choosy=choosy) as order:
        for step in steps:
            await order.take(step)
        await order.calms()
        await holds(order)
        await shows_what_was_stopped(order)
        await serves_the_next(order)
        await holds(order)


async def holds(order: Order) -> None:
    """What must be true when all is calm."""
    turns = await order.turns()
    await nobody_opened_a_turn_unasked(order, turns)
    no_request_was_accepted_twice(order, turns)
    no_question_was_approved_twice_or_unasked(order, turns)
    nothing_was_sent_before_it_was_chosen(order, turns)
    for turn in turns:
        await the_card_has_its_last_word(order, turn)
        await the_files_came_once(order, turn)
        await the_ledger_says_what_happened(order, turn)


async def nobody_opened_a_turn_unasked(order: Order, turns: Sequence[Turn]) -> None:
    """One message makes one turn however often it comes, one press one more, and one offer one for all its presses."""
    said = {message.key: message.text for message in order.said}
    pressed = {each.event.key: each.event.text for each in order.pressed}
    offered = {EventKey(f"again {each.event.token}"): None for each in order.pressed if each.label == "Run again"}
    asked = said | pressed | offered
    found = select(inbox.c.key, inbox.c.turn).where(inbox.c.turn.is_not(None))
    opened = await order.talk.workshop.database.read(lambda connection: connection.execute(found).all())
    assert Counter(turn.id for turn in turns) == Counter(row.turn for row in opened)
    texts = {turn.id: turn.text for turn in turns}
    for row in opened:
        assert asked[row.key] in {None, texts[row.turn]}, row
    assert set(texts.values()) <= {*said.values(), *pressed.values()}


def nothing_was_sent_before_it_was_chosen(order: Order, turns: Sequence[Turn]) -> None:
    """A request that lacks something is sent only after somebody who may said what, and as they said."""
    studio = order.scene.studio
    if not studio.features.asks_project:
        return
    makers = [each for each in order.pressed if each.label == "New project" and chose(each, turns)]
    assert studio.count("create") <= len(makers)
    assert {job.prompt.text: job.ref.place.id for job in studio.jobs if job.ref.place.id.startswith("place")} == {}
    for turn in turns:
        job = job_of(order, turn)
        if job and hints.sounds(turn.text):
            wished = [CHOICES[each.label] for each in order.pressed if each.label in CHOICES and chose(each, [turn])]
            again = [each for each in turns if each.request == turn.request and each.text == turn.text][:-1]
            assert turn.wishes.reasoning in {*wished, *(each.wishes.reasoning for each in again)} - {None}, turn.text
            assert job.prompt.thread is not None or job.prompt.reasoning is turn.wishes.reasoning


def chose(pressed: Pressed, turns: Sequence[Turn]) -> bool:
    """Whether a press counts for one of some turns."""
    who = pressed.event.person
    return any(pressed.post.reply_to == turn.request and (who is MODERATOR or who.id == turn.person) for turn in turns)


def no_request_was_accepted_twice(order: Order, turns: Sequence[Turn]) -> None:
    """Every accepted job belongs to one turn, and no turn has somebody else's."""
    jobs = order.scene.studio.jobs
    owners = {id(job): [turn for turn in turns if turn.ref == job.ref] for job in jobs}
    assert [job.prompt.text for job in jobs if len(owners[id(job)]) > 1] == []
    assert [(t.text, job.prompt.text) for job in jobs for t in owners[id(job)] if t.text != job.prompt.text] == []
    lost = Counter(job.prompt.text for job in jobs if not owners[id(job)])
    unknown = Counter(turn.text for turn in turns if turn.state is TurnState.UNKNOWN)
    assert lost <= unknown
    assert [turn for turn in turns if turn.ref and job_of(order, turn) is None] == []


def no_question_was_approved_twice_or_unasked(order: Order, turns: Sequence[Turn]) -> None:
    """A yes reaches the studio once, and only if somebody who may said it."""
    heard = approvals(order.scene.studio)
    assert [key for key, times in heard.items() if times > 1] == []
    for key in heard:
        (asker,) = {turn.person for turn in turns if key in questions_of(order, turn)}
        assert any(
            person.id == asker or person is MODERATOR for person, text in order.yeses if f"question {key}." in text
        )


async def the_card_has_its_last_word(order: Order, turn: Turn) -> None:
    """One card per turn, which says how it ended, and nothing that can be pressed in vain."""
    adapter, talk = order.scene.adapter, order.talk
    card = await talk.workshop.database.read(partial(delivery_rows.get, key=DeliveryKey(turn.id, CARD)))
    assert card is not None
    if turn.channel in order.lost:
        return
    assert card.state is DeliveryState.SENT
    assert len(adapter.of(turn.id, CARD)) == 1
    assert talk.card(turn) == card.post
    assert {button.label for each in adapter.of(turn.id) for button in each.post.buttons} & LIVE == set()


async def the_files_came_once(order: Order, turn: Turn) -> None:
    """Everything that the studio finished for a followed turn has one receipt and is shown once."""
    job = job_of(order, turn)
    told = [event for event in job.events if isinstance(event, ArtifactReady)] if job else []
    sent = await posts(order, turn, "file:")
    shown = [each.key for each in order.scene.adapter.of(turn.id)]
    assert len(shown) == len(set(shown))
    assert len(sent) <= len({event.artifact.key for event in told})
    if turn.state in TOLD:
        assert len(sent) == len(told), (turn.text, turn.state, told, sent)
    if turn.channel not in order.lost:
        assert all(each.state is DeliveryState.SENT and each.key in shown for each in sent)
    if turn.state is TurnState.FINISHED:
        assert told


async def the_ledger_says_what_happened(order: Order, turn: Turn) -> None:
    """Settled once; what is noted as approved is what the studio heard; nothing is called free that may have cost."""
    entries = await order.talk.workshop.database.read(partial(ledger.of_turn, turn=turn.id))
    kinds = Counter(each.kind for each in entries)
    assert kinds[Kind.SETTLED] == 1
    heard = {key for key in approvals(order.scene.studio) if key in questions_of(order, turn)}
    noted = Counter(each.note for each in entries if each.kind is Kind.APPROVED)
    noted.subtract(each.note for each in entries if each.kind is Kind.VOIDED)
    assert {key for key, times in noted.items() if times} == heard, (turn.text, turn.state, entries)
    last = [each.amount for each in entries if each.kind in ledger.ENDS][-1]
    ended = sum(each.amount.credits or 0.0 for each in entries if each.kind in ledger.ENDS)
    if last.basis is Basis.QUOTED:
        assert ended == sum(float(key[1:]) for key in heard)
    if last.basis is Basis.NONE:
        assert not heard
        assert job_of(order, turn) is None or turn.state is TurnState.DECLINED


async def shows_what_was_stopped(order: Order) -> None:
    """Whatever /show takes up again comes to its end like any other."""
    for channel in CHANNELS:
        before = {turn.id for turn in await order.turns() if turn.state is TurnState.STOPPED}
        order.scene.clock.leap(1)
        order.gives("show", channel)
        await quiet()
        await order.calms()
        taken_up = [turn for turn in await order.turns() if turn.id in before and turn.state is not TurnState.STOPPED]
        assert len(taken_up) <= 1


async def serves_the_next(order: Order) -> None:
    """A new request in each channel is served to its end."""
    for channel in CHANNELS:
        order.scene.clock.leap(1)
        order.writes(f"last in {channel.channel}", ANN, channel, None)
        await quiet()
        await order.waits(3600)
        await quiet()
        await order.chooses()
        await order.waits(3600)
        await quiet()
        job = order.scene.studio.job(f"last in {channel.channel}")
        job.tells(picture(f"last {channel.channel}"), Finished())
        await order.calms()
    last = (await order.turns())[-len(CHANNELS) :]
    assert [turn.state for turn in last] == [TurnState.FINISHED] * len(CHANNELS)


def job_of(order: Order, turn: Turn) -> Job | None:
    """What the studio made of a turn."""
    return next((job for job in order.scene.studio.jobs if job.ref == turn.ref), None)


def questions_of(order: Order, turn: Turn) -> set[str]:
    """The questions that were asked in a turn's name."""
    shown = [each.post.text for each in order.scene.adapter.of(turn.id, "question:")]
    keys = {f"q{number}" for number in range(order.count + 1)}
    return {key for key in keys if any(f"question {key}." in text for text in shown)}


async def posts(order: Order, turn: Turn, prefix: str) -> list[delivery_rows.Delivery]:
    """A turn's rows of the outbox."""
    return await order.talk.workshop.database.read(partial(delivery_rows.of_turn, turn=turn.id, prefix=prefix))
