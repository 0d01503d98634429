"""Meetings: attendance, actions, minutes, drafts, calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATUSES = ("planned", "running", "ended")
PRESENCES = ("invited", "present", "excused", "absent")


def _allow(table: str, column: str, kind: str, before: tuple[str, ...], *more: str) -> None:
    """The values that a column may have from now on."""
    allowed = ", ".join(f"'{value}'" for value in (*before, *more))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{kind}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{kind}"), f"{column} IN ({allowed})")


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_calendar_feed")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_feed_user", ["user_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approved",
                "locked",
                name="minutesstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_minutes_approved_by_user")),
        sa.ForeignKeyConstraint(["locked_by"], ["user.id"], name=op.f("fk_minutes_locked_by_user")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    op.create_table(
        "item_attendance",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("participant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "invited",
                "present",
                "deputy",
                "excused",
                "absent",
                "out",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_item_attendance_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_item_attendance_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("item_id", "participant_id", name=op.f("pk_item_attendance")),
    )
    op.create_table(
        "item_draft",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_item_draft_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_item_draft_user_id_user")),
        sa.PrimaryKeyConstraint("item_id", "user_id", name=op.f("pk_item_draft")),
    )
    with op.batch_alter_table("item_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_draft_saved_at"), ["saved_at"], unique=False)

    op.create_table(
        "meeting_action",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "not_possible",
                "not_done",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "closed_at_meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_meeting_action_outcome_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["closed_at_meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_action_closed_at_meeting_id_meeting"),
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_meeting_action_closed_by_user")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_meeting_action_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_meeting_action_task_id_task")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_action_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_action")),
    )
    with op.batch_alter_table("meeting_action", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_action_item", ["item_id"], unique=False)
        batch_op.create_index("ix_meeting_action_unit", ["unit_id", "outcome"], unique=False)

    op.create_table(
        "minutes_addition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_addition_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_addition_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user.id"], name=op.f("fk_minutes_addition_written_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_addition")),
    )
    with op.batch_alter_table("minutes_addition", schema=None) as batch_op:
        batch_op.create_index("ix_minutes_addition_meeting", ["meeting_id", "id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.alter_column("anonymous", server_default=None, existing_type=sa.Boolean())

    _allow("meeting", "status", "meetingstatus", STATUSES, "cancelled")
    _allow("participant", "presence", "presence", PRESENCES, "deputy", "out")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pulse", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("attended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_participant_attended_by_user"), "user", ["attended_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_participant_attended_by_user"), type_="foreignkey")
        batch_op.drop_column("attended_by")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("called_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("pulse")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("anonymous")

    op.execute("UPDATE participant SET presence = 'present' WHERE presence = 'deputy'")
    op.execute("UPDATE participant SET presence = 'invited' WHERE presence = 'out'")
    op.execute("UPDATE meeting SET status = 'ended' WHERE status = 'cancelled'")
    _allow("participant", "presence", "presence", PRESENCES)
    _allow("meeting", "status", "meetingstatus", STATUSES)

    with op.batch_alter_table("minutes_addition", schema=None) as batch_op:
        batch_op.drop_index("ix_minutes_addition_meeting")

    op.drop_table("minutes_addition")
    with op.batch_alter_table("meeting_action", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_action_unit")
        batch_op.drop_index("ix_meeting_action_item")

    op.drop_table("meeting_action")
    with op.batch_alter_table("item_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_draft_saved_at"))

    op.drop_table("item_draft")
    op.drop_table("item_attendance")
    op.drop_table("minutes")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_feed_user")

    op.drop_table("calendar_feed")
