"""`explain` is empty exactly when the step can be taken, whatever is known, typed, agreed, and whoever tries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.engine.decide import decide, explain
from sagsflow.engine.model import ROLES, Definition
from sagsflow.engine.snapshot import Blocked, Context, Snapshot
from tests.engine.world import ACCEPTED, ALL, DECLINED, KINDS, NOW, SENT, TEAM, agreed, an_answer

UNITS = st.frozensets(st.sampled_from(sorted(KINDS)))


@st.composite
def attempts(draw: st.DrawFn) -> tuple[Definition, Snapshot, Context]:
    definition = draw(st.sampled_from(ALL))
    facts: dict[str, object] = {
        "own_units": frozenset({TEAM}),
        "unit_kinds": KINDS,
        "consents": agreed(*draw(UNITS)),
        "invited_units": draw(UNITS),
        "receiving_units": draw(UNITS),
        "team_consent": draw(st.booleans()),
        "goals": draw(st.booleans()),
        "meeting": draw(st.booleans()),
    }
    typed = [field for field in definition.fields.values() if field.type != "fact"]
    left_out = draw(st.frozensets(st.sampled_from([field.id for field in typed]), max_size=3))
    wrong = draw(st.frozensets(st.sampled_from([field.id for field in typed]), max_size=1))
    answers = {f.id: object() if f.id in wrong else an_answer(f) for f in typed if f.id not in left_out}
    tracks = tuple(draw(st.lists(st.sampled_from([SENT, ACCEPTED, DECLINED]), max_size=2)))
    snapshot = Snapshot(draw(st.sampled_from(sorted(definition.states))), NOW, facts, tracks)
    roles = draw(st.frozensets(st.sampled_from(ROLES)))
    return definition, snapshot, Context(roles, answers, NOW, draw(UNITS))


@settings(max_examples=600, deadline=None)
@given(attempts())
def test_explain_is_empty_exactly_when_decide_succeeds(attempt: tuple[Definition, Snapshot, Context]) -> None:
    definition, snapshot, context = attempt
    for trigger, reasons in explain(definition, snapshot, context).items():
        if reasons:
            with pytest.raises(Blocked) as blocked:
                decide(definition, snapshot, context, trigger)
            assert blocked.value.reasons == reasons
        else:
            target = definition.outgoing[snapshot.state][trigger].target
            assert decide(definition, snapshot, context, trigger).target == target
