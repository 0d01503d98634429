"""A referral: its own small track beside the case's pathway."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity

DRAFT, SENT, SEEN, WITHDRAWN = "draft", "sent", "seen", "withdrawn"
UNANSWERED, NO_ANSWER = "unanswered", "no_answer"
TO_ANSWER = (SENT, SEEN)


class Referral(Base):
    """A resident handed to a partner's unit, perhaps for one of its offers; it runs on a workflow of kind `referral`.
    `sent_at_step` is the case's event number of the step that sent it: referrals of an earlier round do not move the case again.

    `is_answered` and `accepted` are what the case takes the referral for: answered and neither yes nor no is a waiting list.
    `stay` counts the stretches in which one clock runs, from `stay_from`; `ticks_done` of what the clock does there are done,
    and `next_at` is the moment of the next (None while nothing follows, or while the clock is paused)."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.Index("ix_referral_case", "case_id"),
        sa.Index("ix_referral_receiver", "to_unit_id", "is_open", "due_on"),
        sa.Index(
            "ix_referral_next",
            "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id", "workflow_version"], ["workflow_version.workflow_id", "workflow_version.version"]
        ),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id"))
    workflow_id: Mapped[str] = mapped_column(sa.String(60))
    workflow_version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(60))
    is_open: Mapped[bool] = mapped_column(default=True)
    handover_note: Mapped[str]
    from_referral_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("referral.id"))
    transfer_note: Mapped[str | None]
    sent_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    sent_at: Mapped[datetime]
    sent_at_step: Mapped[int]
    due_on: Mapped[date | None]
    stay: Mapped[int] = mapped_column(default=0, server_default="0")
    stay_from: Mapped[datetime | None]
    ticks_done: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    is_answered: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    accepted: Mapped[bool | None]
    decline_reason: Mapped[str | None]
    decline_note: Mapped[str | None]
    coordinator_note: Mapped[str | None]
    waiting_position: Mapped[int | None]
    expected_on: Mapped[date | None]
    received_by: Mapped[str | None]
    first_meeting_on: Mapped[date | None]
    joint_meeting_on: Mapped[date | None]
    result: Mapped[str | None]
    goal_score: Mapped[int | None]
    result_note: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    # The service counts: what makes nobody's page old (a strike of the clock, the receiver's look) does not.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class ReferralPause(Base):
    """A stretch in which the clock of a referral stands still, and why; the first and the last day do not count. It moves the
    clock of one stay only."""

    __tablename__ = "referral_pause"

    id: Mapped[Identity]
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), index=True)
    stay: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]
    paused_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    paused_at: Mapped[datetime]


class ReferralTask(Base):
    """A task that the clock of a referral raised, so that the step that settles it takes the task away."""

    __tablename__ = "referral_task"
    __table_args__ = (sa.Index("ix_referral_task_stay", "referral_id", "stay"),)

    task_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("task.id"), primary_key=True)
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"))
    stay: Mapped[int]


class ReferralChange(Base):
    """What the sender wrote instead of what had been sent, and why; `read_at` is when the receiver opened it after that."""

    __tablename__ = "referral_change"

    id: Mapped[Identity]
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), index=True)
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class ReferralNote(Base):
    """What the receiving unit writes for itself about a referral; nobody else sees it."""

    __tablename__ = "referral_note"

    id: Mapped[Identity]
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    written_at: Mapped[datetime]
    text: Mapped[str]


class ReferralGoal(Base):
    """How far the resident had come with one goal when the referral was closed with a result, from 1 to 5."""

    __tablename__ = "referral_goal"
    __table_args__ = (sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),)

    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), primary_key=True)
    goal_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("goal.id"), primary_key=True)
    score: Mapped[int]


class ReferralLink(Base):
    """A link by which a named person without an account answers one referral. It opens once, with a code told by telephone;
    `sitting` is then what her open page proves itself with. Only digests of link, code and sitting are kept."""

    __tablename__ = "referral_link"

    id: Mapped[Identity]
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_digest: Mapped[str] = mapped_column(sa.String(64))
    person: Mapped[str]
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    sitting: Mapped[str | None] = mapped_column(sa.String(64))
    answered_at: Mapped[datetime | None]


class ReferralMove(Base):
    """All running referrals of a unit, or of one of its offers, on their way to another unit: asked for by one
    person, moved one by one by the worker."""

    __tablename__ = "referral_move"
    __table_args__ = (sa.Index("ix_referral_move_user", "user_id", "id"),)

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    from_offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    note: Mapped[str]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    total: Mapped[int]
    moved: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)


class ReferralMoveItem(Base):
    """One referral of a move, in order: what it became, or the code of why it stays where it is; neither while it waits."""

    __tablename__ = "referral_move_item"

    move_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral_move.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("referral.id"), index=True)
    new_referral_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("referral.id"))
    refusal: Mapped[str | None] = mapped_column(sa.String(60))
