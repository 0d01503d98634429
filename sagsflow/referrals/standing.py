"""One referral as one person meets it: what it holds, which steps are hers, and what stands in their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.pathways import Pathways
from sagsflow.consents import queries as consents
from sagsflow.consents.terms import in_order
from sagsflow.engine.decide import explain
from sagsflow.engine.model import Definition, Field, Transition
from sagsflow.engine.snapshot import Context, Reason, besides_the_form
from sagsflow.referrals import guards, queries
from sagsflow.referrals.queries import Opened
from sagsflow.referrals.service import ACCEPT, OPEN, definition_of

NOT_HERS = "role"


@dataclass(frozen=True, slots=True)
class Option:
    """A step that this person may take, and what stands in its way besides the form."""

    step: Transition
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Standing:
    """`may_see` are the topics of the case that are open to the receiver now."""

    opened: Opened
    definition: Definition
    options: Sequence[Option]
    may_see: Sequence[Topic]

    def chosen(self, language: str) -> Sequence[tuple[str, str]]:
        """What was answered beside the yes or no, each with what was asked."""
        referral, fields = self.opened.referral, self.definition.fields
        said = {
            "decline_reason": referral.decline_reason,
            "decline_note": referral.decline_note,
            "coordinator_note": referral.coordinator_note,
            "referral_result": referral.result,
            "goal_score": str(referral.goal_score) if referral.goal_score else None,
            "result_note": referral.result_note,
        }
        return [
            (fields[name].label.in_(language), _in_words(fields[name], text, language))
            for name, text in said.items()
            if text
        ]

    @property
    def accepts_at_once(self) -> bool:
        """Nothing has to be filled in to say yes: one press does it."""
        option = self.option(ACCEPT)
        return option is not None and not option.reasons and not option.step.requires

    @property
    def is_unseen(self) -> bool:
        """She who looks at it now is the first of the receivers, or the first after a change."""
        steps = self.definition.outgoing[self.opened.referral.state]
        changed = any(row.read_at is None for row, _name in self.opened.changes)
        return self.opened.receives and (changed or OPEN in steps)

    def option(self, trigger: str) -> Option | None:
        return next((option for option in self.options if option.step.trigger == trigger), None)


def standing(db: Session, actor: Actor, referral_id: int, pathways: Pathways, at: datetime) -> Standing:
    """Raises NotFound to strangers."""
    opened = queries.find(db, actor, referral_id, at)
    definition = definition_of(opened.referral, pathways)
    snapshot = guards.snapshot_of(db, opened.referral, opened.case, at)
    found = explain(definition, snapshot, Context(opened.roles, {}, at))
    steps = definition.outgoing[opened.referral.state]
    options = [
        Option(steps[trigger], besides_the_form(reasons))
        for trigger, reasons in found.items()
        if trigger != OPEN and all(reason.code != NOT_HERS for reason in reasons)
    ]
    covered = consents.covered(db, opened.case.id, opened.referral.to_unit_id, at)
    return Standing(opened, definition, options, in_order(covered))


def _in_words(asked: Field, text: str, language: str) -> str:
    return next((choice.label.in_(language) for choice in asked.choices if choice.id == text), text)
