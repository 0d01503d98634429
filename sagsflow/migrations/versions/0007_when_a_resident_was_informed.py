"""When, how and by whom a resident was informed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "informed_how",
                sa.Enum(
                    "conversation",
                    "letter",
                    "digital",
                    name="informedhow",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("informed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_case_informed_by_user"), "user", ["informed_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_case_informed_by_user"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_case_informedhow"), type_="check")
        batch_op.drop_column("informed_by")
        batch_op.drop_column("informed_how")
