"""Turns that an earlier process left: rows in the product's own tables, many at a time."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from bench.adapter import ACCOUNT, COMMUNITY, channel_of
from bench.product import STUDIO
from bench.studio import PLACE, QUESTION
from bot.chat import Post
from bot.store import tables
from bot.store.confirmations import QuestionState
from bot.store.deliveries import CARD, DeliveryState
from bot.store.rows import ASKED, POST, PREPARED, REF, dump
from bot.store.turns import TurnState
from bot.studio import Prepared, Prompt, StudioAccountId, StudioThreadId, TurnRef

NEVER = 1e12  # an instant, in Unix seconds
WORDS = "a red fox under tall pines, watercolour"

Row = dict[str, Any]


def leave(
    connection: Connection, numbers: range, state: TurnState, studios: Sequence[StudioAccountId] = (STUDIO,)
) -> None:
    """Leave turns in a state, each in a conversation of its own, with its card sent, dealt out among studios."""
    awaiting, now = state is TurnState.AWAITING, time.time()
    parts = {
        tables.conversations: [_conversation(each, studios[each % len(studios)]) for each in numbers],
        tables.channels: [_channel(each) for each in numbers],
        tables.turns: [_turn(each, state) | _begun(each, state, now) for each in numbers],
        tables.confirmations: [_question(each) for each in numbers if awaiting],
        tables.deliveries: list(_cards(numbers)),
    }
    for table, rows in parts.items():
        if rows:
            connection.execute(insert(table), rows)


def _conversation(number: int, studio: StudioAccountId) -> Row:
    return {
        "id": f"left-{number}",
        "account": ACCOUNT,
        "community": COMMUNITY,
        "channel": channel_of(number).channel,
        "studio": studio,
        "place": PLACE.id,
        "created_at": float(number),
    }


def _channel(number: int) -> Row:
    return {"account": ACCOUNT, "channel": channel_of(number).channel, "owner": "", "current": f"left-{number}"}


def _turn(number: int, state: TurnState) -> Row:
    return {
        "id": f"left-{number}",
        "conversation": f"left-{number}",
        "person": f"person {number}",
        "text": f"{number} {WORDS}",
        "state": state,
        "stopping": 0,
        "stop_token": f"stop-{number}",
        "created_at": float(number),
    }


def _begun(number: int, state: TurnState, now: float) -> Row:
    if state is TurnState.QUEUED:
        return {}
    ref = TurnRef(PLACE, StudioThreadId(f"left-{number}"), now)
    prepared = Prepared(Prompt(f"{number} {WORDS}"), PLACE)
    return {"started_at": ref.started_at, "ref": dump(REF, ref), "prepared": dump(PREPARED, prepared)}


def _question(number: int) -> Row:
    return {
        "id": f"left-{number}",
        "turn": f"left-{number}",
        "question": QUESTION.key,
        "asked": dump(ASKED, QUESTION),
        "state": QuestionState.OPEN,
        "asked_at": float(number),
        "expires_at": NEVER,
    }


def _cards(numbers: range) -> Iterator[Row]:
    card = dump(POST, Post(WORDS))
    for number in numbers:
        yield {
            "owner": f"left-{number}",
            "part": CARD,
            "turn": f"left-{number}",
            "account": ACCOUNT,
            "community": COMMUNITY,
            "channel": channel_of(number).channel,
            "state": DeliveryState.SENT,
            "post": card,
            "message": f"left-{number}",
            "attempts": 1,
            "bytes": 0,
            "planned_at": float(number),
        }
