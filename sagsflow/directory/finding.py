"""Which offers may receive one resident now, and why the others cannot: pure, over an offer and what is known of the resident."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sagsflow.directory.models import Capacity, Offer


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the finder knows of a resident on a day. What the reader may not see of a protected one is not known."""

    on: date
    owner_unit_id: int
    agreed: frozenset[int]
    answering: frozenset[int]
    age: int | None = None
    area_id: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """An offer, every reason why it cannot receive, and what to think of when it can. Reasons and hints are codes."""

    offer: Offer
    reasons: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def can_receive(self) -> bool:
        return not self.reasons


def fit(offer: Offer, wanted: Wanted) -> Fit:
    return Fit(offer, tuple(_reasons(offer, wanted)), tuple(_hints(offer, wanted)))


def _reasons(offer: Offer, wanted: Wanted) -> Iterator[str]:
    if not offer.holds_on(wanted.on):
        yield "not-now"
    if not offer.unit.active or offer.unit_id not in wanted.answering:
        yield "nobody-answers"
    if offer.unit_id == wanted.owner_unit_id:
        yield "own-unit"
    elif offer.unit_id not in wanted.agreed:
        yield "not-agreed"
    if offer.capacity is Capacity.FULL:
        yield "full"
    yield from _about_the_resident(offer, wanted)


def _about_the_resident(offer: Offer, wanted: Wanted) -> Iterator[str]:
    """What is not known of her rules nothing out."""
    if wanted.age is not None:
        if offer.age_from is not None and wanted.age < offer.age_from:
            yield "too-young"
        if offer.age_to is not None and wanted.age > offer.age_to:
            yield "too-old"
    if wanted.area_id is not None and offer.areas and wanted.area_id not in {area.id for area in offer.areas}:
        yield "other-area"


def _hints(offer: Offer, wanted: Wanted) -> Iterator[str]:
    if offer.capacity is Capacity.WAITING_LIST:
        yield "waiting-list"
    spoken = offer.languages.casefold()
    if wanted.language and spoken and wanted.language.casefold() not in spoken:
        yield "language"
    if wanted.age is None and (offer.age_from is not None or offer.age_to is not None):
        yield "age-unknown"


def years(born_on: date, on: date) -> int:
    """How old somebody is on a day; whoever was born on 29 February has it on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
