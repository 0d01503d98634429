"""The whole track of a referral."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_referral_change_changed_by_user")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_change_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_change")),
    )
    with op.batch_alter_table("referral_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_change_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sitting", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_referral_link_made_by_user")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_link_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_referral_link_digest")),
    )
    with op.batch_alter_table("referral_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_link_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_referral_note_author_id_user")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_note_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_referral_note_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_note")),
    )
    with op.batch_alter_table("referral_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_note_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_pause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stay", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["paused_by"], ["user.id"], name=op.f("fk_referral_pause_paused_by_user")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_pause_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_pause")),
    )
    with op.batch_alter_table("referral_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_pause_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_task",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stay", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_task_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_referral_task_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_referral_task")),
    )
    with op.batch_alter_table("referral_task", schema=None) as batch_op:
        batch_op.create_index("ix_referral_task_stay", ["referral_id", "stay"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("from_referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("transfer_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("stay", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("stay_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ticks_done", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("seen_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("is_answered", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("coordinator_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("waiting_position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("expected_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("joint_meeting_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("goal_score", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_referral_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_referral_from_referral_id_referral"), "referral", ["from_referral_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_referral_seen_by_user"), "user", ["seen_by"], ["id"])

    # What a referral of the first version has been answered stays answered. Its clock begins with its next step.
    op.execute("UPDATE referral SET is_answered = true WHERE accepted IS NOT NULL AND state <> 'withdrawn'")

    # What a referral of the first version has been answered stays answered. Its clock begins with its next step.
    op.execute("UPDATE referral SET is_answered = true WHERE accepted IS NOT NULL AND state <> 'withdrawn'")


def downgrade() -> None:
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_referral_seen_by_user"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_referral_from_referral_id_referral"), type_="foreignkey")
        batch_op.drop_index(
            "ix_referral_next",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_column("goal_score")
        batch_op.drop_column("joint_meeting_on")
        batch_op.drop_column("expected_on")
        batch_op.drop_column("waiting_position")
        batch_op.drop_column("coordinator_note")
        batch_op.drop_column("is_answered")
        batch_op.drop_column("seen_by")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("next_at")
        batch_op.drop_column("ticks_done")
        batch_op.drop_column("stay_from")
        batch_op.drop_column("stay")
        batch_op.drop_column("transfer_note")
        batch_op.drop_column("from_referral_id")

    with op.batch_alter_table("referral_task", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_task_stay")

    op.drop_table("referral_task")
    with op.batch_alter_table("referral_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_pause_referral_id"))

    op.drop_table("referral_pause")
    with op.batch_alter_table("referral_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_note_referral_id"))

    op.drop_table("referral_note")
    with op.batch_alter_table("referral_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_link_referral_id"))

    op.drop_table("referral_link")
    with op.batch_alter_table("referral_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_change_referral_id"))

    op.drop_table("referral_change")
