"""What communities work in, what conversations are about, and what was wished for beside the words."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"


def upgrade() -> None:
    """Projects used so far are those of the conversations; the one used last is the chosen one."""
    op.create_table(
        "projects",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("studio", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("chosen_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "community", "channel", "studio", "place"),
    )
    op.execute(
        "INSERT INTO projects (account, community, channel, studio, place, chosen_at) "
        "SELECT account, coalesce(community, ''), CASE WHEN community IS NULL THEN channel ELSE '' END, "
        "studio, place, max(created_at) FROM conversations WHERE place IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    )
    op.drop_index("conversations_by_community", "conversations")
    op.add_column("conversations", sa.Column("topic", sa.Text(), nullable=True))
    op.add_column("conversations", sa.Column("forgotten_at", sa.Float(), nullable=True))
    op.add_column("turns", sa.Column("wishes", sa.Text(), nullable=True))
    op.add_column("turns", sa.Column("without_token", sa.String(), nullable=True))
