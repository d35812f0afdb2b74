"""Posts that took several messages, and requests that come as several."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """So far each post was one message, and each message one request."""
    op.create_table(
        "parts",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("main", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "channel", "message"),
    )
    op.create_index("parts_by_main", "parts", ["account", "channel", "main"])
    op.create_table(
        "waiting_parts",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("album", sa.String(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "key"),
    )
    op.create_index("waiting_parts_by_album", "waiting_parts", ["account", "channel", "album"])
    op.add_column("turns", sa.Column("album", sa.String(), nullable=True))
    op.add_column("turns", sa.Column("not_before", sa.Float(), nullable=True))
    op.create_index("turns_by_album", "turns", ["album"])
