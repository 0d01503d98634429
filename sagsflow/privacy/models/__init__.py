"""The tables of privacy: requests and their answers."""

from sagsflow.privacy.models.requests import (
    AnswerPart,
    Channel,
    Passage,
    RequestKind,
    RequestStatus,
    RightsRequest,
    WhyWithheld,
)

__all__ = [
    "AnswerPart",
    "Channel",
    "Passage",
    "RequestKind",
    "RequestStatus",
    "RightsRequest",
    "WhyWithheld",
]
