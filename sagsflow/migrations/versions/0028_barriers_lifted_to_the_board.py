"""Barriers lifted to the board."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barrier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_barrier_answer_has_time")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_barrier_answered_by_user")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user.id"], name=op.f("fk_barrier_lifted_by_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_barrier_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
    )
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.create_index("ix_barrier_unit_id", ["unit_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("barrier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index("ix_agenda_item_barrier", ["barrier_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_barrier_id_barrier"), "barrier", ["barrier_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_barrier_id_barrier"), type_="foreignkey")
        batch_op.drop_index("ix_agenda_item_barrier")
        batch_op.drop_column("barrier_id")

    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.drop_index("ix_barrier_unit_id")

    op.drop_table("barrier")
