"""The item in hand: what the meeting may decide on its case, and every reason against what it may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.queries import one
from sagsflow.cases.queries.standing import Standing, standing
from sagsflow.engine.model import State, Transition
from sagsflow.engine.snapshot import Reason
from sagsflow.meetings import policy
from sagsflow.meetings.models import Meeting
from sagsflow.meetings.queries.parties import PartyConsent, at_the_table


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of the catalogue. Without a step it is recorded and the case stays where it is; `gone` says that its step
    does not lead on from where the case stands now."""

    code: str
    step: Transition | None
    target: State | None
    reasons: tuple[Reason, ...]
    gone: bool = False

    @property
    def is_open(self) -> bool:
        return not self.reasons and not self.gone


@dataclass(frozen=True, slots=True)
class InHand:
    """The case of the item, what can be decided on it, who of those present may hear it, and which units may see it."""

    case: Case
    standing: Standing
    choices: Sequence[Choice]
    present: Sequence[PartyConsent]
    seeing: frozenset[int]


def in_hand(
    db: Session, actor: Actor, meeting: Meeting, case: Case, *, at: datetime, pathways: Pathways
) -> InHand:
    """For those who run the meeting and may see the case. Raises NotFound to others."""
    seen = one.find(db, actor, case.ref, at)
    present = policy.present_units(meeting)
    acting = policy.acting_roles(actor, meeting)
    found = standing(db, actor, seen, pathways, at, acting_roles=acting, present_units=present)
    return InHand(
        case=seen.case,
        standing=found,
        choices=[_choice(found, code, trigger) for code, trigger in found.definition.decisions.items()],
        present=at_the_table(db, case.id, case.owner_unit_id, present, at),
        seeing=ledger.units_seeing(db, case.id, at),
    )


def _choice(found: Standing, code: str, trigger: str | None) -> Choice:
    if trigger is None:
        return Choice(code, None, None, ())
    option = found.option(trigger)
    if option is None:
        return Choice(code, None, None, (), gone=True)
    return Choice(code, option.step, found.definition.states[option.step.target], option.reasons)
