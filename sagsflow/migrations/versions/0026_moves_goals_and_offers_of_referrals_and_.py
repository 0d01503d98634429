"""Moves of all running referrals, the offer and the scored goals of one, and tasks laid before the leader."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_offer_id"], ["offer.id"], name=op.f("fk_referral_move_from_offer_id_offer")
        ),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["unit.id"], name=op.f("fk_referral_move_from_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_referral_move_to_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_referral_move_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_move")),
    )
    with op.batch_alter_table("referral_move", schema=None) as batch_op:
        batch_op.create_index("ix_referral_move_user", ["user_id", "id"], unique=False)

    op.create_table(
        "referral_goal",
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_referral_goal_score_range")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_referral_goal_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_goal_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("referral_id", "goal_id", name=op.f("pk_referral_goal")),
    )
    op.create_table(
        "referral_move_item",
        sa.Column("move_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("new_referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("refusal", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["move_id"], ["referral_move.id"], name=op.f("fk_referral_move_item_move_id_referral_move")
        ),
        sa.ForeignKeyConstraint(
            ["new_referral_id"], ["referral.id"], name=op.f("fk_referral_move_item_new_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_move_item_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("move_id", "position", name=op.f("pk_referral_move_item")),
    )
    with op.batch_alter_table("referral_move_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_move_item_referral_id"), ["referral_id"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_referral_offer_id_offer"), "offer", ["offer_id"], ["id"])

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("laid_before_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("laid_before_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_task_laid_before",
            ["laid_before_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
        )
        batch_op.create_index(
            "ix_task_not_laid",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_task_laid_before_id_user"), "user", ["laid_before_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_laid_before_id_user"), type_="foreignkey")
        batch_op.drop_index(
            "ix_task_not_laid",
            sqlite_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
        )
        batch_op.drop_index(
            "ix_task_laid_before",
            sqlite_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
        )
        batch_op.drop_column("laid_before_at")
        batch_op.drop_column("laid_before_id")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_referral_offer_id_offer"), type_="foreignkey")
        batch_op.drop_column("offer_id")

    with op.batch_alter_table("referral_move_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_move_item_referral_id"))

    op.drop_table("referral_move_item")
    op.drop_table("referral_goal")
    with op.batch_alter_table("referral_move", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_move_user")

    op.drop_table("referral_move")
