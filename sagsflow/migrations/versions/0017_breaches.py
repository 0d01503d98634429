"""Breaches."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "breach",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "confidentiality",
                "integrity",
                "availability",
                name="breachkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("affected", sa.Integer(), nullable=True),
        sa.Column("consequences", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column(
            "risk",
            sa.Enum(
                "unlikely", "risk", "high", name="risk", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("authority_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_why", sa.Text(), nullable=True),
        sa.Column("residents_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("residents_why", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (conclusion IS NULL)", name=op.f("ck_breach_closed_has_conclusion")
        ),
        sa.CheckConstraint("affected IS NULL OR affected >= 0", name=op.f("ck_breach_affected_counts")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_breach_closed_by_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_breach_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["registered_by"], ["user.id"], name=op.f("fk_breach_registered_by_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_breach_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index("ix_breach_organisation", ["organisation_id", "discovered_at"], unique=False)

    op.create_table(
        "breach_case",
        sa.Column("breach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_case_breach_id_breach")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_breach_case_case_id_case")),
        sa.PrimaryKeyConstraint("breach_id", "case_id", name=op.f("pk_breach_case")),
    )
    op.create_table(
        "breach_task",
        sa.Column("breach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_task_breach_id_breach")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_breach_task_task_id_task")),
        sa.PrimaryKeyConstraint("breach_id", "task_id", name=op.f("pk_breach_task")),
    )


def downgrade() -> None:

    op.drop_table("breach_task")
    op.drop_table("breach_case")
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.drop_index("ix_breach_organisation")

    op.drop_table("breach")
