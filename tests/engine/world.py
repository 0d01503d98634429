"""The shipped workflows, and short ways to say where a case stands and who tries what."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, Field, Transition
from sagsflow.engine.snapshot import Context, Snapshot, Track

WORKFLOWS = Path(__file__).parents[2] / "workflows"
LIBRARY = Library.from_folder(WORKFLOWS)
ALL = LIBRARY.all_latest()
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TEAM, SCHOOL, FAMILY_SERVICES, JOBS, BENEFITS = 1, 2, 3, 4, 5
KINDS = {
    TEAM: "housing_team",
    SCHOOL: "school",
    FAMILY_SERVICES: "family_services",
    JOBS: "employment_service",
    BENEFITS: "municipality_benefits",
}
EVERYBODY = frozenset({"housing_worker", "case_owner", "coordinator", "municipal_worker"})
SENT = Track("sent", answered=False, accepted=False, open=True)
ACCEPTED = Track("accepted", answered=True, accepted=True, open=True)
DECLINED = Track("declined", answered=True, accepted=False, open=False)


def coordinated() -> Definition:
    return LIBRARY.get("coordinated")


def snapshot(state: str, *tracks: Track, entered_at: datetime = NOW, **facts: object) -> Snapshot:
    known: dict[str, object] = {"own_units": frozenset({TEAM}), "unit_kinds": KINDS, "consents": {}}
    return Snapshot(state, entered_at, known | facts, tracks)


def context(
    *roles: str, answers: Mapping[str, object] | None = None, present: frozenset[int] = frozenset()
) -> Context:
    return Context(frozenset(roles), answers or {}, NOW, present)


def agreed(*units: int) -> dict[int, frozenset[str]]:
    """A live consent for each of these units."""
    return dict.fromkeys(units, frozenset({"core"}))


def an_answer(field: Field) -> object:
    """Something that fits the field."""
    by_type: dict[str, object] = {
        "text": "Noget",
        "longtext": "Noget mere",
        "date": date(2026, 12, 1),
        "integer": 12,
        "amount": 4500,
        "yes_no": True,
        "unit": SCHOOL,
        "units": frozenset({SCHOOL}),
        "user": 7,
        "score": 3,
    }
    return field.choices[0].id if field.type == "choice" else by_type[field.type]


def answers_for(definition: Definition, step: Transition) -> dict[str, object]:
    """Everything the step's form requires, answered."""
    asked = (definition.fields[name] for name in step.requires)
    return {field.id: an_answer(field) for field in asked if field.type != "fact"}
