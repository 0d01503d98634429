"""What a step wrote can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("case_party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("turned_at_step", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case_party", schema=None) as batch_op:
        batch_op.drop_column("turned_at_step")
        batch_op.drop_column("added_at_step")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("taken_back_at")
