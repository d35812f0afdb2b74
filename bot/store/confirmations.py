"""Statements on questions and on the buttons that answer them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from bot.chat import ButtonToken, PersonId, TurnId
from bot.store.conversations import new_id
from bot.store.rows import ASKED, dump, load
from bot.store.tables import buttons, confirmations, turns
from bot.store.turns import TurnState
from bot.studio import ArtifactKey, ConfirmationAsked, Decision, QuestionKey

# Built once: each turn needs these, and a statement costs more in building than in running.
NAME = insert(buttons)
MEANS = select(buttons).where(buttons.c.token == bindparam("token"))
OFFERED = select(buttons.c.token).where(buttons.c.turn == bindparam("turn"), buttons.c.action == bindparam("action"))
ASKED_OF = (
    select(confirmations).where(confirmations.c.turn == bindparam("turn")).order_by(confirmations.c.asked_at.desc())
)
CLOSE = update(confirmations).where(confirmations.c.turn == bindparam("this_turn"))


class Action(StrEnum):
    """What a button means."""

    STOP = "stop"
    APPROVE = "approve"
    DECLINE = "decline"
    AGAIN = "again"
    DISMISS = "dismiss"
    NEW_PROJECT = "new_project"
    THINK = "think"
    AS_IT_IS = "as_it_is"
    WITHOUT = "without"
    GO_FAST = "go_fast"
    GO_UNLIMITED = "go_unlimited"
    EDIT = "edit"
    USE = "use"
    FILM = "film"
    UPSCALE = "upscale"
    ANIMATE = "animate"
    ORIGINAL = "original"
    DELETE = "delete"
    NEW_TOPIC = "new_topic"
    NEW_THREAD = "new_thread"
    OTHER_MODEL = "other_model"
    EXPORT = "export"
    EACH = "each"
    OTHERS = "others"


class QuestionState(StrEnum):
    """Where a question stands; `DECIDED` is answered but not yet carried out."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A stored question; times in Unix seconds."""

    id: str
    turn: TurnId
    asked: ConfirmationAsked
    state: QuestionState
    decision: Decision | None
    expires_at: float


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a token stands for."""

    action: Action
    turn: TurnId
    confirmation: str | None = None
    artifact: ArtifactKey | None = None
    model: str | None = None


def add_button(
    connection: Connection, action: Action, turn: TurnId, confirmation: str | None, now: float
) -> ButtonToken:
    """Make a button's token and store its meaning."""
    token = new_token()
    name_buttons(connection, {token: Meaning(action, turn, confirmation)}, now)
    return token


def new_token() -> ButtonToken:
    """Make a token that nobody can guess."""
    return ButtonToken(secrets.token_urlsafe(12))


def name_buttons(connection: Connection, meanings: Mapping[ButtonToken, Meaning], now: float) -> None:
    """Store what tokens stand for."""
    named = [
        {
            "token": token,
            "action": meaning.action,
            "turn": meaning.turn,
            "confirmation": meaning.confirmation,
            "artifact": meaning.artifact,
            "model": meaning.model,
            "created_at": now,
        }
        for token, meaning in meanings.items()
    ]
    if named:
        connection.execute(NAME, named)


def offer(connection: Connection, action: Action, turn: TurnId, now: float) -> ButtonToken:
    """Give the token of a turn's button, made when it is first offered."""
    known = connection.execute(OFFERED, {"turn": turn, "action": action}).scalar_one_or_none()
    return ButtonToken(known) if known else add_button(connection, action, turn, None, now)


def meaning(connection: Connection, token: ButtonToken) -> Meaning | None:
    """Read what a token stands for."""
    row = connection.execute(MEANS, {"token": token}).one_or_none()
    if row is None:
        return None
    artifact = ArtifactKey(row.artifact) if row.artifact else None
    return Meaning(Action(row.action), TurnId(row.turn), row.confirmation, artifact, row.model)


def of_question(connection: Connection, turn: TurnId, question: QuestionKey) -> Confirmation | None:
    """Read a turn's question by the studio's key."""
    return next((each for each in of_turn(connection, turn) if each.asked.key == question), None)


def ask(connection: Connection, turn: TurnId, asked: ConfirmationAsked, now: float, expires_at: float) -> Confirmation:
    """Store an open question; one that was put away before is open again."""
    known = of_question(connection, turn, asked.key)
    made = Confirmation(known.id if known else new_id(), turn, asked, QuestionState.OPEN, None, expires_at)
    values = {"state": made.state, "decision": None, "decided_by": None, "asked_at": now, "expires_at": expires_at}
    if known is not None:
        connection.execute(update(confirmations).where(confirmations.c.id == known.id).values(**values))
        return made
    row = {"id": made.id, "turn": turn, "question": asked.key, "asked": dump(ASKED, asked)}
    connection.execute(insert(confirmations).values(**row, **values))
    return made


def take(connection: Connection, id: str, decision: Decision, person: PersonId, now: float) -> bool:  # noqa: A002
    """Answer an open question: one statement, so that only one press can win."""
    statement = (
        update(confirmations)
        .where(confirmations.c.id == id, confirmations.c.state == QuestionState.OPEN, confirmations.c.expires_at > now)
        .values(state=QuestionState.DECIDED, decision=decision, decided_by=person)
    )
    return connection.execute(statement).rowcount == 1


def overdue(connection: Connection, now: float) -> list[Confirmation]:
    """List the questions whose time is over and whose turns still wait, put away or not: a crash can part the two."""
    late = confirmations.c.decision.is_(None) & (confirmations.c.expires_at <= now)
    waits = (turns.c.id == confirmations.c.turn) & (turns.c.state == TurnState.AWAITING)
    return [_confirmation(row) for row in connection.execute(select(confirmations).join(turns, waits).where(late))]


def expire(connection: Connection, id: str, now: float) -> bool:  # noqa: A002
    """Put an overdue question away unless a press won: one statement, like `take`."""
    statement = (
        update(confirmations)
        .where(confirmations.c.id == id, confirmations.c.decision.is_(None), confirmations.c.expires_at <= now)
        .values(state=QuestionState.CLOSED)
    )
    return connection.execute(statement).rowcount == 1


def void(connection: Connection, id: str) -> None:  # noqa: A002
    """Take an answer back that met another question; the studio may ask the first one again."""
    values = {"state": QuestionState.CLOSED, "decision": None}
    connection.execute(update(confirmations).where(confirmations.c.id == id).values(**values))


def close(connection: Connection, turn: TurnId) -> None:
    """Put every question of a turn behind us."""
    connection.execute(CLOSE, {"this_turn": turn, "state": QuestionState.CLOSED})


def get(connection: Connection, id: str) -> Confirmation:  # noqa: A002
    """Read one question."""
    return _confirmation(connection.execute(select(confirmations).where(confirmations.c.id == id)).one())


def latest(connection: Connection, turn: TurnId) -> Confirmation | None:
    """Read a turn's newest question."""
    return next(iter(of_turn(connection, turn)), None)


def of_turn(connection: Connection, turn: TurnId) -> list[Confirmation]:
    """List a turn's questions, newest first."""
    return [_confirmation(row) for row in connection.execute(ASKED_OF, {"turn": turn})]


def _confirmation(row: Row[tuple[str, ...]]) -> Confirmation:
    return Confirmation(
        row.id,
        TurnId(row.turn),
        load(ASKED, row.asked),
        QuestionState(row.state),
        Decision(row.decision) if row.decision else None,
        row.expires_at,
    )
