"""The Python face and the SQL face of each rule give the same answer, for everybody, on every ground, at every moment."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.ledger import View
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Domain, Note, NoteKind
from sagsflow.cases.queries import many, one
from sagsflow.cases.service import reading
from sagsflow.core.errors import NotFound
from tests.access.town import EVERYBODY, RENTING, actor_of
from tests.cast import CLUB, JOBS, OTHER_TEAM, SCHOOL, TEAM, VOLUNTEERS, Cast

SHARED_WITH = (SCHOOL, JOBS, CLUB, RENTING, VOLUNTEERS, TEAM)
MOMENTS = {
    "future": (1, None),
    "now": (-1, None),
    "until now": (-1, 0),
    "ending": (-1, 1),
    "from now": (0, 1),
}


def _grant(cast: Cast, db: Session, case: Case, unit: int, **what: object) -> None:
    """A grant of a topic on a ground; `moment` says how its period lies around now."""
    start, end = MOMENTS[str(what.pop("moment", "now"))]
    plain = {"topic": Topic.CORE, "sensitive": False, "ground": Ground.CONSENT}
    db.add(
        AccessGrant(
            case_id=case.id,
            unit_id=unit,
            valid_from=cast.at + timedelta(hours=start),
            valid_to=None if end is None else cast.at + timedelta(hours=end),
            **(plain | what),
        )
    )
    db.flush()
    reading.refresh(db, case, at=cast.at)


def _cases(cast: Cast, db: Session) -> Sequence[Case]:
    """Every ground × unit × moment, in both domains."""
    found: list[Case] = []
    for ground in Ground:
        for unit in SHARED_WITH:
            for moment in MOMENTS:
                volunteer = len(found) % 2 == 1
                who, workflow = ("vibeke", "citizenship") if volunteer else ("karen", "coordinated")
                case = cast.open_case(db, who, workflow=workflow, number=len(found))
                _grant(cast, db, case, unit, ground=ground, moment=moment)
                found.append(case)
    return found


def test_who_may_see_a_case_is_the_same_on_both_faces_and_in_the_list(cast: Cast) -> None:
    with cast.database.write() as db:
        cases = _cases(cast, db)
    with cast.database.read() as db:
        for login in EVERYBODY:
            actor = actor_of(login)
            by_sql = set(db.scalars(sa.select(Case.ref).where(policy.visible_to(actor, cast.at))))
            assert {case.ref for case in cases if _opens(db, cast, login, case.ref)} == by_sql, login
            assert _listed(db, cast, login) == by_sql, login


def _opens(db: Session, cast: Cast, login: str, ref: str) -> bool:
    try:
        one.find(db, actor_of(login), ref, cast.at)
    except NotFound:
        return False
    return True


def _listed(db: Session, cast: Cast, login: str) -> set[str]:
    """Every page of both lists, to the end."""
    found: list[str] = []
    for domain in Domain:
        cursor: str | None = None
        while True:
            page = many.page(db, actor_of(login), many.Filters(domain=domain), cast.at, cursor=cursor)
            found += [row.case.ref for row in page.rows]
            if (cursor := page.next) is None:
                break
    assert len(found) == len(set(found)), "a case stands twice"
    return set(found)


def test_a_grant_to_one_person_is_hers_alone_on_both_faces_and_in_the_list(cast: Cast) -> None:
    named = {"samir": SCHOOL, "jette": JOBS, "dobbelt": SCHOOL, "oda": OTHER_TEAM, "grete": JOBS}
    with cast.database.write() as db:
        for number, (login, unit) in enumerate(named.items()):
            for moment in MOMENTS:
                case = cast.open_case(db, number=number)
                user_id = actor_of(login).user_id
                _grant(cast, db, case, unit, ground=Ground.BREAK_GLASS, moment=moment, user_id=user_id)
                if moment == "ending":
                    _grant(cast, db, case, SCHOOL)
    with cast.database.read() as db:
        for login in (*named, "jonas", "gerda", "karen"):
            actor = actor_of(login)
            by_sql = set(db.scalars(sa.select(Case.ref).where(policy.visible_to(actor, cast.at))))
            assert {ref for ref in db.scalars(sa.select(Case.ref)) if _opens(db, cast, login, ref)} == by_sql
            assert _listed(db, cast, login) == by_sql, login
        seen = {login: len(_listed(db, cast, login)) for login in ("samir", "jette", "jonas", "oda", "grete")}
    assert seen == {"samir": 7, "jette": 3, "jonas": 0, "oda": 3, "grete": 5}


def test_some_see_and_some_do_not(cast: Cast) -> None:
    """The product above would agree with itself if nobody saw anything."""
    with cast.database.write() as db:
        total = len(_cases(cast, db))
    with cast.database.read() as db:
        seen = {login: len(_listed(db, cast, login)) for login in EVERYBODY}
    nobody = {"mette", "adam", "dorte", "oda", "tove", "birger", "ny"}
    assert {login for login, count in seen.items() if count == 0} == nobody
    assert seen["karen"] == seen["bo"]
    assert 0 < seen["samir"] < total


@pytest.mark.parametrize("topic", list(Topic))
def test_a_note_is_read_by_its_unit_and_by_those_whose_grant_covers_it(cast: Cast, topic: Topic) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        _grant(cast, db, case, SCHOOL, topic=Topic.HEALTH)
        _grant(cast, db, case, JOBS, topic=Topic.SCHOOL, sensitive=True)
        _grant(cast, db, case, CLUB, ground=Ground.REFERRAL, moment="until now", topic=topic, sensitive=True)
    for shared in (True, False):
        for sensitive in (True, False):
            note = Note(
                author_unit_id=TEAM, kind=NoteKind.FACT, topic=topic, shared=shared, sensitive=sensitive
            )
            readers = {login for login in EVERYBODY if _reads(cast, login, case, note)}
            assert readers == {"karen", "bo", "lene", "begge"} | _receivers(note)


def _receivers(note: Note) -> set[str]:
    """As agreed above; a leader of the school reads no notes, nor does a member of the group through her other seat."""
    if not note.shared:
        return set()
    if note.topic is Topic.HEALTH and not note.sensitive:
        return {"samir", "dobbelt"}
    return {"jette", "jonas"} if note.topic is Topic.SCHOOL else set()


def _reads(cast: Cast, login: str, case: Case, note: Note) -> bool:
    with cast.database.read() as db:
        view: View = ledger.view_of(db, actor_of(login), case.id, cast.at, policy.READ[case.domain])
    return policy.may_read_note(actor_of(login), case.domain, note, view)


def test_a_leader_does_not_read_what_her_own_unit_wrote(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        _grant(cast, db, case, SCHOOL)
    note = Note(author_unit_id=SCHOOL, kind=NoteKind.FACT, topic=Topic.CORE, shared=False, sensitive=False)
    assert _reads(cast, "samir", case, note)
    assert not _reads(cast, "gerda", case, note)
