"""Activities, comments on them, and the areas that a unit speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sub_agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_by_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "event",
                "club",
                "course",
                "walk",
                "advice",
                "board_meeting",
                "volunteering",
                "other",
                name="activitykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "planned",
                "held",
                "cancelled",
                "declined",
                name="activitystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("other_partners", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("comment_by", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("young", sa.Integer(), nullable=True),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.Column("new_faces", sa.Integer(), nullable=True),
        sa.Column("volunteers", sa.Integer(), nullable=True),
        sa.Column("volunteer_hours", sa.Integer(), nullable=True),
        sa.Column("went_well", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'held') = (people IS NOT NULL)", name=op.f("ck_activity_counted")),
        sa.CheckConstraint(
            "(status IN ('cancelled', 'declined')) = (reason IS NOT NULL)", name=op.f("ck_activity_reason")
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'declined') OR sub_agreement_id IS NOT NULL",
            name=op.f("ck_activity_sub_agreement"),
        ),
        sa.CheckConstraint(
            "COALESCE(children, 0) + COALESCE(young, 0) + COALESCE(adults, 0) <= people",
            name=op.f("ck_activity_parts"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_activity_order")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_activity_author_id_user")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_activity_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["proposed_by_unit_id"], ["unit.id"], name=op.f("fk_activity_proposed_by_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["user.id"], name=op.f("fk_activity_responsible_id_user")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["activity.id"], name=op.f("fk_activity_series_id_activity")),
        sa.ForeignKeyConstraint(
            ["sub_agreement_id"],
            ["sub_agreement.id"],
            name=op.f("fk_activity_sub_agreement_id_sub_agreement"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_plan", ["plan_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_responsible_id"), ["responsible_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_series_id"), ["series_id"], unique=False)
        batch_op.create_index("ix_activity_status", ["status", "starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_area",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_unit_area_area_id_area")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_area_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "area_id", name=op.f("pk_unit_area")),
    )
    with op.batch_alter_table("unit_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_area_area_id"), ["area_id"], unique=False)

    op.create_table(
        "activity_area",
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_area_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_area_area_id_area")),
        sa.PrimaryKeyConstraint("activity_id", "area_id", name=op.f("pk_activity_area")),
    )
    with op.batch_alter_table("activity_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_area_area_id"), ["area_id"], unique=False)

    op.create_table(
        "activity_comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (text IS NOT NULL)", name=op.f("ck_activity_comment_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_comment_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_activity_comment_author_id_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_comment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_comment")),
    )
    with op.batch_alter_table("activity_comment", schema=None) as batch_op:
        batch_op.create_index("ix_activity_comment_activity", ["activity_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_comment_author_id"), ["author_id"], unique=False)

    op.create_table(
        "activity_partner",
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_partner_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_partner_unit_id_unit")),
        sa.PrimaryKeyConstraint("activity_id", "unit_id", name=op.f("pk_activity_partner")),
    )
    with op.batch_alter_table("activity_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_partner_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("activity_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_partner_unit_id"))

    op.drop_table("activity_partner")
    with op.batch_alter_table("activity_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_comment_author_id"))
        batch_op.drop_index("ix_activity_comment_activity")

    op.drop_table("activity_comment")
    with op.batch_alter_table("activity_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_area_area_id"))

    op.drop_table("activity_area")
    with op.batch_alter_table("unit_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_area_area_id"))

    op.drop_table("unit_area")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_unit_id"))
        batch_op.drop_index("ix_activity_status")
        batch_op.drop_index(batch_op.f("ix_activity_series_id"))
        batch_op.drop_index(batch_op.f("ix_activity_responsible_id"))
        batch_op.drop_index("ix_activity_plan")

    op.drop_table("activity")
