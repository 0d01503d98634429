"""What simulated people answer to the result measures: mostly a little better each time, as `measures.service` keeps it."""

from datetime import datetime
from random import Random

from sagsflow.cases.models import Domain
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.world import Staff
from sagsflow.measures.definitions import definitions
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered

ASKED, ANSWERED = 60, 85
CHANGES = (-1, 0, 0, 1, 1, 2)


def ask(case: SimCase, who: Staff, at: datetime) -> None:
    """By chance, at most once a day. The chance is one of its own, so that the rest of the life stays as it was."""
    day = copenhagen_date(at)
    chance = Random(f"{case.row['number']}-{len(case.measured)}-{case.state}")  # noqa: S311 - a repeatable town, no secret
    if case.row["domain"] != Domain.SUPPORT.value or day in case.measured or chance.randrange(100) >= ASKED:
        return
    occasion = _occasion(case)
    before: dict[Measure, int] = {}
    for answers in case.measured.values():
        before |= answers
    measures = [one for one in Measure if _concerns(case, one)]
    case.measured[day] = {
        one: place for one in measures if (place := _answer(chance, one, before)) is not None
    }
    for one in measures:
        _write(case, one, occasion, who, at)
    data = {
        "on": day.isoformat(),
        "occasion": occasion.value,
        "measures": sorted(one.value for one in measures),
    }
    case.record("measures-recorded", who, at, data)


def _occasion(case: SimCase) -> Occasion:
    if not case.row["is_open"]:
        return Occasion.CLOSE
    return Occasion.FOLLOW_UP if case.measured else Occasion.START


def _concerns(case: SimCase, measure: Measure) -> bool:
    return measure is not Measure.SCHOOL_ABSENCE or case.definition.subject == "family"


def _answer(chance: Random, measure: Measure, before: dict[Measure, int]) -> int | None:
    """The place among the answers from the worst to the best; None where there is no answer."""
    if chance.randrange(100) >= ANSWERED:
        return None
    most = len(definitions().asked[measure].options) - 1
    if measure not in before:
        return chance.randint(0, most)
    return min(most, max(0, before[measure] + chance.choice(CHANGES)))


def _write(case: SimCase, measure: Measure, occasion: Occasion, who: Staff, at: datetime) -> None:
    day = copenhagen_date(at)
    options = sorted(definitions().asked[measure].options.values(), key=lambda option: option.level)
    place = case.measured[day].get(measure)
    given = options[place] if place is not None else None
    case.rows.identified(
        MeasureAnswer,
        case_id=case.id,
        measure=measure.value,
        occasion=occasion.value,
        asked_on=day,
        answer=given.id if given else None,
        level=given.level if given else None,
        unanswered=None if given else Unanswered.DECLINED.value,
        recorded_at=at,
        recorded_by=who.user_id,
        replaced_at=None,
    )
