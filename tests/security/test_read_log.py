"""A refused form that shows personal data is a reading like any other."""

import sqlalchemy as sa

from sagsflow.eventlog.models import ReadEntry
from tests.cast import Cast, Visit


def test_a_refused_correction_of_a_resident_is_written_down(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        resident = cast.resident(db)
        key, page = resident.id, f"/residents/{resident.uuid}/edit"
    assert visit("karen").submit(page, {"given_name": ""}, action="/edit").status_code == 422
    with cast.database.read() as db:
        read = db.scalars(sa.select(ReadEntry.resident_id).where(ReadEntry.what == "resident"))
        assert list(read) == [key, key], "once for the form, once for the refusal"
