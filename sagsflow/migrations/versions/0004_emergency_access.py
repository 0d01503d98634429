"""Grants to one person of a unit, and who has asked for one in an emergency."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_access_grant_user_id_user"), "user", ["user_id"], ["id"])

    with op.batch_alter_table("reading_list", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "user_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                autoincrement=False,
                nullable=False,
                server_default="0",
            )
        )
        batch_op.drop_constraint(batch_op.f("pk_reading_list"), type_="primary")
        batch_op.create_primary_key(batch_op.f("pk_reading_list"), ["unit_id", "case_id", "user_id"])
    with op.batch_alter_table("reading_list", schema=None) as batch_op:
        batch_op.alter_column("user_id", server_default=None)

    op.create_table(
        "emergency_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_number", sa.String(length=40), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "life",
                "child",
                "violence",
                "missing",
                "other",
                name="emergencyreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(case_id IS NULL) = (ends_at IS NULL)", name=op.f("ck_emergency_request_opened_has_end")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR case_id IS NOT NULL", name=op.f("ck_emergency_request_only_opened_ends")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_emergency_request_case_id_case")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_emergency_request_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_emergency_request_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_request")),
    )
    with op.batch_alter_table("emergency_request", schema=None) as batch_op:
        batch_op.create_index("ix_emergency_request_case", ["case_id"], unique=False)
        batch_op.create_index("ix_emergency_request_user_asked", ["user_id", "asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("emergency_request", schema=None) as batch_op:
        batch_op.drop_index("ix_emergency_request_user_asked")
        batch_op.drop_index("ix_emergency_request_case")

    op.drop_table("emergency_request")

    op.execute("DELETE FROM reading_list WHERE user_id <> 0")
    with op.batch_alter_table("reading_list", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("pk_reading_list"), type_="primary")
        batch_op.create_primary_key(batch_op.f("pk_reading_list"), ["unit_id", "case_id"])
        batch_op.drop_column("user_id")

    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_access_grant_user_id_user"), type_="foreignkey")
        batch_op.drop_column("user_id")
