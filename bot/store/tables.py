"""The tables; every time is Unix seconds, every id a short random text, or a number where rows are only appended."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("community", String),
    Column("channel", String, nullable=False),
    Column("studio", String, nullable=False),
    Column("place", String),
    Column("thread", String),
    Column("created_at", Float, nullable=False),
    Column("topic", Text),
    Column("forgotten_at", Float),
    Column("owner", String),
    Column("reasoning", String),
    Index("conversations_by_channel", "account", "channel"),
)

channels = Table(
    "channels",
    metadata,
    Column("account", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("current", ForeignKey("conversations.id"), nullable=False),
    PrimaryKeyConstraint("account", "channel", "owner"),
)

projects = Table(
    "projects",
    metadata,
    Column("account", String, nullable=False),
    Column("community", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("studio", String, nullable=False),
    Column("place", String, nullable=False),
    Column("name", Text),
    Column("chosen_at", Float, nullable=False),
    PrimaryKeyConstraint("account", "community", "channel", "studio", "place"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("account", String, nullable=False),
    Column("key", String, nullable=False),
    Column("turn", String),
    Column("at", Float, nullable=False),
    Column("community", String),
    Column("channel", String),
    Column("message", String),
    PrimaryKeyConstraint("account", "key"),
    Index("inbox_by_channel", "account", "channel", "at"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String, primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("request", String),
    Column("person", String, nullable=False),
    Column("locale", String),
    Column("text", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("stopping", Integer, nullable=False, default=0),
    Column("stop_token", String, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("prepared", Text),
    Column("ref", Text),
    Column("cause", String),
    Column("words", Text),
    Column("wishes", Text),
    Column("without_token", String),
    Column("name", Text),
    Column("aside", Integer),
    Column("card", String),
    Column("album", String),
    Column("not_before", Float),
    Index("turns_by_album", "album"),
    Index("turns_by_conversation", "conversation", "created_at"),
    Index("turns_by_state", "state"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("turn", ForeignKey("turns.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("attachment", Text, nullable=False),
    PrimaryKeyConstraint("turn", "place"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("studio", String, nullable=False),
    Column("place", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("handle", String, nullable=False),
    PrimaryKeyConstraint("studio", "place", "sha256"),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", String, primary_key=True),
    Column("turn", ForeignKey("turns.id"), nullable=False),
    Column("question", String, nullable=False),
    Column("asked", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("decision", String),
    Column("decided_by", String),
    Column("asked_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    UniqueConstraint("turn", "question"),
)

buttons = Table(
    "buttons",
    metadata,
    Column("token", String, primary_key=True),
    Column("action", String, nullable=False),
    Column("turn", ForeignKey("turns.id"), nullable=False),
    Column("confirmation", ForeignKey("confirmations.id")),
    Column("artifact", String),
    Column("created_at", Float, nullable=False),
    Column("model", String),
    Index("buttons_by_turn", "turn"),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("turn", ForeignKey("turns.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("artifact", Text, nullable=False),
    Column("kept", Text),
    PrimaryKeyConstraint("turn", "key"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("owner", String, nullable=False),
    Column("part", String, nullable=False),
    Column("turn", ForeignKey("turns.id")),
    Column("account", String, nullable=False),
    Column("community", String),
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("post", Text, nullable=False),
    Column("message", String),
    Column("attempts", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", String),
    Column("planned_at", Float, nullable=False),
    Column("sent_at", Float),
    Column("tried_at", Float),
    Column("repeats", Integer, nullable=False, default=0, server_default="0"),
    PrimaryKeyConstraint("owner", "part"),
    Index("deliveries_by_state", "state"),
    Index("deliveries_by_message", "account", "channel", "message"),
)

parts = Table(
    "parts",
    metadata,
    Column("account", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("message", String, nullable=False),
    Column("main", String, nullable=False),
    PrimaryKeyConstraint("account", "channel", "message"),
    Index("parts_by_main", "account", "channel", "main"),
)

waiting_parts = Table(
    "waiting_parts",
    metadata,
    Column("account", String, nullable=False),
    Column("key", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("album", String, nullable=False),
    Column("part", Text, nullable=False),
    Column("at", Float, nullable=False),
    PrimaryKeyConstraint("account", "key"),
    Index("waiting_parts_by_album", "account", "channel", "album"),
)

SETTLED = text("kind = 'settled'")
ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("studio", String, nullable=False),
    Column("account", String, nullable=False),
    Column("community", String),
    Column("channel", String, nullable=False),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("turn", ForeignKey("turns.id"), nullable=False),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("credits", Float),
    Column("basis", String, nullable=False),
    Column("note", Text, nullable=False),
    Index("ledger_by_time", "studio", "at"),
    Index("ledger_by_turn", "turn"),
    Index("ledger_settled_once", "turn", unique=True, sqlite_where=SETTLED, postgresql_where=SETTLED),
)

overrides = Table(
    "overrides",
    metadata,
    Column("account", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("place", String, nullable=False),
    Column("name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("person", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Float, nullable=False),
    PrimaryKeyConstraint("account", "scope", "place", "name"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", String, nullable=False),
    Column("account", String, nullable=False),
    Column("community", String),
    Column("action", String, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("audit_by_time", "at"),
)

switches = Table(
    "switches",
    metadata,
    Column("id", String, primary_key=True),
    Column("studio", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("account", String, nullable=False),
    Column("community", String),
    Column("channel", String, nullable=False),
    Column("person", String, nullable=False),
    Column("locale", String),
    Column("state", String, nullable=False),
    Column("asked_at", Float, nullable=False),
    Index("switches_by_state", "studio", "state"),
)

switch_buttons = Table(
    "switch_buttons",
    metadata,
    Column("token", String, primary_key=True),
    Column("switch", ForeignKey("switches.id"), nullable=False),
    Column("choice", String, nullable=False),
)

forms = Table(
    "forms",
    metadata,
    Column("token", String, primary_key=True),
    Column("call", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    Column("studio", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("studio", "tier", "minute"),
)
