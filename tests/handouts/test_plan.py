""" "Min plan": the resident's own words and what she may expect, in her language, and nothing that was written about her."""

import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, GoalStatus, NoteKind
from sagsflow.cases.queries import one
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.models import ReadEntry
from sagsflow.handouts.papers import plan_html, plan_pdf
from sagsflow.handouts.plan import MyPlan, Wish, my_plan, offered
from sagsflow.residents import service as residents
from sagsflow.residents.models import ProtectionKind, Resident, RestrictionGround
from sagsflow.residents.service import Mark, restriction
from sagsflow.tasks.hooks import TaskCase
from sagsflow.tasks.models import Task
from sagsflow.tasks.service import add_own
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person
from tests.house.markup import parse
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
WANTED, LATER = "Jeg vil gerne have et fritidsjob", "أريد أن أتعلم اللغة"


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case with two goals, a note, a task of the worker's own, a consent and a referral."""
    karen, at, today = person("karen"), cast.at, copenhagen_date(cast.at)
    with cast.database.write() as db:
        case = cast.clarifying(db)
        add_goal(db, case.ref, GoalText(WANTED, Topic.EMPLOYMENT, JOBS, today), actor=karen, at=at)
        add_goal(db, case.ref, GoalText(LATER, Topic.SCHOOL, SCHOOL), actor=karen, at=at)
        add_goal(
            db, case.ref, GoalText("Opgivet", Topic.CORE, TEAM, status=GoalStatus.DROPPED), actor=karen, at=at
        )
        note = NewNote(NoteKind.ASSESSMENT, Topic.CORE, "Virker uoplagt", today)
        write_note(db, case.ref, note, actor=karen, at=at)
        own = TaskCase(case.id, case.ref, frozenset({TEAM}))
        add_own(db, case=own, text="Tal med Bo om sagen", due_on=today, actor=karen, at=at)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT, expires_on=date(2027, 3, 31))
        cast.refer(db, case.ref, JOBS)
        return case.ref


def plan_of(cast: Cast, ref: str, language: str, *, every_task: bool = False) -> MyPlan:
    with cast.database.read() as db:
        karen = person("karen")
        seen = one.find(db, karen, ref, cast.at)
        tasks = [task.id for task in offered(db, karen, seen, cast.at)] if every_task else []
        return my_plan(db, karen, seen, Wish(language, "Beboer1", "Planen", tasks), at=cast.at)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", ("Det vil jeg gerne", "Hvem ved noget om mig", "Jeg har sagt ja", "Det er frivilligt")),
        ("en", ("What I want", "Who knows something about me", "I have said yes", "It is voluntary")),
        ("ar", ("ما أريده", "من يعرف شيئًا عني", "أنا وافقت", "الأمر اختياري")),
    ],
)
def test_it_says_what_i_want_who_helps_who_knows_until_when_and_how_i_stop(
    app: Flask, cast: Cast, ref: str, language: str, said: tuple[str, ...]
) -> None:
    with app.test_request_context():
        html = plan_html(plan_of(cast, ref, language))
    assert parse(html).errors == []
    for words in (*said, WANTED, LATER, "Jobhjælpen", "Karen Holm", "31.03.2027", ref):
        assert words in html
    assert ('dir="rtl"' in html[:80]) == (language == "ar")
    assert f'<td dir="rtl"><span class="words">{LATER}' in html


def test_nothing_that_was_written_about_the_resident_stands_in_it(app: Flask, cast: Cast, ref: str) -> None:
    with app.test_request_context():
        html = plan_html(plan_of(cast, ref, "da"))
    assert WANTED in html
    for hidden in ("Virker uoplagt", "Tal med Bo", "Ring efter kl. 10", "Opgivet"):
        assert hidden not in html


