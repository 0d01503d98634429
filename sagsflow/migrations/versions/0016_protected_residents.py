"""Protected residents."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "identity_opening",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_identity_opening_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_identity_opening_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_opening")),
    )
    with op.batch_alter_table("identity_opening", schema=None) as batch_op:
        batch_op.create_index("ix_identity_opening_user", ["user_id", "ends_at"], unique=False)

    op.create_table(
        "resident_protection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "protected_address",
                "colleague",
                name="protectionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_resident_protection_ended_by_user")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_resident_protection_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_resident_protection_set_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_protection")),
    )
    with op.batch_alter_table("resident_protection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_protection_resident_id"), ["resident_id"], unique=False)

    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("protected_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("protected_to", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_resident_protected",
            ["protected_from"],
            unique=False,
            sqlite_where=sa.text("protected_from IS NOT NULL"),
            postgresql_where=sa.text("protected_from IS NOT NULL"),
        )


def downgrade() -> None:

    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_resident_protected",
            sqlite_where=sa.text("protected_from IS NOT NULL"),
            postgresql_where=sa.text("protected_from IS NOT NULL"),
        )
        batch_op.drop_column("protected_to")
        batch_op.drop_column("protected_from")

    with op.batch_alter_table("resident_protection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_protection_resident_id"))

    op.drop_table("resident_protection")
    with op.batch_alter_table("identity_opening", schema=None) as batch_op:
        batch_op.drop_index("ix_identity_opening_user")

    op.drop_table("identity_opening")
