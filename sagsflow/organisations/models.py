"""Plans and the organisations, units and areas that carry them out."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, Identity, enum_type


class OrganisationKind(StrEnum):
    MUNICIPALITY = "municipality"
    HOUSING_ORGANISATION = "housing_organisation"
    JOINT_SECRETARIAT = "joint_secretariat"
    FUNDER = "funder"
    CIVIL_SOCIETY = "civil_society"


class UnitKind(StrEnum):
    """What a unit does; workflows ask for consent by it."""

    HOUSING_TEAM = "housing_team"
    HOUSING_ADMINISTRATION = "housing_administration"
    SECRETARIAT = "secretariat"
    SCHOOL = "school"
    FAMILY_SERVICES = "family_services"
    EMPLOYMENT_SERVICE = "employment_service"
    YOUTH_SERVICE = "youth_service"
    MUNICIPALITY_BENEFITS = "municipality_benefits"
    SOCIAL_PSYCHIATRY = "social_psychiatry"
    HEALTH_SERVICE = "health_service"
    ASSOCIATION = "association"
    BOARD = "board"
    TENANT_BOARD = "tenant_board"
    MANAGEMENT = "management"


class BodyKind(StrEnum):
    BOARD = "board"
    OPERATIONAL_GROUP = "operational_group"
    TEAM = "team"
    TENANT_BOARDS = "tenant_boards"
    CIVIL_SOCIETY = "civil_society"


class Plan(Base):
    """A boligsocial helhedsplan for a period. Money is in whole kroner; None where the source is silent."""

    __tablename__ = "plan"

    id: Mapped[Identity]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str]
    ordinal: Mapped[int]
    start_year: Mapped[int]
    end_year: Mapped[int]
    vision: Mapped[str | None]
    grant_cash: Mapped[int | None]
    municipality_cofinancing: Mapped[int | None]
    housing_cofinancing: Mapped[int | None]
    total_budget: Mapped[int | None]


class SubAgreement(Base):
    """A delaftale."""

    __tablename__ = "sub_agreement"

    id: Mapped[Identity]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name_da: Mapped[str]
    name_en: Mapped[str]


class Organisation(Base):
    """A partner; its name may change while it stays the same organisation."""

    __tablename__ = "organisation"

    id: Mapped[Identity]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_type(OrganisationKind))
    cvr: Mapped[str | None] = mapped_column(sa.String(8))
    fictional: Mapped[bool] = mapped_column(default=False)
    cpr_allowed: Mapped[bool] = mapped_column(default=False)
    names: Mapped[list["OrganisationName"]] = relationship(
        order_by="OrganisationName.valid_from.nulls_first()", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def name(self) -> str:
        """The newest name."""
        return self.names[-1].name if self.names else self.code

    def name_on(self, day: date) -> str:
        held = [entry.name for entry in self.names if entry.valid_from is None or entry.valid_from <= day]
        return held[-1] if held else self.name


class OrganisationName(Base):
    """What an organisation is called from a day on."""

    __tablename__ = "organisation_name"

    id: Mapped[Identity]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    valid_from: Mapped[date | None]


class Unit(Base):
    """A part of an organisation that holds grants: a school, family services, a team."""

    __tablename__ = "unit"

    id: Mapped[Identity]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind))
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fictional: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Area(Base):
    """A housing area (boligområde) of a housing organisation."""

    __tablename__ = "area"

    id: Mapped[Identity]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(unique=True)


class UnitArea(Base):
    """That a unit speaks for an area: a tenant board for its own."""

    __tablename__ = "unit_area"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"), primary_key=True, index=True)


class PlanArea(Base):
    """That an area belongs to a plan; `carried_over` marks one that only the earlier plan's source names."""

    __tablename__ = "plan_area"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"), primary_key=True)
    carried_over: Mapped[bool] = mapped_column(default=False)


class PlanOrganisation(Base):
    """How many residents of an organisation's areas a plan counts, together."""

    __tablename__ = "plan_organisation"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    residents: Mapped[int | None]


class Body(Base):
    """A board, group or team of a plan."""

    __tablename__ = "body"

    id: Mapped[Identity]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str]
    kind: Mapped[BodyKind] = mapped_column(enum_type(BodyKind))
    duty: Mapped[str | None]


class BodyPlan(Base):
    """That a body belongs to a plan."""

    __tablename__ = "body_plan"

    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
