"""Restriction of processing, own addresses, drafts of steps, givers of longer consents."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "place", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "own_address",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_own_address_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_own_address")),
    )
    op.create_table(
        "restriction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "restriction_ground",
            sa.Enum(
                "accuracy",
                "unlawful",
                "claims",
                "objection",
                name="restrictionground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.Column("lifted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (told_on IS NULL)"
            " AND (lifted_at IS NULL) = (lifted_because IS NULL)",
            name=op.f("ck_restriction_lifted_whole"),
        ),
        sa.ForeignKeyConstraint(["lifted_by"], ["user.id"], name=op.f("fk_restriction_lifted_by_user")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_restriction_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_restriction_set_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.create_index(
            "uq_restriction_standing",
            ["resident_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "restriction_use",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "use_ground",
            sa.Enum(
                "resident",
                "claims",
                "others",
                "public_interest",
                name="useground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_restriction_use_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_restriction_use_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_use")),
    )
    with op.batch_alter_table("restriction_use", schema=None) as batch_op:
        batch_op.create_index("ix_restriction_use_user", ["resident_id", "user_id", "ends_at"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "giver_kind",
                sa.Enum(
                    "resident",
                    "custody_holder",
                    "guardian",
                    name="giverkind",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("giver_name", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("second_giver", sa.Text(), nullable=True))

    with op.batch_alter_table("legal_basis", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tidied_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_legal_basis_untidied",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
        )

    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.drop_column("restricted_at")

    with op.batch_alter_table("legal_basis", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_legal_basis_untidied",
            sqlite_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
        )
        batch_op.drop_column("tidied_at")
        batch_op.drop_column("reminded_at")

    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consent_event_giverkind"), type_="check")
        batch_op.drop_column("second_giver")
        batch_op.drop_column("giver_name")
        batch_op.drop_column("giver_kind")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("restricted_at")

    with op.batch_alter_table("restriction_use", schema=None) as batch_op:
        batch_op.drop_index("ix_restriction_use_user")

    op.drop_table("restriction_use")
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_restriction_standing",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.drop_table("restriction")
    op.drop_table("own_address")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_kept_at"))

    op.drop_table("draft")
