"""The household's plan: of each adult what she lets the others read, and in her own copy all of her own part."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.queries import one
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.consents.models import ConsentForm
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.models import ReadEntry
from sagsflow.handouts import household, service
from sagsflow.handouts.household import FOR_ALL, HouseholdPlan, Wish
from sagsflow.handouts.papers import household_html, household_pdf
from sagsflow.handouts.queries import adults
from sagsflow.residents import service as residents
from sagsflow.residents.models import HouseholdRole, ProtectionKind, Resident
from sagsflow.residents.service import Mark
from tests.cast import TEAM, Cast, Visit, person
from tests.house.markup import parse
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
GOALS = {Topic.EMPLOYMENT: "Et job til {}", Topic.HEALTH: "Bedre søvn til {}"}


@pytest.fixture
def refs(cast: Cast) -> tuple[str, str]:
    """Two adults who live together, each with a case and two goals, and a child without one."""
    karen, at = person("karen"), cast.at
    with cast.database.write() as db:
        cases = [cast.clarifying(db, number=number) for number in (1, 2)]
        child = cast.resident(db, 3)
        people = [db.get_one(Resident, case.resident_id) for case in cases]
        members = {row.uuid: HouseholdRole.ADULT for row in people} | {child.uuid: HouseholdRole.CHILD}
        residents.form_household(db, actor=karen, at=at, members=members)
        for number, case in enumerate(cases, start=1):
            for topic, words in GOALS.items():
                goal = GoalText(words.format(number), topic, TEAM)
                add_goal(db, case.ref, goal, actor=karen, at=at)
        first, second = (case.ref for case in cases)
        return first, second


def says_yes(cast: Cast, ref: str, *topics: Topic) -> None:
    yes = service.Yes(frozenset(topics), ConsentForm.WRITTEN, copenhagen_date(cast.at))
    with cast.database.write() as db:
        service.agree(db, ref, yes, actor=person("karen"), at=cast.at)


def copy(cast: Cast, ref: str, copy_of: str) -> HouseholdPlan:
    karen = person("karen")
    with cast.database.read() as db:
        people = adults(db, karen, one.find(db, karen, ref, cast.at), cast.at)
        return household.household_plan(db, karen, people, Wish("da", copy_of, "Os", "Planen"), at=cast.at)


def words_of(plan: HouseholdPlan) -> list[str]:
    return [aim.words for part in plan.parts for aim in part.aims]


def test_each_adult_s_copy_holds_her_own_part_and_what_the_others_have_agreed_to(
    cast: Cast, refs: tuple[str, str]
) -> None:
    first, second = refs
    says_yes(cast, second, Topic.EMPLOYMENT)
    assert words_of(copy(cast, first, first)) == ["Et job til 1", "Bedre søvn til 1", "Et job til 2"]
    assert words_of(copy(cast, first, second)) == ["Et job til 2", "Bedre søvn til 2"]
    assert words_of(copy(cast, first, FOR_ALL)) == ["Et job til 2"]
    assert copy(cast, first, FOR_ALL).without == 1


def test_what_was_agreed_can_be_narrowed_and_taken_back_at_once(cast: Cast, refs: tuple[str, str]) -> None:
    first, second = refs
    says_yes(cast, second, Topic.EMPLOYMENT, Topic.HEALTH)
    says_yes(cast, second, Topic.HEALTH)
    assert words_of(copy(cast, first, FOR_ALL)) == ["Bedre søvn til 2"]
    with cast.database.write() as db:
        service.take_back(db, second, actor=person("karen"), at=cast.at)
    assert words_of(copy(cast, first, FOR_ALL)) == []


def test_of_a_protected_adult_nothing_stands_in_the_copies_of_others(
    cast: Cast, refs: tuple[str, str]
) -> None:
    first, second = refs
    says_yes(cast, second, Topic.EMPLOYMENT)
    mark = Mark(ProtectionKind.PROTECTED_ADDRESS, "Fremgår af CPR", copenhagen_date(cast.at))
    with cast.database.write() as db:
        uuid = db.scalars(sa.select(Resident.uuid).join(Case).where(Case.ref == second)).one()
        residents.protect(db, actor=person("lene"), at=cast.at, uuid=uuid, mark=mark)
    made = copy(cast, first, first)
    assert (words_of(made), made.parts[0].name) == (["Et job til 1", "Bedre søvn til 1"], None)


def test_the_yes_is_written_down_on_the_page_and_both_cases_are_logged_when_it_is_printed(
    cast: Cast, visit: Visit, refs: tuple[str, str]
) -> None:
    first, second = refs
    karen, here = visit("karen"), f"/cases/{second}/household"
    sent = karen.submit(here, {"topics": ["employment"], "form": "oral"}, button="Gem")
    assert sent.status_code == 303
    assert "Beboeren sagde ja til" in karen.get(f"/cases/{second}").text
    fields = {"recipient": "Os", "purpose": "Planen", "copy": first}
    asked = karen.submit(f"/cases/{first}/household-plan.pdf", fields, button="Lav PDF")
    assert karen.get(asked.location).mimetype == "application/pdf"
    with cast.database.read() as db:
        rows = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "household-plan-printed")).all()
        assert len({row.case_id for row in rows}) == 2
    assert karen.submit(here, button="Træk det tilbage").status_code == 303
    assert "Sagde ja den" not in karen.get(here).text


def test_a_yes_to_nothing_is_refused_beside_its_field(
    cast: Cast, visit: Visit, refs: tuple[str, str]
) -> None:
    answer = visit("karen").submit(f"/cases/{refs[0]}/household", {"topics": []}, button="Gem")
    assert answer.status_code == 422
    with pytest.raises(Invalid):
        says_yes(cast, refs[0])


def test_who_lives_alone_has_no_such_plan_and_others_do_not_see_it(
    cast: Cast, visit: Visit, refs: tuple[str, str]
) -> None:
    with cast.database.write() as db:
        alone = cast.clarifying(db, number=9).ref
    assert visit("karen").get(f"/cases/{alone}/household").status_code == 404
    assert "Husstandens plan" not in visit("karen").get(f"/cases/{alone}").text
    assert [visit(who).get(f"/cases/{refs[0]}/household").status_code for who in ("oda", "jette")] == [
        404,
        404,
    ]


def test_it_is_sound_and_keeps_the_rules_of_pdf_ua(
    app: Flask, cast: Cast, refs: tuple[str, str], tmp_path: Path
) -> None:
    says_yes(cast, refs[1], Topic.EMPLOYMENT)
    made = copy(cast, refs[0], refs[0])
    with app.test_request_context():
        assert parse(household_html(made)).errors == []
        (tmp_path / "plan.pdf").write_bytes(household_pdf(made))
    assert_pdf_ua([tmp_path / "plan.pdf"])
