"""Grants to one person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
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


def downgrade() -> None:
    op.execute("DELETE FROM reading_list WHERE user_id <> 0")
    with op.batch_alter_table("reading_list", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("pk_reading_list"), type_="primary")
        batch_op.create_primary_key(batch_op.f("pk_reading_list"), ["unit_id", "case_id"])
        batch_op.drop_column("user_id")

    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_access_grant_user_id_user"), type_="foreignkey")
        batch_op.drop_column("user_id")
