"""What is told, as it is kept, and back again: plain lists that say the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sagsflow.cases.models import ProgressionQuestion
from sagsflow.cases.queries.ways import Way
from sagsflow.overview import tables
from sagsflow.overview.counting import Rows
from sagsflow.overview.measuring import Measured
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Count, Where
from sagsflow.overview.queries.progress import Answered
from sagsflow.overview.source.around import Around
from sagsflow.overview.source.samples import Reduced, Samples, Span, Spans
from sagsflow.overview.source.told import Rowwise

Body = Mapping[str, Any]
COUNTED = ("open", "opened", "closed", "referrals", "tasks", "actions", "ending")


@dataclass(frozen=True, slots=True)
class Kept:
    """A `Source` as it was when it was made."""

    at: datetime
    versions: Sequence[int]
    rows: Rows
    measured: Measured
    answered: Sequence[Answered]
    gone: Sequence[Way]
    spans: Mapping[str, Spans]


def packed(source: Rowwise) -> Body:
    rows = source.rows
    return {
        "versions": list(source.versions),
        "sub_agreements": list(rows.sub_agreements),
        "areas": list(rows.areas),
        "rows": {name: _counts(getattr(rows, name)) for name in COUNTED},
        "measured": {name: _counts(counts) for name, counts in source.measured.of.items()},
        "answered": sorted(
            (
                [row.question.value, row.quarter, *row.where, row.cases, row.first, row.latest]
                for row in source.answered
            ),
            key=str,
        ),
        "gone": [[list(way.states), way.is_open, way.cases] for way in source.gone],
        "spans": {name: _spans(found, source.periods) for name, found in source.spans.items()},
    }


def unpacked(body: Body, periods: Sequence[Period], at: datetime) -> Kept:
    """`periods` are those of the day on which it was made, and `at` is when."""
    counted = {name: [_count(row) for row in found] for name, found in body["rows"].items()}
    rows = Rows(
        **counted, periods=periods, sub_agreements=tuple(body["sub_agreements"]), areas=tuple(body["areas"])
    )
    measured = {name: [_count(row) for row in found] for name, found in body["measured"].items()}
    return Kept(
        at=at,
        versions=body["versions"],
        rows=rows,
        measured=Measured.of_places(measured, periods, rows.sub_agreements, rows.areas),
        answered=[
            Answered(ProgressionQuestion(row[0]), row[1], Where(*row[2:5]), *row[5:])
            for row in body["answered"]
        ],
        gone=gone(body),
        spans={name: Reduced(found) for name, found in body["spans"].items()},
    )


def gone(body: Body) -> Sequence[Way]:
    return [Way(tuple(states), is_open, cases) for states, is_open, cases in body["gone"]]


def around_packed(found: Around) -> Body:
    return {
        "waits": {kind: list(astuple(span)) for kind, span in found.waits.items()},
        "load": list(astuple(found.load)) if found.load else None,
    }


def around_unpacked(body: Body) -> Around:
    waits = {kind: Span(*pair) for kind, pair in body["waits"].items()}
    return Around(waits, Span(*body["load"]) if body["load"] else None)


def _counts(found: Iterable[Count]) -> Sequence[Any]:
    """In an order of their own, so that two that say the same are equal."""
    rows = (
        [list(row.kinds), row.quarter, row.sub_agreement_id, row.area_id, row.organisation_id, row.cases]
        for row in found
    )
    return sorted(rows, key=str)


def _count(row: Sequence[Any]) -> Count:
    return Count(tuple(row[0]), *row[1:])


def _spans(found: Samples, periods: Sequence[Period]) -> Mapping[str, Any]:
    reduced = found.reduced(tables.within(periods)).found
    return {code: {kind: list(pair) for kind, pair in pairs.items()} for code, pairs in reduced.items()}
