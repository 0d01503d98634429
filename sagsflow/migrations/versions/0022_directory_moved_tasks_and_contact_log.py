"""Directory, moved tasks and contact log."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "shown",
                "confirmed",
                "dropped",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_offer_import_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_import")),
    )
    with op.batch_alter_table("offer_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_import_user_id"), ["user_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("sub_agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "open",
                "waiting_list",
                "full",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("capacity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_weeks", sa.Integer(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "age_to IS NULL OR age_from IS NULL OR age_to >= age_from", name=op.f("ck_offer_ages")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_offer_period")),
        sa.ForeignKeyConstraint(
            ["sub_agreement_id"], ["sub_agreement.id"], name=op.f("fk_offer_sub_agreement_id_sub_agreement")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_offer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("unit_id", "external_id", name=op.f("uq_offer_unit_id_external_id")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_unit", ["unit_id"], unique=False)

    op.create_table(
        "outreach",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "activity",
            sa.Enum(
                "walk",
                "doorstep",
                "event",
                "open_house",
                "phone",
                "other",
                name="activity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "core",
                "tenancy",
                "school",
                "employment",
                "health",
                "economy",
                "family",
                "daily_life",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("young", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("adults + young + children > 0", name=op.f("ck_outreach_somebody")),
        sa.CheckConstraint("adults >= 0 AND young >= 0 AND children >= 0", name=op.f("ck_outreach_counts")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_outreach_area_id_area")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_outreach_author_id_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_outreach_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach")),
    )
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_unit", ["unit_id", "happened_on", "id"], unique=False)

    op.create_table(
        "offer_area",
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_offer_area_area_id_area")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_area_offer_id_offer")),
        sa.PrimaryKeyConstraint("offer_id", "area_id", name=op.f("pk_offer_area")),
    )
    op.create_table(
        "case_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "conversation",
                "home_visit",
                "phone",
                name="contactkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "held",
                "no_show",
                "moved",
                name="contactoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "moved_by",
            sa.Enum(
                "resident",
                "us",
                "other",
                name="movedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(outcome = 'held') = (reason IS NULL)", name=op.f("ck_case_contact_reason")),
        sa.CheckConstraint(
            "(outcome = 'moved') = (moved_by IS NOT NULL)", name=op.f("ck_case_contact_moved")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_case_contact_author_id_user")),
        sa.ForeignKeyConstraint(
            ["author_unit_id"], ["unit.id"], name=op.f("fk_case_contact_author_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_contact_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_contact")),
    )
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.create_index("ix_case_contact_case", ["case_id", "on_day", "id"], unique=False)

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("postponed_reason", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("asked_reason", sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_task_asked_by_user"), "user", ["asked_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_asked_by_user"), type_="foreignkey")
        batch_op.drop_column("asked_reason")
        batch_op.drop_column("asked_by")
        batch_op.drop_column("postponed_reason")

    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_case_contact_case")

    op.drop_table("case_contact")
    op.drop_table("offer_area")
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_unit")

    op.drop_table("outreach")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_unit")

    op.drop_table("offer")
    with op.batch_alter_table("offer_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_import_user_id"))

    op.drop_table("offer_import")
