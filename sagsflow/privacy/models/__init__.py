"""The tables of privacy: requests and their answers; breaches; holds, erasures and what is left after them."""

from sagsflow.privacy.models.breaches import Breach, BreachCase, BreachKind, BreachTask, Risk
from sagsflow.privacy.models.requests import (
    AnswerPart,
    Channel,
    Passage,
    RequestKind,
    RequestStatus,
    RightsRequest,
    WhyWithheld,
)
from sagsflow.privacy.models.retention import (
    CaseStatistic,
    ErasedMark,
    Erasure,
    ErasureStatus,
    LegalHold,
)

__all__ = [
    "AnswerPart",
    "Breach",
    "BreachCase",
    "BreachKind",
    "BreachTask",
    "CaseStatistic",
    "Channel",
    "ErasedMark",
    "Erasure",
    "ErasureStatus",
    "LegalHold",
    "Passage",
    "RequestKind",
    "RequestStatus",
    "RightsRequest",
    "Risk",
    "WhyWithheld",
]
