"""Statements on turns: the states of design §5 and the moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, Row, Select, bindparam, exists, insert, select, update

from bot.capabilities import says_something
from bot.chat import Attachment, ButtonToken, ChannelRef, MessageId, PersonId, TurnId
from bot.store import conversations as conversation_rows
from bot.store import parts
from bot.store.rows import ATTACHMENT, PREPARED, REF, WISHES, dump, load, load_optional
from bot.store.tables import artifacts, attachments, confirmations, conversations, deliveries, turns, uploads
from bot.studio import Cause, Conversation, ConversationId, PlaceId, Prepared, StudioAccountId, TurnRef, Upload, Wishes


class TurnState(StrEnum):
    """Where a turn stands."""

    CHOOSING = "choosing"
    QUEUED = "queued"
    PREPARING = "preparing"
    STARTING = "starting"
    RUNNING = "running"
    AWAITING = "awaiting_confirmation"
    DECIDING = "deciding"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    DECLINED = "declined"
    UNKNOWN = "outcome_unknown"


OPEN = frozenset(
    {
        TurnState.CHOOSING,
        TurnState.QUEUED,
        TurnState.PREPARING,
        TurnState.STARTING,
        TurnState.RUNNING,
        TurnState.AWAITING,
        TurnState.DECIDING,
    }
)
WAITING = frozenset({TurnState.QUEUED, TurnState.PREPARING})
UNSENT = WAITING | {TurnState.CHOOSING}
IN_FLIGHT = frozenset({TurnState.STARTING, TurnState.DECIDING})
UNDER_WAY = IN_FLIGHT | {TurnState.RUNNING}
HOLDING = frozenset({TurnState.AWAITING, TurnState.DECIDING, TurnState.DECLINED})


# Each message needs these; a statement costs more in building than in running, so they are built once.
WITH_CONVERSATION: Select[tuple[str, ...]] = select(
    turns,
    conversations.c.account,
    conversations.c.community,
    conversations.c.channel,
    conversations.c.studio,
    conversations.c.place,
    conversations.c.thread,
    conversations.c.owner,
    conversations.c.reasoning,
).join(conversations, conversations.c.id == turns.c.conversation)
ONE = WITH_CONVERSATION.where(turns.c.id == bindparam("id"))
IN_LANE = select(turns.c.person, turns.c.state).where(
    turns.c.conversation == bindparam("conversation"),
    turns.c.state.in_(sorted(OPEN - HOLDING - {TurnState.CHOOSING})),
)
HELD = (
    select(turns.c.id)
    .where(turns.c.conversation == bindparam("conversation"), turns.c.id != bindparam("except_for"))
    .where(turns.c.state.in_(sorted(HOLDING)))
)
ADD = insert(turns)
ATTACH = insert(attachments)
FILES = select(attachments.c.attachment).where(attachments.c.turn == bindparam("turn")).order_by(attachments.c.place)
CHANGE = update(turns).where(turns.c.id == bindparam("this"))
MOVE = CHANGE.where(turns.c.state.in_(bindparam("before", expanding=True)))
INTEND = MOVE.where(turns.c.conversation == bindparam("here"))


@dataclass(frozen=True, slots=True)
class Turn:
    """One request to a studio, as the store knows it; times in Unix seconds, `name` is what its asker was called.

    Where nothing was written into the channel it was asked `aside`; `card` is known where there is no `request`. One of
    an `album` does not begin before that is whole.
    """

    id: TurnId
    conversation: Conversation
    request: MessageId | None
    person: PersonId
    locale: str | None
    text: str
    state: TurnState
    stopping: bool
    stop_token: ButtonToken
    created_at: float
    started_at: float | None
    ended_at: float | None
    prepared: Prepared | None
    ref: TurnRef | None
    cause: Cause | None
    words: str
    wishes: Wishes = field(default_factory=Wishes)
    without_token: ButtonToken | None = None
    name: str = ""
    aside: bool = False
    card: MessageId | None = None
    album: str = ""
    not_before: float | None = None

    @property
    def answers(self) -> MessageId | None:
        """What its posts reply to: the request, else its card, which tells the words."""
        return self.request or self.card

    @property
    def channel(self) -> ChannelRef:
        """Where its posts go."""
        return self.conversation.channel

    @property
    def brings(self) -> bool:
        """Whether it only brings files: there are no words, so nothing is asked for and nothing is spent."""
        return not says_something(self.text) and not self.attached

    @property
    def attached(self) -> bool:
        """Whether it only follows what the studio had already: there are no words of it to send again."""
        return self.ref is not None and self.prepared is None


def add(connection: Connection, turn: Turn, files: Sequence[Attachment]) -> None:
    """Store a new turn with what was attached to it."""
    row = {
        "id": turn.id,
        "conversation": turn.conversation.id,
        "request": turn.request,
        "person": turn.person,
        "locale": turn.locale,
        "text": turn.text,
        "state": turn.state,
        "stopping": 0,
        "stop_token": turn.stop_token,
        "created_at": turn.created_at,
        "wishes": None if turn.wishes == Wishes() else dump(WISHES, turn.wishes),
        "without_token": turn.without_token,
        "name": turn.name or None,
        "aside": turn.aside,
        "album": turn.album or None,
        "not_before": turn.not_before,
    }
    connection.execute(ADD, row)
    attach(connection, turn.id, files)


def attach(connection: Connection, id: TurnId, files: Sequence[Attachment]) -> None:  # noqa: A002
    """Store what was attached, behind what is there."""
    count = len(connection.execute(FILES, {"turn": id}).all()) if files else 0
    for number, file in enumerate(files, count):
        connection.execute(ATTACH, {"turn": id, "place": number, "attachment": dump(ATTACHMENT, file)})


def reword(connection: Connection, id: TurnId, text: str, wishes: Wishes) -> None:  # noqa: A002
    """Store other words, and what they wish for."""
    connection.execute(CHANGE, {"this": id, "text": text, "wishes": dump(WISHES, wishes)})


def set_not_before(connection: Connection, id: TurnId, at: float) -> None:  # noqa: A002
    """Store when a turn may begin."""
    connection.execute(CHANGE, {"this": id, "not_before": at})


def await_parts(connection: Connection, until: float) -> None:
    """Let the albums that have not begun wait for parts until then."""
    waits = (turns.c.state == TurnState.QUEUED) & turns.c.album.is_not(None)
    connection.execute(update(turns).where(waits).values(not_before=until))


def of_album(connection: Connection, channel: ChannelRef, album: str, person: PersonId) -> Turn | None:
    """Find the turn that somebody's album became."""
    place = (conversations.c.account == channel.account) & (conversations.c.channel == channel.channel)
    same = WITH_CONVERSATION.where(place, turns.c.album == album, turns.c.person == person)
    row = connection.execute(same.limit(1)).one_or_none()
    return _turn(row) if row else None


