"""The list of cases: what it can be narrowed to, and that it says only what is true together."""

import re

import pytest

from tests.cast import Cast, Visit

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _steps(page: str) -> str:
    found = re.search(r'<select[^>]*id="filter-state".*?</select>', page, re.DOTALL)
    assert found is not None
    return found.group()


def test_steps_stand_under_their_pathway_and_a_chosen_pathway_offers_its_own_only(
    cast: Cast, visit: Visit
) -> None:
    karen = visit("karen")
    every = _steps(karen.get("/cases").text)
    assert every.count("<optgroup") == 4
    assert '<optgroup label="Koordineret forløb"><option value="coordinated.received">Modtaget' in every
    own = _steps(karen.get("/cases?pathway=employment").text)
    values = re.findall(r'value="(\w*)', own)
    assert ("<optgroup" in own, set(values)) == (False, {"", "employment"})


def test_a_step_of_another_pathway_than_the_chosen_one_narrows_nothing(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref, other = cast.open_case(db).ref, cast.open_case(db, workflow="employment", number=2).ref
    karen = visit("karen")
    received = karen.get("/cases?state=coordinated.received").text
    assert (ref in received, other in received) == (True, False)
    changed = karen.get("/cases?pathway=employment&state=coordinated.received").text
    assert (ref in changed, other in changed) == (False, True)
