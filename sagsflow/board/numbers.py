"""One number of a quarter, as it is shown and given out: of everybody together, or hidden."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

OPENED, CLOSED, MILESTONES, ACTIVITIES = "opened", "closed", "milestones", "activities"
HELD, HEADS = "held", "people"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Number:
    """`figure` is what was counted, `part` which part of it; a sub-agreement or area of None is all of them, an area of 0 none.
    `value` None: hidden. `domain` is empty for what is about no case."""

    domain: str
    figure: str
    part: str
    sub_agreement_id: int | None
    area_id: int | None
    value: int | None


def packed(numbers: Sequence[Number]) -> str:
    return json.dumps([astuple(number) for number in numbers])


def unpacked(text: str) -> tuple[Number, ...]:
    return tuple(Number(*row) for row in json.loads(text))
