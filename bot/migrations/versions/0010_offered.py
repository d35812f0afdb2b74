"""The buttons of a turn, looked up when one is offered once more."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What was offered before is found the same way."""
    op.create_index("buttons_by_turn", "buttons", ["turn"])
