"""What was heard where, who asked by name, and the forms that are about a message."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing is known of where earlier events were heard, or what earlier askers are called."""
    for column in ("community", "channel", "message"):
        op.add_column("inbox", sa.Column(column, sa.String(), nullable=True))
    op.create_index("inbox_by_channel", "inbox", ["account", "channel", "at"])
    op.add_column("turns", sa.Column("name", sa.Text(), nullable=True))
    op.create_table(
        "forms",
        sa.Column("token", sa.String(), primary_key=True),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
    )
