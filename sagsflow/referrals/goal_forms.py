"""What the form of a result asks about each of the resident's goals, beside what the workflow file asks."""

from collections.abc import Mapping, Sequence

from wtforms import Field
from wtforms.validators import Optional

from sagsflow.cases.step_forms import SCORES, StepForm
from sagsflow.web.forms import ScaleField

GOAL = "goal_"
LONGEST = 200


def with_goals(kind: type[StepForm], goals: Sequence[tuple[int, str]]) -> type[StepForm]:
    """The form with a scale for each goal (id, own words)."""
    scales = {
        f"{GOAL}{goal_id}": ScaleField(_short(words), [Optional()], choices=SCORES)
        for goal_id, words in goals
    }
    return type("ThisResultForm", (kind,), scales)


def goal_fields(form: StepForm) -> Mapping[int, Field]:
    """The scales of a form, by goal."""
    return {int(field.name.removeprefix(GOAL)): field for field in form if field.name.startswith(GOAL)}


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
