"""Figures of large plans, kept from one round of the clock to the next."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base


class KeptFigures(Base):
    """All that was told of one pathway at `made_at`, or of all pathways of the domain together (`workflow_id` empty): sums and
    spans, never a case. `body` is written and read by `overview.source.packing` alone."""

    __tablename__ = "kept_figures"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
    domain: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    workflow_id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    made_at: Mapped[datetime]
    body: Mapped[Any] = mapped_column(sa.JSON)
