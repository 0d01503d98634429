"""Where a case stands: the steps out of its state, and for each every reason why it cannot be taken now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.queries.one import Seen
from sagsflow.engine.decide import besides_the_form, explain
from sagsflow.engine.model import WITHDRAW, Definition, State, Transition
from sagsflow.engine.snapshot import Context, Reason
from sagsflow.residents.restricting import open_use


@dataclass(frozen=True, slots=True)
class Option:
    """One step out of the state; no reasons means that its form may be opened."""

    step: Transition
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        return not self.reasons

    @property
    def is_withdrawal(self) -> bool:
        return self.step.trigger == WITHDRAW


@dataclass(frozen=True, slots=True)
class Standing:
    """The case in its pathway."""

    definition: Definition
    state: State
    options: Sequence[Option]

    def option(self, trigger: str) -> Option | None:
        return next((option for option in self.options if option.step.trigger == trigger), None)


def standing(
    db: Session,
    actor: Actor,
    seen: Seen,
    pathways: Pathways,
    at: datetime,
    *,
    acting_roles: frozenset[str] = frozenset(),
    present_units: frozenset[int] = frozenset(),
) -> Standing:
    """Open steps first, those that lead on before those that end the case, then the blocked ones; withdrawal last.

    `acting_roles` are held for this act only, and `present_units` sit at the table: both as a meeting says.
    """
    definition = definition_of(seen.case, pathways)
    state = definition.states[seen.case.state]
    roles = seen.roles if policy.may_move(actor, seen.case, seen.view) else frozenset[str]()
    context = Context(roles=roles | acting_roles, answers={}, now=at, present_units=present_units)
    found = explain(definition, snapshot_of(db, seen.case, at), context)
    steps = definition.outgoing[state.id]
    stored_only = case_is_stored_only(db, actor, seen, at)
    options = [
        Option(steps[trigger], besides_the_form(reasons) + (stored_only if trigger != WITHDRAW else ()))
        for trigger, reasons in found.items()
    ]
    options.sort(
        key=lambda option: (
            option.is_withdrawal,
            not option.is_open,
            definition.states[option.step.target].final,
        )
    )
    return Standing(definition, state, options)


def case_is_stored_only(db: Session, actor: Actor, seen: Seen, at: datetime) -> tuple[Reason, ...]:
    """One more reason against every step while the processing is restricted and this person has not said why she uses it."""
    if seen.case.restricted_at is None or open_use(db, seen.case.resident_id, actor, at) is not None:
        return ()
    return (Reason("restricted", {}, ("coordinator",)),)
