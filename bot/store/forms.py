"""Statements on forms that are about a message: which command opened them."""

from sqlalchemy import Connection, insert, select

from bot.chat import ButtonToken, CommandCall
from bot.store.rows import CALL, dump, load
from bot.store.tables import forms


def keep(connection: Connection, token: ButtonToken, call: CommandCall, now: float) -> None:
    """Store what a form is about."""
    connection.execute(insert(forms).values(token=token, call=dump(CALL, call), created_at=now))


def find(connection: Connection, token: ButtonToken) -> CommandCall | None:
    """Read what a form is about."""
    found = connection.execute(select(forms.c.call).where(forms.c.token == token)).scalar_one_or_none()
    return load(CALL, found) if found else None