def get(connection: Connection, id: TurnId) -> Turn:  # noqa: A002 (it is the id)
    """Read one turn."""
    return _turn(connection.execute(ONE, {"id": id}).one())


def move(
    connection: Connection,
    id: TurnId,  # noqa: A002
    before: frozenset[TurnState] | TurnState,
    after: TurnState,
    **values: float | str | None,
) -> bool:
    """Take a turn from one of some states to another; False when it was no longer there."""
    states = before if isinstance(before, frozenset) else frozenset({before})
    return connection.execute(MOVE, {"this": id, "before": sorted(states), "state": after, **values}).rowcount == 1


def set_wishes(connection: Connection, id: TurnId, wishes: Wishes) -> None:  # noqa: A002
    """Store what is wished for beside the words."""
    connection.execute(update(turns).where(turns.c.id == id).values(wishes=dump(WISHES, wishes)))


def intend(connection: Connection, turn: Turn, prepared: Prepared) -> bool:
    """Store what is about to be sent; False when the turn waits no more, or in another conversation."""
    where = {"this": turn.id, "before": sorted(WAITING), "here": turn.conversation.id}
    values = {"state": TurnState.STARTING, "prepared": dump(PREPARED, prepared)}
    return connection.execute(INTEND, {**where, **values}).rowcount == 1


