"""A batch may be one PDF, kept where its papers were."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("print_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("together", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("print_batch", schema=None) as batch_op:
        batch_op.alter_column("together", server_default=None, existing_type=sa.Boolean())


def downgrade() -> None:
    with op.batch_alter_table("print_batch", schema=None) as batch_op:
        batch_op.drop_column("sealed")
        batch_op.drop_column("digest")
        batch_op.drop_column("together")
