"""Statements on the audit: who changed what, before and after; nothing in it is ever changed or removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select

from bot.chat import AccountId, CommunityId, PersonId
from bot.store.rows import dump, load
from bot.store.tables import audit

WHAT: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did to a setting that others share; `what` names its object."""

    person: PersonId
    account: AccountId
    community: CommunityId | None
    action: str
    what: tuple[tuple[str, str], ...]
    before: str | None
    after: str | None


def note(connection: Connection, deed: Deed, now: float) -> None:
    """Write a deed down."""
    connection.execute(
        insert(audit).values(
            at=now,
            person=deed.person,
            account=deed.account,
            community=deed.community,
            action=deed.action,
            what=dump(WHAT, dict(deed.what)),
            before=deed.before,
            after=deed.after,
        )
    )


def deeds(connection: Connection) -> Sequence[Deed]:
    """List every deed, oldest first."""
    return [_deed(row) for row in connection.execute(select(audit).order_by(audit.c.id))]


def _deed(row: Row[tuple[str, ...]]) -> Deed:
    return Deed(
        PersonId(row.person),
        AccountId(row.account),
        CommunityId(row.community) if row.community else None,
        row.action,
        tuple(load(WHAT, row.what).items()),
        row.before,
        row.after,
    )
