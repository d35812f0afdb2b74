"""When a post was first being sent, and how often it was sent without knowing whether it had arrived before."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; what was sent until now is not known to have been repeated."""
    op.add_column("deliveries", sa.Column("tried_at", sa.Float(), nullable=True))
    op.add_column("deliveries", sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"))
