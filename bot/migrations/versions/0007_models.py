"""The model that a button tries a request with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Earlier buttons name no model."""
    op.add_column("buttons", sa.Column("model", sa.String(), nullable=True))
