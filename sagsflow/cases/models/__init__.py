"""The tables of a case: the case itself, its journal, its plan and its clocks."""

from sagsflow.cases.models.case import (
    Case,
    CaseLink,
    CaseNumber,
    CaseParty,
    Domain,
    InformedHow,
    WorkflowVersion,
)
from sagsflow.cases.models.clock import Deadline, DeadlinePause, StateStay
from sagsflow.cases.models.journal import Answer, Note, NoteKind
from sagsflow.cases.models.plan import Goal, GoalStatus, Progression, ProgressionQuestion

__all__ = [
    "Answer",
    "Case",
    "CaseLink",
    "CaseNumber",
    "CaseParty",
    "Deadline",
    "DeadlinePause",
    "Domain",
    "Goal",
    "GoalStatus",
    "InformedHow",
    "Note",
    "NoteKind",
    "Progression",
    "ProgressionQuestion",
    "StateStay",
    "WorkflowVersion",
]