def test_the_worker_chooses_which_tasks_stand_in_it_and_her_own_words_are_ticked_by_hand(
    cast: Cast, visit: Visit, ref: str
) -> None:
    page = visit("karen").get(f"/cases/{ref}/my-plan.pdf")
    assert "Tal med Bo om sagen" in page.text
    plan = plan_of(cast, ref, "da", every_task=True)
    own = next(step for step in plan.steps if step.kind == "own")
    assert (own.text, own.who) == ("Tal med Bo om sagen", "Karen Holm")
    ticked = re.findall(r'<input checked[^>]*name="tasks"[^>]*value="(\d+)"', page.text)
    with cast.database.read() as db:
        kinds = {str(task.id): task.kind for task in db.scalars(sa.select(Task))}
    assert {kinds[number] for number in ticked} == {step.kind for step in plan.steps} - {"own"}


def test_it_is_printed_and_the_log_says_for_whom_and_for_what(cast: Cast, visit: Visit, ref: str) -> None:
    karen, here = visit("karen"), f"/cases/{ref}/my-plan.pdf"
    fields = {"recipient": "Beboer1", "purpose": "Planen", "language": "ar"}
    asked = karen.submit(here, fields, button="Lav PDF")
    assert "Beboer1" not in asked.location
    paper = karen.get(asked.location)
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    with cast.database.read() as db:
        row = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "plan-printed")).one()
        assert (row.recipient, row.purpose, row.user_id) == ("Beboer1", "Planen", person("karen").user_id)


def test_only_the_team_of_the_case_hands_it_out(visit: Visit, ref: str) -> None:
    here = f"/cases/{ref}/my-plan.pdf"
    assert [visit(who).get(here).status_code for who in ("jette", "oda", "mette")] == [403, 404, 404]
    assert "Min plan, til beboeren" in visit("karen").get(f"/cases/{ref}").text
    assert "Min plan, til beboeren" not in visit("jette").get(f"/cases/{ref}").text


def test_what_is_missing_is_said_beside_its_field(visit: Visit, ref: str) -> None:
    fields = {"recipient": "", "language": "tlh", "tasks": "x"}
    answer = visit("karen").submit(f"/cases/{ref}/my-plan.pdf", fields, button="Lav PDF")
    assert answer.status_code == 422
    assert "Skal udfyldes." in answer.text


def test_while_the_case_may_only_be_stored_no_paper_of_it_is_handed_out(
    cast: Cast, visit: Visit, ref: str
) -> None:
    with cast.database.write() as db:
        uuid = db.scalars(sa.select(Resident.uuid).join(Case).where(Case.ref == ref)).one()
        restriction.restrict(
            db,
            actor=person("lene"),
            at=cast.at,
            uuid=uuid,
            ground=RestrictionGround.ACCURACY,
            reason="Bestrider",
        )
    for paper in ("my-plan.pdf", "handover.pdf"):
        assert visit("karen").get(f"/cases/{ref}/{paper}").status_code != 200


def test_a_protected_resident_stands_without_a_name(app: Flask, cast: Cast, ref: str) -> None:
    mark = Mark(ProtectionKind.PROTECTED_ADDRESS, "Fremgår af CPR", copenhagen_date(cast.at))
    with cast.database.write() as db:
        uuid = db.scalars(sa.select(Resident.uuid).join(Case).where(Case.ref == ref)).one()
        residents.protect(db, actor=person("lene"), at=cast.at, uuid=uuid, mark=mark)
    with app.test_request_context():
        html = plan_html(plan_of(cast, ref, "da"))
    assert "Beskyttet beboer" in html
    assert "Beboer1 Prøve" not in html


def test_it_keeps_the_rules_of_pdf_ua(app: Flask, cast: Cast, ref: str, tmp_path: Path) -> None:
    with app.test_request_context():
        for language in ("da", "ar"):
            (tmp_path / f"{language}.pdf").write_bytes(
                plan_pdf(plan_of(cast, ref, language, every_task=True))
            )
    assert_pdf_ua(sorted(tmp_path.glob("*.pdf")))
