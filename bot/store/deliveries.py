"""Statements on the outbox, its receipts, and the finished files behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from bot.chat import (
    AccountId,
    ChannelId,
    ChannelRef,
    CommunityId,
    DeliveryKey,
    MessageId,
    Post,
    SentMessage,
    Spooled,
    TurnId,
)
from bot.store import parts
from bot.store.rows import ARTIFACT, POST, SPOOLED, dump, load, load_optional
from bot.store.tables import artifacts, deliveries, turns
from bot.studio import Artifact, ArtifactKey

CARD = "card"
QUESTION = "question:"
HINDERED = "hindered"  # what says why the others wait


class DeliveryState(StrEnum):
    """How far a post has come; `GONE` means that its channel will never take it."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    GONE = "gone"


UNSENT = (DeliveryState.PLANNED, DeliveryState.SENDING)
ORDER = (deliveries.c.planned_at, deliveries.c.owner, func.length(deliveries.c.part), deliveries.c.part)


# Built once, as in the statements on turns.
_THIS = (deliveries.c.owner == bindparam("this_owner"), deliveries.c.part == bindparam("this_part"))
_IN_DOUBT = (deliveries.c.state == DeliveryState.SENDING) & deliveries.c.message.is_(None)
ONE = select(deliveries).where(*_THIS)
CHANGE = update(deliveries).where(*_THIS)
ANSWERED = update(turns).where(turns.c.id == bindparam("this"), turns.c.request.is_(None))
REPLAN = CHANGE.values(state=case((_IN_DOUBT, DeliveryState.SENDING), else_=DeliveryState.PLANNED))
SHOWN = (
    select(deliveries.c.state, deliveries.c.message, turns.c.ended_at)
    .where(*_THIS)
    .outerjoin_from(deliveries, turns, deliveries.c.turn == turns.c.id)
)
IN_ORDER = (
    select(deliveries.c.owner, deliveries.c.part)
    .where(deliveries.c.owner == bindparam("this_owner"))
    .where(deliveries.c.state.in_(UNSENT), deliveries.c.message.is_(None))
    .order_by(*ORDER)
)
ADD = insert(deliveries)
OF_TURN = select(deliveries).where(
    deliveries.c.owner == bindparam("turn"), deliveries.c.part.startswith(bindparam("prefix"))
)
ARTIFACTS = select(artifacts).where(artifacts.c.turn == bindparam("turn")).order_by(artifacts.c.number)
ARTIFACT_OF = select(artifacts).where(artifacts.c.turn == bindparam("turn"), artifacts.c.key == bindparam("key"))
COUNT_ARTIFACTS = select(func.count()).select_from(artifacts).where(artifacts.c.turn == bindparam("turn"))
ADD_ARTIFACT = insert(artifacts)
CHANGE_ARTIFACT = update(artifacts).where(
    artifacts.c.turn == bindparam("this_turn"), artifacts.c.key == bindparam("this_key")
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox; with a `message` it is a change of what that message shows.

    `tried_at` is when it was first being sent of those times whose outcome is unknown; `repeats` counts how often it
    was sent although nobody could tell whether it had arrived before.
    """

    key: DeliveryKey
    turn: TurnId | None
    channel: ChannelRef
    post: Post
    state: DeliveryState
    message: MessageId | None = None
    attempts: int = 0
    tried_at: float | None = None
    repeats: int = 0
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How far a post has come, its message, and whether its turn is `over`."""

    state: DeliveryState
    message: MessageId | None
    over: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished file: as the studio told of it, and where we keep its bytes once fetched."""

    artifact: Artifact
    number: int
    file: Spooled | None


def plan(connection: Connection, delivery: Delivery, now: float) -> bool:
    """Put a post into the outbox; False when its key is there already."""
    if get(connection, delivery.key) is not None:
        return False
    add(connection, delivery, now)
    return True


def add(connection: Connection, delivery: Delivery, now: float) -> None:
    """Put a post into the outbox whose key is surely new."""
    row = {
        "owner": delivery.key.owner,
        "part": delivery.key.part,
        "turn": delivery.turn,
        "account": delivery.channel.account,
        "community": delivery.channel.community,
        "channel": delivery.channel.channel,
        "state": delivery.state,
        "post": dump(POST, delivery.post),
        "attempts": delivery.attempts,
        "bytes": sum(file.size for file in delivery.post.files),
        "sha256": delivery.sha256,
        "planned_at": now,
        "tried_at": now if delivery.state is DeliveryState.SENDING else None,
    }
    connection.execute(ADD, row)


def replan(connection: Connection, key: DeliveryKey, post: Post) -> None:
    """Change what a post is to show; if it was sent, its message is edited. A first try under way stays in doubt."""
    connection.execute(REPLAN, {**_this(key), "post": dump(POST, post)})


def get(connection: Connection, key: DeliveryKey) -> Delivery | None:
    """Read one row of the outbox."""
    row = connection.execute(ONE, _this(key)).one_or_none()
    return _delivery(row) if row else None


def claim(connection: Connection, key: DeliveryKey, now: float, *, overtaking: bool = False) -> Delivery | None:
    """Write down that a post is being sent, and read it as it stood before; None when there is nothing to send.

    Nothing either while an earlier post of its owner has not arrived, unless it may be overtaken.
    """
    known = get(connection, key)
    if known is None or known.state in {DeliveryState.SENT, DeliveryState.GONE}:
        return None
    if not overtaking and known.message is None and _before(connection, key):
        return None
    tried_at = known.tried_at if known.state is DeliveryState.SENDING else now
    values = {"state": DeliveryState.SENDING, "attempts": known.attempts + 1, "tried_at": tried_at}
    connection.execute(CHANGE, {**_this(key), **values})
    return known


def behind(connection: Connection, key: DeliveryKey) -> list[DeliveryKey]:
    """List what an owner has yet to send after one of its posts, in order; nothing is behind a card or a question."""
    if not _has_place(key):
        return []
    order = _in_order(connection, key.owner)
    return order[order.index(key) + 1 :] if key in order else order


def repeat(connection: Connection, delivery: Delivery, post: Post) -> Delivery:
    """Write down that a post of unknown fate is sent once more, and as what; words planned meanwhile stay planned.

    Gives the delivery as one that is sent for the first time. Files that are only offered were not repeated.
    """
    repeats = delivery.repeats + bool(post.files or delivery.post.text)
    known = get(connection, delivery.key)
    same = known is not None and known.post == delivery.post
    values = {"post": dump(POST, post), "bytes": sum(file.size for file in post.files), "sha256": None} if same else {}
    connection.execute(CHANGE, {**_this(delivery.key), "repeats": repeats, **values})
    return replace(delivery, post=post, repeats=repeats, state=DeliveryState.PLANNED)


def count_repeats(connection: Connection) -> int:
    """Count the times a post was sent that may have been there already."""
    return int(connection.execute(select(func.coalesce(func.sum(deliveries.c.repeats), 0))).scalar_one())


def waiting_files(connection: Connection) -> frozenset[Path]:
    """List the files that posts without a receipt are to bring."""
    return frozenset(file.path for each in undelivered(connection) for file in each.post.files)


def mark(connection: Connection, key: DeliveryKey, state: DeliveryState) -> None:
    """Write down how far a post has come."""
    connection.execute(CHANGE, {**_this(key), "state": state})


def receipt(connection: Connection, sent: Delivery, made: SentMessage, now: float) -> None:
    """Write down what the platform made of a post; if it was planned anew meanwhile, it is planned still."""
    message = made.id
    parts.note(connection, made)
    known = get(connection, sent.key)
    state = DeliveryState.SENT if known and known.post == sent.post else DeliveryState.PLANNED
    connection.execute(CHANGE, {**_this(sent.key), "message": message, "sent_at": now, "state": state})
    if sent.key.part == CARD:
        connection.execute(ANSWERED, {"this": sent.turn, "card": message})


def shown(connection: Connection, key: DeliveryKey) -> Shown | None:
    """Read what stands of a post in its channel, without the post itself."""
    row = connection.execute(SHOWN, _this(key)).one_or_none()
    if row is None:
        return None
    return Shown(DeliveryState(row.state), MessageId(row.message) if row.message else None, row.ended_at is not None)


def undelivered(connection: Connection) -> list[Delivery]:
    """List what has no receipt yet, in the order it was planned."""
    rows = connection.execute(select(deliveries).where(deliveries.c.state.in_(UNSENT)).order_by(*ORDER))
    return [_delivery(row) for row in rows]


def of_turn(connection: Connection, turn: TurnId, prefix: str) -> list[Delivery]:
    """List the posts that a turn itself owns whose part begins with `prefix`."""
    return [_delivery(row) for row in connection.execute(OF_TURN, {"turn": turn, "prefix": prefix})]


def of_message(connection: Connection, channel: ChannelRef, message: MessageId) -> Post | None:
    """Read what one of our messages shows."""
    shown = select(deliveries).where(parts.is_shown_by(channel, message))
    row = connection.execute(shown.limit(1)).one_or_none()
    return _delivery(row).post if row else None


def found(connection: Connection, turn: TurnId, artifact: Artifact) -> Kept:
    """Remember a finished file; the same key again is the same file."""
    known = _kept(connection, turn, artifact.key)
    if known is not None:
        return known
    number = int(connection.execute(COUNT_ARTIFACTS, {"turn": turn}).scalar_one()) + 1
    row = {"turn": turn, "key": artifact.key, "number": number, "artifact": dump(ARTIFACT, artifact)}
    connection.execute(ADD_ARTIFACT, row)
    return Kept(artifact, number, None)


def keep(connection: Connection, turn: TurnId, key: ArtifactKey, file: Spooled) -> None:
    """Write down where a finished file's bytes lie."""
    connection.execute(CHANGE_ARTIFACT, {"this_turn": turn, "this_key": key, "kept": dump(SPOOLED, file)})


def artifacts_of(connection: Connection, turn: TurnId) -> Sequence[Kept]:
    """List a turn's finished files in the order they appeared."""
    rows = connection.execute(ARTIFACTS, {"turn": turn})
    return [_as_kept(row) for row in rows]


def _has_place(key: DeliveryKey) -> bool:
    return key.part not in {CARD, HINDERED} and not key.part.startswith(QUESTION)


def _before(connection: Connection, key: DeliveryKey) -> bool:
    return key in _in_order(connection, key.owner)[1:]


def _in_order(connection: Connection, owner: str) -> list[DeliveryKey]:
    """List what of an owner has no message yet, but for what waits for nothing else: see `_has_place`."""
    rows = connection.execute(IN_ORDER, {"this_owner": owner})
    return [key for row in rows if _has_place(key := DeliveryKey(row.owner, row.part))]


def _this(key: DeliveryKey) -> dict[str, object]:
    return {"this_owner": key.owner, "this_part": key.part}


def _kept(connection: Connection, turn: TurnId, key: ArtifactKey) -> Kept | None:
    row = connection.execute(ARTIFACT_OF, {"turn": turn, "key": key}).one_or_none()
    return _as_kept(row) if row else None


def _as_kept(row: Row[tuple[str, ...]]) -> Kept:
    return Kept(load(ARTIFACT, row.artifact), int(row.number), load_optional(SPOOLED, row.kept))


def _delivery(row: Row[tuple[str, ...]]) -> Delivery:
    return Delivery(
        key=DeliveryKey(row.owner, row.part),
        turn=TurnId(row.turn) if row.turn else None,
        channel=ChannelRef(
            AccountId(row.account), CommunityId(row.community) if row.community else None, ChannelId(row.channel)
        ),
        post=load(POST, row.post),
        state=DeliveryState(row.state),
        message=MessageId(row.message) if row.message else None,
        attempts=int(row.attempts),
        tried_at=row.tried_at,
        repeats=int(row.repeats),
        sha256=row.sha256,
    )
