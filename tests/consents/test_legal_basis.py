"""A basis in law: who may state one, what it opens, where a pathway accepts it, and how it ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.models import Case
from sagsflow.cases.service.people import add_party
from sagsflow.consents import queries
from sagsflow.consents.models import LegalBasis, LegalGround
from sagsflow.consents.service import basing
from sagsflow.consents.service.basing import NewBasis
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.engine.decide import explain
from sagsflow.engine.model import Consent as Rule
from sagsflow.engine.snapshot import Context
from tests.cast import JOBS, SCHOOL, Cast, Visit, person
from tests.consents.household import open_tasks, seen_by

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
NEW = NewBasis(
    LegalGround.PUBLIC_TASK,
    "§ 28 i den opdigtede lov",
    "Barnet er ikke set i skolen i tre uger",
    frozenset({Topic.SCHOOL}),
    date(2026, 10, 1),
)
TYPED = {
    "legal_ground": "public_task",
    "paragraph": "§ 28",
    "note": "Nødvendigt for afgørelsen",
    "topics": ["school"],
    "until": "01.10.2026",
}


def _case(cast: Cast, *, party: int | None = SCHOOL) -> Case:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        if party is not None:
            add_party(db, case.ref, unit_id=party, actor=person("karen"), at=cast.at)
        return case


def test_a_named_party_sees_what_its_basis_covers_until_the_last_day(cast: Cast) -> None:
    case = _case(cast)
    with cast.database.write() as db:
        assert seen_by(cast, db, case) == set()
        basing.state(db, case.ref, NEW, actor=person("samir"), at=cast.at)
        assert seen_by(cast, db, case) == {Topic.CORE, Topic.SCHOOL}
        assert open_tasks(db, case) == ["legal_basis_stated"]
        grounds = set(db.scalars(sa.select(AccessGrant.ground).where(AccessGrant.unit_id == SCHOOL)))
        assert grounds == {Ground.LEGAL_BASIS}
        assert queries.covered_units(db, case.id, cast.at) == frozenset()
        cast.clock.set(cast.at + timedelta(days=17))
        assert seen_by(cast, db, case) == set()


@pytest.mark.parametrize("stranger", ["jette", "grete", "karen", "oda", "clara", "dorte"])
def test_nobody_else_states_one_or_learns_that_the_case_exists(cast: Cast, stranger: str) -> None:
    case = _case(cast)
    with cast.database.write() as db, pytest.raises(NotFound):
        basing.state(db, case.ref, NEW, actor=person(stranger), at=cast.at)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"paragraph": " "}, {"paragraph": "required"}),
        ({"note": ""}, {"note": "required"}),
        ({"until": date(2026, 9, 14)}, {"until": "in-the-past"}),
    ],
)
def test_paragraph_note_and_a_day_are_needed(
    cast: Cast, changed: dict[str, object], fields: dict[str, str]
) -> None:
    case = _case(cast)
    with cast.database.write() as db, pytest.raises(Invalid) as refusal:
        basing.state(db, case.ref, replace(NEW, **changed), actor=person("samir"), at=cast.at)  # type: ignore[arg-type]  # mixed
    assert refusal.value.fields == fields


def test_it_ends_once_and_everything_it_opened_is_closed(cast: Cast) -> None:
    case = _case(cast)
    with cast.database.write() as db:
        basis = basing.state(db, case.ref, NEW, actor=person("samir"), at=cast.at)
        with pytest.raises(NotFound):
            basing.end(db, basis.id, actor=person("jette"), at=cast.at)
        basing.end(db, basis.id, actor=person("samir"), at=cast.at)
        assert seen_by(cast, db, case) == set()
        with pytest.raises(Stale):
            basing.end(db, basis.id, actor=person("samir"), at=cast.at)


def test_it_ends_with_the_case(cast: Cast) -> None:
    case = _case(cast)
    with cast.database.write() as db:
        basing.state(db, case.ref, NEW, actor=person("samir"), at=cast.at)
        cast.move(db, case.ref, "withdraw")
        assert db.scalars(sa.select(LegalBasis.ended_at)).all() == [cast.at]
        assert seen_by(cast, db, case) == set()


@pytest.mark.parametrize("accepted", [True, False])
def test_a_step_accepts_it_only_where_its_pathway_says_so(cast: Cast, *, accepted: bool) -> None:
    case = _case(cast, party=JOBS)
    with cast.database.write() as db:
        basing.state(db, case.ref, NEW, actor=person("jette"), at=cast.at)
        definition = cast.platform.library.latest("coordinated")
        steps = tuple(
            replace(step, consent=Rule("party", field="receiving_party", or_legal_basis=accepted))
            if step.trigger == "refer_directly"
            else step
            for step in definition.transitions
        )
        answers = {"receiving_party": JOBS, "handover_note": "Ring"}
        context = Context(frozenset({"case_owner"}), answers, cast.at)
        snapshot = snapshot_of(db, db.get_one(Case, case.id), cast.at)
        reasons = explain(replace(definition, transitions=steps), snapshot, context)["refer_directly"]
    assert [reason.code for reason in reasons] == ([] if accepted else ["consent_missing"])


def test_it_is_stated_and_ended_on_a_page_and_stands_on_the_case(cast: Cast, visit: Visit) -> None:
    ref, samir, jette = _case(cast).ref, visit("samir"), visit("jette")
    assert samir.get(f"/cases/{ref}").status_code == 404
    stated = samir.submit("/legal-basis/new", {"case": ref.lower(), **TYPED}, button="Angiv hjemlen")
    assert (stated.status_code, stated.location) == (303, f"/cases/{ref}")
    for reader in (samir, visit("karen")):
        shown = reader.get(f"/cases/{ref}").text
        assert ("§ 28" in shown, "Nødvendigt for afgørelsen" in shown) == (True, True)
    press = {"button": "Angiv hjemlen"}
    refused = [
        jette.submit("/legal-basis/new", {"case": number, **TYPED}, **press)
        for number in (ref, "BSV-2026-9999")
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert all("Der er ingen sag med det nummer" in answer.text for answer in refused)
    assert samir.submit("/legal-basis", button=f"Afslut den {ref}").location == "/legal-basis"
    assert samir.get(f"/cases/{ref}").status_code == 404
    assert visit("karen").get("/legal-basis").status_code == 403
