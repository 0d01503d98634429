"""Members of the group."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_group_seat_period")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_group_seat_body_id_body")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name=op.f("fk_group_seat_deputy_id_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_seat_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_group_seat_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_seat")),
    )
    with op.batch_alter_table("group_seat", schema=None) as batch_op:
        batch_op.create_index("ix_group_seat_body_id", ["body_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("group_seat", schema=None) as batch_op:
        batch_op.drop_index("ix_group_seat_body_id")

    op.drop_table("group_seat")
