"""What people set, each person's own conversation in a channel, and how deeply a conversation thinks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Every channel so far shares one conversation: its owner is nobody."""
    op.create_table(
        "overrides",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "scope", "place", "name"),
    )
    op.add_column("conversations", sa.Column("owner", sa.String(), nullable=True))
    op.add_column("conversations", sa.Column("reasoning", sa.String(), nullable=True))
    _channels()


def _channels() -> None:
    op.rename_table("channels", "shared_channels")
    op.create_table(
        "channels",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("current", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["current"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("account", "channel", "owner"),
    )
    op.execute(
        "INSERT INTO channels (account, channel, owner, current) "
        "SELECT account, channel, '', current FROM shared_channels"
    )
    op.drop_table("shared_channels")
