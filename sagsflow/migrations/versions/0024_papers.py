"""Batches of papers, and what each adult of a household lets the others read."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "print_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "printing",
                "ready",
                "cancelled",
                name="batchstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_print_batch_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_batch")),
    )
    with op.batch_alter_table("print_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_batch_removed_at"), ["removed_at"], unique=False)
        batch_op.create_index("ix_print_batch_user", ["user_id", "id"], unique=False)

    op.create_table(
        "household_part",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "written",
                "oral",
                "digital",
                name="consentform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_household_part_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_household_part_case_id_case")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_household_part_ended_by_user")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_household_part_recorded_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_part")),
    )
    with op.batch_alter_table("household_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_part_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_household_part_standing",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "print_item",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["print_batch.id"], name=op.f("fk_print_item_batch_id_print_batch")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_print_item_case_id_case")),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_print_item")),
    )
    with op.batch_alter_table("print_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_item_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("print_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_item_case_id"))

    op.drop_table("print_item")
    with op.batch_alter_table("household_part", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_household_part_standing",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_household_part_case_id"))

    op.drop_table("household_part")
    with op.batch_alter_table("print_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_print_batch_user")
        batch_op.drop_index(batch_op.f("ix_print_batch_removed_at"))

    op.drop_table("print_batch")
