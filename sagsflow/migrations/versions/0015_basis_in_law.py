"""A basis in law in the place of consent."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "legal_ground",
            sa.Enum(
                "legal_obligation",
                "vital_interest",
                "public_task",
                name="legalground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("expires_at > stated_at", name=op.f("ck_legal_basis_period")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_basis_case_id_case")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_legal_basis_ended_by_user")),
        sa.ForeignKeyConstraint(["stated_by"], ["user.id"], name=op.f("fk_legal_basis_stated_by_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_legal_basis_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
    )
    with op.batch_alter_table("legal_basis", schema=None) as batch_op:
        batch_op.create_index("ix_legal_basis_case", ["case_id", "unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("legal_basis", schema=None) as batch_op:
        batch_op.drop_index("ix_legal_basis_case")

    op.drop_table("legal_basis")
