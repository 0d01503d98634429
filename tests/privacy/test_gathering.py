"""Everything that the unit holds is gathered, part by part, and nothing that is another's to tell."""

import json
from typing import Any

import pytest

from sagsflow.privacy import queries
from sagsflow.privacy.holdings import OF_A_CASE
from sagsflow.privacy.models import RequestStatus, RightsRequest
from tests.cast import Cast, Visit
from tests.privacy.office import Office


@pytest.fixture
def request_(cast: Cast, office: Office) -> RightsRequest:
    with cast.database.write() as db:
        return office.request(db, office.full_case(db))


def _parts(cast: Cast, request: RightsRequest) -> list[dict[str, Any]]:
    with cast.database.read() as db:
        return list(queries.parts(db, request))


def test_it_is_gathered_in_parts_and_the_page_tells_how_far(
    cast: Cast, office: Office, visit: Visit, request_: RightsRequest
) -> None:
    lene, page = visit("lene"), f"/rights/{request_.id}"
    assert lene.submit(page, button="Saml svaret").status_code == 303
    assert "0 af 3 dele er samlet" in lene.get(page).text
    office.work()
    assert office.now(request_).status is RequestStatus.REVIEW
    assert "nævner måske en anden" in lene.get(page).text


def test_everything_on_the_case_is_in_it_but_what_another_keeps_to_itself(
    cast: Cast, office: Office, request_: RightsRequest
) -> None:
    office.gather(request_)
    person_part, case_part, _readers = _parts(cast, request_)
    text = json.dumps(case_part, ensure_ascii=False)
    for said in ("Farid", "Jeg vil have et job", "Set på praktiksteder", "Ring efter kl. 10", "At finde den"):
        assert said in text
    assert "Kun for os selv" not in text
    assert case_part["elsewhere"] == [
        {"unit": "Jobhjælpen, Prøvekommunen", "notes": 1, "first": "2026-09-15"}
    ]
    kinds = {item["kind"] for item in case_part["items"]}
    assert kinds >= {"case", "note", "goal", "progression", "consent", "access_grant", "referral", "event"}
    assert kinds - {"event"} <= {holding.kind for holding in OF_A_CASE}
    assert "Beboer1" in json.dumps(person_part)


def test_who_has_read_is_told_by_role_and_organisation(
    cast: Cast, office: Office, visit: Visit, request_: RightsRequest
) -> None:
    visit("karen").get("/cases/BSV-2026-0001")
    office.gather(request_)
    (*_others, readers) = _parts(cast, request_)
    (reading,) = [item for item in readers["items"] if item["values"]["what"]["code"] == "case"]
    assert reading["values"]["role"]["code"] == "housing_worker"
    assert reading["values"]["unit"]["name"] == "Boligsocialt team, Prøveboligerne"
