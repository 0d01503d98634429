"""Consent register complete."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = "withdrawn_at IS NULL AND tidied_at IS NULL"
ADDED = (
    "version",
    "tidied_at",
    "asked_young_at",
    "reminded_at",
    "agreed_until",
    "wording_language",
    "wording_version",
    "occasion",
    "scope",
    "young_person_on",
    "second_giver",
)


def upgrade() -> None:
    op.create_table(
        "consent_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "given",
                "extended",
                "narrowed",
                "heard",
                "reckoned",
                "withdrawn",
                "expired",
                "ended",
                name="consenteventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("agreed_until", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "written",
                "oral",
                "digital",
                name="consentform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("witness", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_consent_event_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_event_consent_id_consent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
        sa.UniqueConstraint("consent_id", "number", name=op.f("uq_consent_event_consent_id_number")),
    )
    for column in (
        sa.Column("second_giver", sa.Text(), nullable=True),
        sa.Column("young_person_on", sa.Date(), nullable=True),
        sa.Column(
            "scope",
            sa.String(length=40),
            sa.CheckConstraint("scope IN ('standing', 'once')", name=op.f("ck_consent_scope")),
            nullable=False,
            server_default="standing",
        ),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("wording_version", sa.String(length=20), nullable=True),
        sa.Column("wording_language", sa.String(length=2), nullable=True),
        sa.Column("agreed_until", sa.Date(), nullable=False, server_default="9999-12-31"),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_young_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tidied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("consent", column)  # one by one: a table built anew on SQLite would lose its checks
    op.create_index("ix_consent_resident", "consent", ["resident_id"], unique=False)
    op.create_index(
        "ix_consent_untidied",
        "consent",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    _tell_what_there_was()


def _tell_what_there_was() -> None:
    """Consents of the first version begin with the event that made them; their midnight, in UTC, lies on their last day."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    day = "(expires_at AT TIME ZONE 'UTC')::date" if on_postgresql else "date(expires_at)"
    joined = "string_agg(topic, ',')" if on_postgresql else "group_concat(topic, ',')"
    topics = f"(SELECT {joined} FROM consent_topic WHERE consent_id = consent.id)"  # noqa: S608 - our own words
    op.execute(f"UPDATE consent SET agreed_until = {day}")  # noqa: S608 - our own words
    columns = "consent_id, number, kind, at, actor_id, topics, sensitive, agreed_until, expires_at, said_on, form, witness"
    op.execute(
        f"INSERT INTO consent_event ({columns}) SELECT id, 1, 'given', given_at, recorded_by, {topics}, sensitive, "  # noqa: S608 - our own words
        "agreed_until, expires_at, given_on, form, witness FROM consent ORDER BY id"
    )
    op.execute(
        f"INSERT INTO consent_event ({columns}) SELECT id, 2, 'withdrawn', withdrawn_at, NULL, {topics}, sensitive, "  # noqa: S608 - our own words
        "agreed_until, expires_at, NULL, NULL, NULL FROM consent WHERE withdrawn_at IS NOT NULL ORDER BY id"
    )
    op.execute("UPDATE consent SET version = 2 WHERE withdrawn_at IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_consent_untidied", "consent")
    op.drop_index("ix_consent_resident", "consent")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consent_scope"), type_="check")
        for name in ADDED:
            batch_op.drop_column(name)
    op.drop_table("consent_event")
