"""Any history the engine allows is replayed to the state where it ended; a history with a step changed is not."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sagsflow.engine.model import Automatic, Definition, Transition
from sagsflow.engine.replay import BrokenHistory, Step, replay
from tests.engine.world import ALL


@st.composite
def histories(draw: st.DrawFn) -> tuple[Definition, list[Step]]:
    definition = draw(st.sampled_from(ALL))
    state, history = definition.initial, []
    for _ in range(draw(st.integers(0, 30))):
        edges: list[Transition | Automatic] = [*definition.outgoing[state].values()]
        edges += definition.automatic_from[state]
        if not edges:
            break
        edge = draw(st.sampled_from(edges))
        history.append((edge.trigger, state, edge.target))
        state = edge.target
    return definition, history


@settings(max_examples=300, deadline=None)
@given(histories())
def test_a_history_leads_to_the_state_where_it_ended(made: tuple[Definition, list[Step]]) -> None:
    definition, history = made
    ended = history[-1][2] if history else definition.initial
    assert replay(definition, history).state == ended
    assert replay(definition, history).steps == len(history)


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
def test_a_changed_step_is_found_where_it_stands(
    made: tuple[Definition, list[Step]], data: st.DataObject
) -> None:
    definition, history = made
    assume(history)
    index = data.draw(st.integers(0, len(history) - 1))
    trigger, source, target = history[index]
    changed = data.draw(
        st.sampled_from(
            [("no_such_step", source, target), (trigger, "nowhere", target), (trigger, source, "nowhere")]
        )
    )
    with pytest.raises(BrokenHistory) as broken:
        replay(definition, [*history[:index], changed, *history[index + 1 :]])
    assert broken.value.index == index
