"""The topics that consent, notes, goals and fields are sorted by."""

from enum import StrEnum


class Topic(StrEnum):
    """What a piece of information is about; `core` is who, where, the pathway and its state."""

    CORE = "core"
    TENANCY = "tenancy"
    SCHOOL = "school"
    EMPLOYMENT = "employment"
    HEALTH = "health"
    ECONOMY = "economy"
    FAMILY = "family"
    DAILY_LIFE = "daily_life"
