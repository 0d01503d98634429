"""A receiver knows itself and the team that has the case; who else takes part is nothing that the resident told it."""

import pytest

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Note, NoteKind
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.queries import one
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.people import add_party
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.tasks import service as tasks
from sagsflow.tasks.hooks import TaskCase
from tests.cast import CLUB, JOBS, SCHOOL, Cast, Visit, person

OTHERS = ("Jobhjælpen", "Prøveklubben", "Jette Krag")
SAMIR_SEES = ("", "/notes/new", "/move/withdraw", "/pathway.pdf")


def _shared(cast: Cast) -> str:
    """A case shared with school, job service and club, with a goal, a referral and a task of others."""
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, ref, CLUB, Topic.SCHOOL)
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT, Topic.SCHOOL)
        goals = ((Topic.SCHOOL, "Gå i skole"), (Topic.EMPLOYMENT, "Få et job"))
        for topic, words in goals:
            add_goal(db, ref, GoalText(words, topic, JOBS), actor=person("karen"), at=cast.at)
        cast.refer(db, ref, JOBS)
        case = one.find(db, person("jette"), ref, cast.at)
        found = TaskCase(case.case.id, ref, case.unit_ids)
        at = cast.at
        tasks.add_own(db, case=found, text="Ring", due_on=at.date(), actor=person("jette"), at=at)
        return ref


@pytest.mark.parametrize("page", SAMIR_SEES)
def test_no_page_of_the_case_names_another_party_to_a_receiver(cast: Cast, visit: Visit, page: str) -> None:
    answer = visit("samir").get(f"/cases/{_shared(cast)}{page}")
    assert answer.status_code == 200
    assert [name for name in OTHERS if name in answer.text] == []


def test_a_receiver_is_not_told_that_there_is_nobody(cast: Cast, visit: Visit) -> None:
    ref, samir = _shared(cast), visit("samir")
    assert 'id="parties"' not in samir.get(f"/cases/{ref}").text
    with cast.database.write() as db:
        add_party(db, ref, unit_id=SCHOOL, actor=person("karen"), at=cast.at)
    assert "Her vises kun din egen enhed." in samir.get(f"/cases/{ref}").text


def test_the_owner_reads_every_name(cast: Cast, visit: Visit) -> None:
    ref = _shared(cast)
    assert all(name in visit("karen").get(f"/cases/{ref}").text for name in OTHERS)
    assert "Prøveklubben" in visit("karen").get(f"/cases/{ref}/notes/new").text


def test_a_step_that_is_refused_does_not_tell_whom_the_resident_agreed_to(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, ref, JOBS)
    samir = visit("samir")
    form = samir.form(f"/cases/{ref}/notes/new", action="/new")
    answer = samir.post(f"/cases/{ref}/move/refer_directly", data=form.values | {"text": ""})
    assert answer.status_code == 422
    assert "Jobhjælpen" in answer.text, "every unit is offered"
    assert "har sagt ja" not in answer.text
    assert "ikke sagt ja endnu" not in answer.text


def test_a_stale_page_tells_a_receiver_nothing_about_other_receivers(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        consent = cast.consent(db, ref, JOBS)
    samir = visit("samir")
    form = samir.form(f"/cases/{ref}/notes/new", action="/new")
    seen = {"seen": "1", "submission": form.values["submission"], "csrf_token": form.values["csrf_token"]}
    with cast.database.write() as db:
        cast.withdraw(db, ref, consent)
    answer = samir.post(f"/cases/{ref}/move/withdraw", data=seen)
    assert answer.status_code == 409
    assert "Jobhjælpen" not in answer.text


def test_events_of_goals_are_told_with_their_topic_and_tasks_to_the_owner_only(cast: Cast) -> None:
    ref = _shared(cast)
    with cast.database.read() as db:
        kinds = {
            who: [event.kind for event in one.events(db, one.find(db, person(who), ref, cast.at))]
            for who in ("karen", "samir", "jette")
        }
    assert [kinds[who].count("goal-added") for who in ("karen", "samir", "jette")] == [2, 1, 2]
    assert ["task-added" in kinds[who] for who in ("karen", "samir", "jette")] == [True, False, False]


def test_the_paper_names_no_other_party_either(cast: Cast) -> None:
    ref = _shared(cast)
    wish = Wish("Skolen", "Overblik", "da")
    with cast.database.read() as db:
        _seen, paper = person_summary(db, person("samir"), ref, wish, at=cast.at, pathways=cast.platform)
    assert [goal.responsible for goal in paper.goals] == ["–"]
    assert {party.unit for party in paper.parties} == {"Boligsocialt team", "Testskolen"}


def test_who_shares_a_note_is_named_with_it(cast: Cast, visit: Visit) -> None:
    ref = _shared(cast)
    new = NewNote(NoteKind.FACT, Topic.SCHOOL, "Fremmøde hver dag", cast.at.date(), shared=True)
    with cast.database.write() as db:
        note: Note = write_note(db, ref, new, actor=person("jette"), at=cast.at)
        assert note.author_unit_id == JOBS
    assert "Jette Krag" in visit("samir").get(f"/cases/{ref}").text
