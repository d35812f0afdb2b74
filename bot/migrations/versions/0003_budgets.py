"""How many requests each studio account has made of late."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table: one count per account, tier and minute."""
    op.create_table(
        "budgets",
        sa.Column("studio", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("studio", "tier", "minute"),
    )
