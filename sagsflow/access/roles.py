"""The roles that a membership can give, and what each role is permitted."""

from collections.abc import Mapping
from enum import StrEnum

from sagsflow.access.permissions import Permission as P


class Role(StrEnum):
    """What a person does for a unit."""

    HOUSING_WORKER = "housing_worker"
    COORDINATOR = "coordinator"
    MUNICIPAL_WORKER = "municipal_worker"
    GROUP_MEMBER = "group_member"
    HOUSING_ADMIN = "housing_admin"
    PARTNER_WORKER = "partner_worker"
    VOLUNTEER_COORDINATOR = "volunteer_coordinator"
    TENANT_BOARD = "tenant_board"
    MANAGER = "manager"
    BOARD = "board"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"


_CASEWORK = frozenset(
    {
        P.CASE_READ,
        P.CASE_MOVE,
        P.NOTE_READ,
        P.NOTE_WRITE,
        P.CASE_PRINT,
        P.TASK_DO,
        P.WORKFLOW_READ,
        P.MEETING_READ,
        P.CASE_EMERGENCY,
        P.OFFER_READ,
    }
)
_TEAM = _CASEWORK | {
    P.CASE_OPEN,
    P.CASE_EDIT,
    P.RESIDENT_READ,
    P.RESIDENT_WRITE,
    P.CONSENT_RECORD,
    P.REFERRAL_SEND,
    P.FIGURES_READ,
    P.CPR_SHOW,
    P.OUTREACH_LOG,
    P.ACTIVITY_READ,
    P.ACTIVITY_WRITE,
}

ROLE_PERMISSIONS: Mapping[Role, frozenset[P]] = {
    Role.HOUSING_WORKER: _TEAM,
    Role.COORDINATOR: _TEAM
    | {
        P.MEETING_RUN,
        P.LOG_READ,
        P.LOG_REVIEW,
        P.TEAM_READ,
        P.RESIDENT_PROTECT,
        P.BREACH_KEEP,
        P.CASE_ASSIGN,
        P.CASE_IMPORT,
        P.STAFF_LEAD,
        P.RIGHTS_ANSWER,
        P.RETENTION_REVIEW,
        P.PLAN_KEEP,
    },
    Role.MUNICIPAL_WORKER: _CASEWORK | {P.LEGAL_BASIS_STATE, P.REFERRAL_ANSWER, P.ACTIVITY_READ},
    Role.GROUP_MEMBER: frozenset(
        {
            P.CASE_READ,
            P.MEETING_READ,
            P.FIGURES_READ,
            P.TASK_DO,
            P.WORKFLOW_READ,
            P.STAFF_LEAD,
            P.OFFER_READ,
            P.ACTIVITY_READ,
        }
    ),
    Role.HOUSING_ADMIN: frozenset({P.CASE_READ, P.CASE_MOVE, P.TASK_DO, P.WORKFLOW_READ, P.ACTIVITY_READ}),
    Role.PARTNER_WORKER: frozenset(
        {
            P.CASE_READ,
            P.NOTE_READ,
            P.REFERRAL_ANSWER,
            P.TASK_DO,
            P.WORKFLOW_READ,
            P.OFFER_READ,
            P.ACTIVITY_OWN,
        }
    ),
    Role.VOLUNTEER_COORDINATOR: frozenset(
        {
            P.VOLUNTEER_READ,
            P.VOLUNTEER_WRITE,
            P.CASE_IMPORT,
            P.RESIDENT_READ,
            P.RESIDENT_WRITE,
            P.RESIDENT_PROTECT,
            P.CONSENT_RECORD,
            P.TASK_DO,
            P.FIGURES_READ,
            P.WORKFLOW_READ,
            P.RIGHTS_ANSWER,
            P.RETENTION_REVIEW,
            P.OFFER_READ,
            P.ACTIVITY_READ,
            P.ACTIVITY_WRITE,
        }
    ),
    Role.TENANT_BOARD: frozenset({P.ACTIVITY_COMMENT, P.FIGURES_AREA, P.WORKFLOW_READ}),
    Role.MANAGER: frozenset({P.FIGURES_READ, P.WORKFLOW_READ, P.ACTIVITY_READ, P.PLAN_KEEP}),
    Role.BOARD: frozenset({P.FIGURES_READ, P.WORKFLOW_READ, P.ACTIVITY_READ}),
    Role.DPO: frozenset(
        {P.LOG_READ, P.LOG_REVIEW, P.BREACH_KEEP, P.RETENTION_REVIEW, P.TASK_DO, P.WORKFLOW_READ}
    ),
    Role.ADMINISTRATOR: frozenset({P.ADMINISTER, P.WORKFLOW_READ, P.OFFER_READ}),
}
