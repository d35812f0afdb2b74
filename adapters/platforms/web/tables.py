"""The page's own tables; every row that a window shows carries the revision of its last change."""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

revisions = Table(
    "web_revisions",
    metadata,
    Column("account", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

people = Table(
    "web_people",
    metadata,
    Column("account", String, nullable=False),
    Column("id", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("locale", String),
    Column("since", Float, nullable=False),
    PrimaryKeyConstraint("account", "id"),
)

channels = Table(
    "web_channels",
    metadata,
    Column("account", String, nullable=False),
    Column("id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    PrimaryKeyConstraint("account", "id"),
)

messages = Table(
    "web_messages",
    metadata,
    Column("account", String, nullable=False),
    Column("id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("part", String, nullable=False),
    Column("person", String),
    Column("only_for", String),
    Column("reply_to", String),
    Column("text", Text, nullable=False),
    Column("extras", Text, nullable=False),
    Column("gone", Integer, nullable=False, default=0),
    Column("taken", Integer, nullable=False, default=1),
    Column("handovers", Integer, nullable=False, default=0),
    Column("created_at", Float, nullable=False),
    Column("edited_at", Float),
    PrimaryKeyConstraint("account", "id"),
    UniqueConstraint("account", "source", "owner", "part"),
    Index("web_messages_by_revision", "account", "revision"),
    Index("web_messages_by_channel", "account", "channel", "number"),
    Index("web_messages_by_taken", "account", "taken"),
)

files = Table(
    "web_files",
    metadata,
    Column("account", String, nullable=False),
    Column("id", String, nullable=False),
    Column("message", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("alt", Text, nullable=False),
    PrimaryKeyConstraint("account", "id"),
    Index("web_files_by_message", "account", "message"),
)
