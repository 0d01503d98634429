"""Papers that have been printed and are not handed out any more, for what was said or marked since they were asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.batches import queries
from sagsflow.batches.models import PrintBatch, PrintItem
from sagsflow.cases.models import Case
from sagsflow.consents.service.changing import Narrower, narrow
from sagsflow.core.calendar import copenhagen_date
from sagsflow.privacy.service.erasing import take_away
from sagsflow.residents.models import ProtectionKind, Resident
from sagsflow.residents.service import protection
from sagsflow.residents.service.protection import Mark
from tests.batches.test_batches import UNIT, ask, batch_of, refs, work
from tests.cast import SCHOOL, Cast, person

__all__ = ["refs"]
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def standing(cast: Cast, number: int) -> list[str]:
    """The cases whose papers are handed out now."""
    with cast.database.read() as db:
        ids = queries.cases_in(db, db.get_one(PrintBatch, number), person("karen"), cast.at)
        return [db.get_one(Case, case_id).ref for case_id in ids]


def printed(cast: Cast) -> int:
    number = ask(cast)
    with cast.database.write() as db:
        db.execute(sa.update(PrintItem).values(digest="0" * 64))
    cast.clock.advance(timedelta(minutes=5))
    return number


def test_the_paper_of_a_case_whose_consent_was_narrowed_since_is_not_handed_out(
    cast: Cast, refs: list[str]
) -> None:
    with cast.database.write() as db:
        consent = cast.consent(db, refs[0], SCHOOL, Topic.ECONOMY, Topic.SCHOOL)
    number = printed(cast)
    assert standing(cast, number) == refs
    wish = Narrower(topics=frozenset({Topic.ECONOMY}), sensitive=False, version=1)
    with cast.database.write() as db:
        narrow(db, refs[0], consent.id, wish, actor=person("karen"), at=cast.at)
    assert standing(cast, number) == refs[1:]


def test_a_paper_with_the_name_of_somebody_who_is_protected_since_is_not_handed_out(
    cast: Cast, refs: list[str]
) -> None:
    """One that was asked for under the mark names nobody; one for which the name had been opened is handed out while it is."""
    number = printed(cast)
    mark = Mark(ProtectionKind.PROTECTED_ADDRESS, "Fremgår af CPR", copenhagen_date(cast.at))
    with cast.database.write() as db:
        resident = db.scalars(sa.select(Resident).join(Case).where(Case.ref == refs[0])).one()
        protection.protect(db, actor=person("lene"), at=cast.at, uuid=resident.uuid, mark=mark)
    assert standing(cast, number) == refs[1:]
    cast.clock.advance(timedelta(minutes=5))
    unnamed = printed(cast)
    assert standing(cast, unnamed) == refs
    with cast.database.write() as db:
        protection.open_identity(db, resident, "Hjemmebesøg", actor=person("karen"), at=cast.at)
    named = printed(cast)
    assert standing(cast, named) == standing(cast, number) == refs
    cast.clock.advance(protection.OPEN_FOR)
    assert standing(cast, named) == standing(cast, number) == refs[1:]


def test_papers_that_were_bound_with_a_case_go_when_it_is_erased(cast: Cast, refs: list[str]) -> None:
    number = ask(cast, replace(UNIT, together=True))
    work(cast)
    assert batch_of(cast, number).digest is not None
    with cast.database.write() as db:
        take_away(db, db.scalars(sa.select(Case).where(Case.ref == refs[0])).one(), at=cast.at)
    with cast.database.read() as db:
        left = db.get_one(PrintBatch, number)
        assert (left.digest, left.sealed) == (None, None)
    assert standing(cast, number) == refs[1:]
