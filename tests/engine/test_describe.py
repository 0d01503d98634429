"""Every pathway can be read as plain sentences in both languages."""

import pytest

from sagsflow.engine.describe import describe, withdrawal
from sagsflow.engine.model import Definition
from tests.engine.world import ALL, LIBRARY, coordinated


def test_a_step_reads_as_a_sentence() -> None:
    by_state = {described.state.id: described for described in describe(coordinated(), "da")}
    assert (
        by_state["received"].standing
        == "Modtaget: den boligsociale medarbejder har bolden, frist 3 arbejdsdage."
    )
    assert by_state["ready_for_meeting"].steps[0] == (
        "Fra Klar til koordinationsmøde kan koordinatoren vælge »Sæt på dagsorden«, så sagen går til På dagsorden, "
        "når »Et møde med dato« er på plads og beboeren har sagt ja til at dele med hver part."
    )


def test_a_step_that_stays_says_so() -> None:
    by_state = {described.state.id: described for described in describe(coordinated(), "en")}
    assert by_state["follow_up"].steps[0] == (
        "In Follow-up, the case owner can choose “Follow up again”; the case stays and the deadline starts again, "
        "when there is an answer to “How is each goal going?”."
    )


def test_a_date_that_the_law_sets_is_said_with_the_deadline_it_bounds() -> None:
    by_state = {one.state.id: one.standing for one in describe(LIBRARY.get("eviction_prevention"), "da")}
    assert by_state["outreach"].endswith(
        "frist 10 dage, dog senest 14 dage efter »Hvornår modtog beboeren påkravet?« (Betalingsfrist efter påkravet)."
    )
    assert by_state["budget_advice"].endswith(
        "frist 14 dage efter »Hvornår modtog beboeren påkravet?« (Betalingsfrist efter påkravet)."
    )


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("flow", ALL, ids=[flow.id for flow in ALL])
def test_every_step_of_every_state_is_described(flow: Definition, lang: str) -> None:
    for described in describe(flow, lang):
        state = described.state
        steps = [name for name in flow.outgoing[state.id] if name != "withdraw"]
        assert len(described.steps) == len(steps) + len(flow.automatic_from[state.id]) + len(state.clock)
        for sentence in (described.standing, *described.steps):
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_withdrawal_is_said_once_for_all_states() -> None:
    assert "uden at give en grund" in withdrawal("da")
