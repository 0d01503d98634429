"""The item in hand: what the meeting may decide on its case, and every reason against what it may not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.queries import one
from sagsflow.cases.queries.standing import Standing, standing
from sagsflow.engine.model import Definition, State, Transition
from sagsflow.engine.snapshot import Reason
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, Meeting
from sagsflow.meetings.queries import attendance
from sagsflow.meetings.queries.attendance import Seat
from sagsflow.meetings.queries.parties import PartyConsent, at_the_table

ANONYMOUS = Reason("discussed_anonymously", {}, ("chair",))


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
    seats: Sequence[Seat]
    seeing: frozenset[int]

    @property
    def leaving(self) -> Sequence[Seat]:
        return attendance.leaving(self.seats)


def in_hand(
    db: Session,
    actor: Actor,
    meeting: Meeting,
    item: AgendaItem,
    case: Case,
    *,
    at: datetime,
    pathways: Pathways,
) -> InHand:
    """For those who run the meeting and may see the case. Raises NotFound to others."""
    seen = one.find(db, actor, case.ref, at)
    seats = attendance.seats(db, meeting, item, at)
    present = attendance.present_units(seats)
    acting = policy.acting_roles(actor, meeting)
    found = standing(db, actor, seen, pathways, at, acting_roles=acting, present_units=present)
    choices = [_choice(found, code, trigger) for code, trigger in found.definition.decisions.items()]
    return InHand(
        case=seen.case,
        standing=found,
        choices=[_only_without_consent(choice) for choice in choices]
        if attendance.is_anonymous(item, seats)
        else choices,
        present=at_the_table(db, case.id, case.owner_unit_id, present, at),
        seats=seats,
        seeing=ledger.units_seeing(db, case.id, at),
    )


def needs_consent(definition: Definition, state: str, trigger: str) -> bool:
    """Whether the step out of a state asks for anybody's consent."""
    step = definition.outgoing[state].get(trigger)
    return step is not None and step.consent is not None


def _only_without_consent(choice: Choice) -> Choice:
    """What is discussed anonymously moves a case only by steps that ask for nobody's consent."""
    if choice.step is None or choice.step.consent is None:
        return choice
    return replace(choice, reasons=(ANONYMOUS, *choice.reasons))


def _choice(found: Standing, code: str, trigger: str | None) -> Choice:
    if trigger is None:
        return Choice(code, None, None, ())
    option = found.option(trigger)
    if option is None:
        return Choice(code, None, None, (), gone=True)
    return Choice(code, option.step, found.definition.states[option.step.target], option.reasons)
