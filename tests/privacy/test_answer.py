"""An answer is reviewed before it is handed out, holds nothing that was withheld, and is not kept longer than needed."""

import re
from collections import Counter
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from sagsflow.core.errors import Invalid
from sagsflow.core.sealing import CannotUnseal
from sagsflow.eventlog.models import ReadEntry
from sagsflow.privacy import queries
from sagsflow.privacy.marking import Known, marks
from sagsflow.privacy.models import AnswerPart, RequestStatus, RightsRequest, WhyWithheld
from sagsflow.privacy.service import answering, gathering
from sagsflow.privacy.service.answering import Verdict
from sagsflow.privacy.volumes import volumes
from tests.cast import Cast, Visit, person
from tests.privacy.office import Office
from tests.vera.checker import assert_pdf_ua

LENE = person("lene")


@pytest.fixture
def database_system() -> str:
    """Nothing here depends on the database system; what is read does, and is tested on both in test_gathering."""
    return "sqlite"


@pytest.fixture
def request_(cast: Cast, office: Office) -> RightsRequest:
    with cast.database.write() as db:
        return office.request(db, office.full_case(db))


def _text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def _parts(cast: Cast, request: RightsRequest) -> list[dict[str, Any]]:
    with cast.database.read() as db:
        return list(queries.parts(db, request))


def _decide_all(cast: Cast, request: RightsRequest, verdict: Verdict) -> RightsRequest:
    with cast.database.write() as db:
        row = db.get_one(RightsRequest, request.id)
        for passage in queries.review(db, row).waiting:
            answering.decide(db, row.id, passage.id, verdict, version=row.version, actor=LENE, at=cast.at)
        return row


def _hand_out(cast: Cast, request: RightsRequest) -> RightsRequest:
    with cast.database.write() as db:
        return answering.hand_out(
            db,
            request.id,
            recipient="Beboeren selv",
            staff_named=False,
            version=request.version,
            actor=LENE,
            at=cast.at,
        )


def test_a_mark_that_nobody_has_looked_at_holds_the_answer_back(
    cast: Cast, office: Office, request_: RightsRequest
) -> None:
    gathered = office.gather(request_)
    with pytest.raises(Invalid, match="marks-not-reviewed"):
        _hand_out(cast, gathered)
    row = _decide_all(cast, gathered, Verdict(hand_out=True))
    assert _hand_out(cast, row).status is RequestStatus.ANSWERED


def test_withheld_needs_a_reason_and_is_in_neither_paper(
    cast: Cast, office: Office, visit: Visit, request_: RightsRequest, tmp_path: Path
) -> None:
    lene, gathered = visit("lene"), office.gather(request_)
    page = f"/rights/{gathered.id}"
    (first, *_rest) = re.findall(rf'href="({page}/review/\d+)"', lene.get(f"{page}/review").text)
    assert lene.submit(first, {"verdict": "withhold"}, action=first).status_code == 422
    assert (
        lene.submit(first, {"verdict": "withhold", "reason": "other_person"}, action=first).status_code == 303
    )
    assert lene.get(f"{page}/answer.pdf").status_code == 404, "not before it has been handed out"
    _hand_out(cast, _decide_all(cast, gathered, Verdict(hand_out=False, reason=WhyWithheld.OTHER_PERSON)))
    paper = lene.get(f"{page}/answer.pdf")
    text = _text_of(paper.data)
    assert paper.headers["Content-Disposition"] == f'attachment; filename="request-{gathered.id}.pdf"'
    assert ("Farid" in text, "begynde i august" in text, "Det handler om en anden person" in text) == (
        False,
        True,
        True,
    )
    (tmp_path / "answer.pdf").write_bytes(paper.data)
    assert_pdf_ua([tmp_path / "answer.pdf"])
    told = lene.get(f"{page}/answer.json")
    assert "Farid" not in told.text
    assert {"withheld": "other_person"} in [item.get("text") for item in told.json["parts"][1]["items"]]  # type: ignore[index]  # JSON


@pytest.fixture
def answered(cast: Cast, office: Office, request_: RightsRequest) -> RightsRequest:
    return _hand_out(cast, _decide_all(cast, office.gather(request_), Verdict(hand_out=True)))