def set_ref(connection: Connection, id: TurnId, ref: TurnRef) -> None:  # noqa: A002
    """Store what was accepted."""
    connection.execute(CHANGE, {"this": id, "ref": dump(REF, ref), "started_at": ref.started_at})


def take_up(connection: Connection, id: TurnId, now: float) -> bool:  # noqa: A002
    """Let a stopped turn run again; False when it was not stopped."""
    return move(connection, id, TurnState.STOPPED, TurnState.RUNNING, started_at=now, ended_at=None, stopping=0)


def ask_to_stop(connection: Connection, id: TurnId) -> bool:  # noqa: A002
    """Leave word for a call that must not be cut off; False when no such call is under way."""
    in_flight = turns.c.state.in_(sorted(IN_FLIGHT))
    return connection.execute(update(turns).where(turns.c.id == id, in_flight).values(stopping=1)).rowcount == 1


def reassign(connection: Connection, id: TurnId, conversation: ConversationId) -> None:  # noqa: A002
    """Move a waiting turn to another conversation."""
    connection.execute(update(turns).where(turns.c.id == id).values(conversation=conversation))


def unfinished(connection: Connection) -> list[Turn]:
    """List every turn that can go on by itself, oldest first: open ones, but for those that wait for an answer."""
    asked = exists().where(confirmations.c.turn == turns.c.id, confirmations.c.state == "open")
    waits = (turns.c.state == TurnState.AWAITING) & asked
    by_itself = turns.c.state.in_(sorted(OPEN - {TurnState.CHOOSING}))
    rows = connection.execute(WITH_CONVERSATION.where(by_itself, ~waits).order_by(turns.c.created_at))
    return [_turn(row) for row in rows]


def in_lane(connection: Connection, conversation: ConversationId) -> list[tuple[PersonId, TurnState]]:
    """List the turns that are before a new one in its conversation: whose they are, and where they stand."""
    rows = connection.execute(IN_LANE, {"conversation": conversation})
    return [(PersonId(row.person), TurnState(row.state)) for row in rows]


def choosing(connection: Connection, channel: ChannelRef, studio: StudioAccountId) -> list[Turn]:
    """List the turns of a community, or of a direct message, that wait for a choice, oldest first."""
    alone = conversations.c.community.is_(None) & (conversations.c.channel == channel.channel)
    here = alone if channel.community is None else conversations.c.community == channel.community
    rows = connection.execute(
        WITH_CONVERSATION.where(conversations.c.account == channel.account, conversations.c.studio == studio, here)
        .where(turns.c.state == TurnState.CHOOSING)
        .order_by(turns.c.created_at)
    )
    return [_turn(row) for row in rows]


def held(connection: Connection, conversation: ConversationId, except_for: TurnId | None = None) -> bool:
    """Tell whether a question keeps the conversation's thread."""
    found = connection.execute(HELD, {"conversation": conversation, "except_for": except_for or ""})
    return found.first() is not None


def showable(connection: Connection, channel: ChannelRef, before: int = 0, limit: int = 1) -> list[Turn]:
    """List a channel's turns that brought files or were left while their studio worked, newest first."""
    brought = exists().where(artifacts.c.turn == turns.c.id)
    left = (turns.c.state == TurnState.STOPPED) & turns.c.ref.is_not(None)
    rows = connection.execute(
        WITH_CONVERSATION.where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(brought | left)
        .order_by(turns.c.created_at.desc(), turns.c.id)
        .offset(before)
        .limit(limit)
    )
    return [_turn(row) for row in rows]


def ended(connection: Connection, channel: ChannelRef, person: PersonId) -> Turn | None:
    """Read what somebody asked for last in a channel, of all that is over."""
    row = connection.execute(
        WITH_CONVERSATION.where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(turns.c.person == person, turns.c.state.not_in(sorted(OPEN)))
        .where(turns.c.prepared.is_not(None) | turns.c.ref.is_(None))
        .order_by(turns.c.created_at.desc(), turns.c.id)
        .limit(1)
    ).one_or_none()
    return _turn(row) if row else None


