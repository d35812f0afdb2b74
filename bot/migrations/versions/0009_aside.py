"""Whether a request's words stand in its channel, and the card that its posts answer where they do not."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """What was asked before goes on as it began."""
    op.add_column("turns", sa.Column("aside", sa.Integer(), nullable=True))
    op.add_column("turns", sa.Column("card", sa.String(), nullable=True))