def test_an_answer_too_long_for_one_print_is_bound_of_several(
    visit: Visit, answered: RightsRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PdfReader(BytesIO(visit("lene").get(f"/rights/{answered.id}/answer.pdf").data))
    monkeypatch.setattr("sagsflow.privacy.routes.answering.volumes", partial(volumes, letters=8_000))
    (tmp_path / "answer.pdf").write_bytes(visit("lene").get(f"/rights/{answered.id}/answer.pdf").data)
    bound = PdfReader(tmp_path / "answer.pdf")
    names = [str(mark["/Title"]) for mark in bound.outline if isinstance(mark, dict)]
    assert names == [f"Del {number} af {len(names)}" for number in range(1, len(names) + 1)]
    assert len(names) > 1
    assert _held(bound) == _held(whole) != Counter()
    assert_pdf_ua([tmp_path / "answer.pdf"])


def _held(paper: PdfReader) -> Counter[str]:
    """The words of the entries, without what stands at the head and foot of pages and over what goes on."""
    return Counter(
        line
        for page in paper.pages
        for line in page.extract_text().splitlines()
        if re.match(r"(Note|Opgave) ", line)
    )


def test_fetching_it_is_logged_with_who_got_it(cast: Cast, visit: Visit, answered: RightsRequest) -> None:
    assert visit("lene").get(f"/rights/{answered.id}/answer.json").status_code == 200
    with cast.database.read() as db:
        read = sa.select(ReadEntry.what, ReadEntry.recipient).where(ReadEntry.what.like("answer-%"))
        assert db.execute(read).all() == [
            ("answer-handed-out", "Beboeren selv"),
            ("answer-printed", "Beboeren selv"),
        ]


def test_the_words_lie_sealed_and_open_nowhere_else(
    cast: Cast, office: Office, request_: RightsRequest
) -> None:
    gathered = office.gather(request_)
    with cast.database.write() as db:
        rows = db.scalars(sa.select(AnswerPart).order_by(AnswerPart.position)).all()
        assert all(row.sealed and b"Farid" not in row.sealed for row in rows)
        rows[0].sealed, rows[1].sealed = rows[1].sealed, rows[0].sealed
    with pytest.raises(CannotUnseal):
        _parts(cast, gathered)


def test_after_a_month_only_the_digest_is_left(
    cast: Cast, office: Office, visit: Visit, request_: RightsRequest
) -> None:
    row = _hand_out(cast, _decide_all(cast, office.gather(request_), Verdict(hand_out=True)))
    for days, kept in ((29, True), (2, False)):
        cast.clock.advance(timedelta(days=days))
        office.work()
        assert bool(_parts(cast, row)) is kept
    page = visit("lene").get(f"/rights/{row.id}")
    assert "Teksten er ikke gemt længere" in page.text
    assert (row.digest or "")[:16] in page.text


def test_gathered_again_the_review_begins_anew(cast: Cast, office: Office, request_: RightsRequest) -> None:
    _decide_all(cast, office.gather(request_), Verdict(hand_out=True))
    again = office.gather(request_)
    with cast.database.write() as db:
        assert queries.review(db, again).waiting
        stale = {"request": again.id, "part": 0, "version": 1}
        gathering.gather(db, stale, cast.at)
    assert office.now(again).version == again.version, "work of an older round does nothing"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Talte med Farid om det", ("Farid",)),
        ("Farid ringede", ()),
        ("Ahmed ringede. Han vil i skole", ("Ahmed",)),
        ("Beboer1 Prøve kom, og Testskolen ringede", ()),
        ("Skriv til 010190-1234 eller 10 00 01 02", ("010190-1234", "10 00 01 02")),
        ("Ahmeds mor var med til SMS", ("Ahmeds",)),
    ],
)
def test_what_may_be_about_somebody_else_is_marked(text: str, found: tuple[str, ...]) -> None:
    known = Known.of(["Beboer1 Prøve"], ["Ahmed"], ["Testskolen"])
    assert marks(text, known) == found