def awaiting(connection: Connection, channel: ChannelRef) -> Turn | None:
    """Read the channel's newest turn that waits for an answer."""
    row = connection.execute(
        WITH_CONVERSATION.where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(turns.c.state == TurnState.AWAITING)
        .order_by(turns.c.created_at.desc())
        .limit(1)
    ).one_or_none()
    return _turn(row) if row else None


def open_in(connection: Connection, channel: ChannelRef) -> list[Turn]:
    """List a channel's open turns, oldest first."""
    rows = connection.execute(
        WITH_CONVERSATION.where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(turns.c.state.in_(sorted(OPEN)))
        .order_by(turns.c.created_at)
    )
    return [_turn(row) for row in rows]


def behind(connection: Connection, channel: ChannelRef, message: MessageId) -> Turn | None:
    """Find the turn that one of our messages belongs to."""
    row = connection.execute(
        WITH_CONVERSATION.where(turns.c.id.in_(_shown_as(channel, message))).limit(1)
    ).one_or_none()
    return _turn(row) if row else None


def of_message(connection: Connection, channel: ChannelRef, message: MessageId) -> Turn | None:
    """Find the turn that one of our messages, or its own request, belongs to.

    A button under a result may have made that result the request of another turn: it belongs to its own all the same.
    """
    place = (conversations.c.account == channel.account) & (conversations.c.channel == channel.channel)
    row = connection.execute(WITH_CONVERSATION.where(place & (turns.c.request == message)).limit(1)).one_or_none()
    return behind(connection, channel, message) or (_turn(row) if row else None)


def files(connection: Connection, id: TurnId) -> list[Attachment]:  # noqa: A002
    """List what was attached, in order."""
    rows = connection.execute(FILES, {"turn": id})
    return [load(ATTACHMENT, row.attachment) for row in rows]


def keep_file(connection: Connection, id: TurnId, number: int, file: Attachment) -> None:  # noqa: A002
    """Store where an attachment lies now."""
    connection.execute(
        update(attachments)
        .where(attachments.c.turn == id, attachments.c.place == number)
        .values(attachment=dump(ATTACHMENT, file))
    )


def uploaded(connection: Connection, studio: StudioAccountId, place: PlaceId, sha256: str) -> Upload | None:
    """Find the studio's handle for bytes it has been given in this place."""
    handle = connection.execute(
        select(uploads.c.handle).where(uploads.c.studio == studio, uploads.c.place == place, uploads.c.sha256 == sha256)
    ).scalar_one_or_none()
    return Upload(handle) if handle else None


def keep_upload(connection: Connection, studio: StudioAccountId, place: PlaceId, sha256: str, upload: Upload) -> None:
    """Remember a handle; the first one stays."""
    if uploaded(connection, studio, place, sha256) is None:
        connection.execute(insert(uploads).values(studio=studio, place=place, sha256=sha256, handle=upload.handle))


def _shown_as(channel: ChannelRef, message: MessageId) -> Select[tuple[str | None]]:
    return select(deliveries.c.turn).where(parts.is_shown_by(channel, message))


def _turn(row: Row[tuple[str, ...]]) -> Turn:
    return Turn(
        id=TurnId(row.id),
        conversation=conversation_rows.from_row(row, ConversationId(row.conversation)),
        request=MessageId(row.request) if row.request else None,
        person=PersonId(row.person),
        locale=row.locale,
        text=row.text,
        state=TurnState(row.state),
        stopping=bool(row.stopping),
        stop_token=ButtonToken(row.stop_token),
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        prepared=load_optional(PREPARED, row.prepared),
        ref=load_optional(REF, row.ref),
        cause=Cause(row.cause) if row.cause else None,
        words=row.words or "",
        wishes=load_optional(WISHES, row.wishes) or Wishes(),
        without_token=ButtonToken(row.without_token) if row.without_token else None,
        name=row.name or "",
        aside=bool(row.aside),
        card=MessageId(row.card) if row.card else None,
        album=row.album or "",
        not_before=row.not_before,
    )
