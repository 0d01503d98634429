"""Finding residents: by name, birth date, phone, personal number or what a feature above adds; and whom one may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import NotFound
from sagsflow.organisations.models import Area, Organisation, Unit
from sagsflow.residents.cpr import KEYS, CprKeys
from sagsflow.residents.identity import protected
from sagsflow.residents.models import Household, Resident, ResidentProtection, ResidentToken
from sagsflow.residents.names import MAX_TOKEN
from sagsflow.residents.policy import visible_to
from sagsflow.residents.search import Question, understand

CANDIDATES = 200
SHOWN = 25
LAST = "\U0010ffff"

Lookup = Callable[[Session, Actor, str], frozenset[int] | None]
_lookups: list[Lookup] = []


@dataclass(frozen=True, slots=True)
class Found:
    """The residents a search gave, and whether there are more than shown."""

    question: Question
    rows: Sequence[Resident]
    more: bool = False


def register_lookup(lookup: Lookup) -> None:
    """Lets a feature above recognise its own kind of text (a case number); None says that the text is not its kind.

    It gets `db`, `actor` and the text and gives ids of residents, only from what the actor may see; one statement at most.
    """
    if lookup not in _lookups:
        _lookups.append(lookup)


def get(db: Session, actor: Actor, uuid: str, permission: P = P.RESIDENT_READ) -> Resident:
    """Raises NotFound for a resident of other units too."""
    found = db.scalar(sa.select(Resident).where(Resident.uuid == uuid, visible_to(actor, permission)))
    if found is None:
        raise NotFound
    return found


def search(db: Session, actor: Actor, text: str, on: date, limit: int = SHOWN) -> Found:
    """Residents of the actor's units. Every word must begin a word of the name, in any order. Who is protected that day is
    found by the number of a case only, and without a name."""
    question = understand(text)
    wanted = _wanted(db, actor, question, on, limit + 1)
    if wanted is None:
        return Found(question, ())
    statement = (
        sa.select(Resident)
        .where(_theirs(actor, question), *wanted)
        .order_by(Resident.sort_name, Resident.id)
        .limit(limit + 1)
    )
    rows = db.scalars(statement).all()
    return Found(question, rows[:limit], more=len(rows) > limit)


def _theirs(actor: Actor, question: Question) -> sa.ColumnElement[bool]:
    """`visible_to`. Where the ids are known from elsewhere it only tests them: offered as an index, SQLite would walk everybody
    of the unit in the order of their names until the page is full."""
    if question.born_on is not None or question.phone is not None or question.cpr is not None:
        return visible_to(actor, P.RESIDENT_READ)
    return (Resident.controller_unit_id + 0).in_(sorted(actor.units(P.RESIDENT_READ)))


def near_candidates(
    db: Session, actor: Actor, words: Sequence[str], born_on: date | None
) -> Sequence[Resident]:
    """Who could be the person of these folded words or this birth date; `likeness.ranked` says who is likely."""
    arms = [_starting(actor, [words[0][:2], words[-1][:2]])] if words else []
    arms += [_sharing(actor, word, [other[:1] for other in words if other != word]) for word in words]
    if born_on is not None:
        born = sa.select(Resident.id).where(visible_to(actor, P.RESIDENT_READ), Resident.born_on == born_on)
        arms.append(born)
    if not arms:
        return ()
    ids = sa.union(*(sa.select(arm.limit(CANDIDATES).subquery().c[0]) for arm in arms))
    return db.scalars(
        sa.select(Resident)
        .where(visible_to(actor, P.RESIDENT_READ), Resident.id.in_(ids))
        .order_by(Resident.id)
    ).all()


def marks_of(db: Session, resident: Resident) -> Sequence[ResidentProtection]:
    """Every protection of a resident, the newest first."""
    marks = sa.select(ResidentProtection).where(ResidentProtection.resident_id == resident.id)
    return db.scalars(marks.order_by(ResidentProtection.id.desc())).all()


def household_of(db: Session, resident: Resident) -> Sequence[Resident]:
    """Everybody in the resident's household, herself too; adults first."""
    if resident.household_id is None:
        return ()
    return db.scalars(
        sa.select(Resident)
        .where(Resident.household_id == resident.household_id)
        .order_by(Resident.household_role, Resident.born_on, Resident.id)
    ).all()


def household(db: Session, actor: Actor, household_id: int, permission: P = P.RESIDENT_READ) -> Household:
    """Raises NotFound for a household of other units too."""
    found = db.scalar(
        sa.select(Household).where(Household.id == household_id, visible_to(actor, permission, Household))
    )
    if found is None:
        raise NotFound
    return found


def areas(db: Session) -> Sequence[Area]:
    return db.scalars(sa.select(Area).order_by(Area.name)).all()


def area_of(db: Session, resident: Resident) -> Area | None:
    return db.get(Area, resident.area_id) if resident.area_id is not None else None


def registering_units(db: Session, actor: Actor) -> Sequence[Unit]:
    """The units for which this person may register residents."""
    units = actor.units(P.RESIDENT_WRITE)
    return db.scalars(
        sa.select(Unit).where(Unit.id.in_(sorted(units)), Unit.active).order_by(Unit.name)
    ).all()


def cpr_allowed(db: Session, unit_id: int) -> bool:
    """Whether the organisation that the unit belongs to has been permitted to keep personal numbers."""
    return bool(
        db.scalar(
            sa.select(Organisation.cpr_allowed)
            .join(Unit, Unit.organisation_id == Organisation.id)
            .where(Unit.id == unit_id)
        )
    )


def _wanted(
    db: Session, actor: Actor, question: Question, on: date, enough: int
) -> list[sa.ColumnElement[bool]] | None:
    """The conditions of a question; None when it asks for nobody."""
    if question.cpr is not None:
        keys: CprKeys = db.info[KEYS]
        units = sorted(actor.units(P.RESIDENT_READ))
        indexes = [keys.index(question.cpr, unit) for unit in units]
        return [Resident.cpr_index.in_(indexes), Resident.id.not_in(protected(on))]
    for lookup in _lookups:
        ids = lookup(db, actor, question.text)
        if ids is not None:
            return [Resident.id.in_(sorted(ids))]
    found = _by_facts(actor, question, on, enough)
    return [*found, Resident.id.not_in(protected(on))] if found else None


def _by_facts(actor: Actor, question: Question, on: date, enough: int) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if question.born_on is not None:
        wanted.append(Resident.born_on == question.born_on)
    if question.phone is not None:
        wanted.append(Resident.phone == question.phone)
    if question.tokens:
        named = _starting(actor, question.tokens).where(ResidentToken.resident_id.not_in(protected(on)))
        # A letter may begin thousands of names: a name alone is looked for only until there is one more than is shown.
        wanted.append(Resident.id.in_(named if wanted else named.limit(enough)))
    return wanted


def _starting(actor: Actor, prefixes: Sequence[str]) -> sa.Select[int]:
    """Residents of whose words every prefix begins one; the longest prefix leads, as the rarest."""
    leading, *others = sorted(set(prefixes), key=lambda prefix: (-len(prefix), prefix))
    statement = _with_word(actor, begins(ResidentToken.token, leading))
    for prefix in others:
        statement = statement.where(_has_another([prefix]))
    return statement


def _sharing(actor: Actor, word: str, initials: Sequence[str]) -> sa.Select[int]:
    """Residents who have this very word, and beside it one that begins with any of these letters."""
    statement = _with_word(actor, ResidentToken.token == word[:MAX_TOKEN])
    return statement.where(_has_another(sorted(set(initials)))) if initials else statement


def _with_word(actor: Actor, leading: sa.ColumnElement[bool]) -> sa.Select[int]:
    owned = visible_to(actor, P.RESIDENT_READ, ResidentToken)
    return sa.select(ResidentToken.resident_id).where(owned, leading).distinct()


def _has_another(prefixes: Sequence[str]) -> sa.ColumnElement[bool]:
    other = aliased(ResidentToken)
    return sa.exists().where(
        other.resident_id == ResidentToken.resident_id,
        sa.or_(*(begins(other.token, prefix) for prefix in prefixes)),
    )


def begins(column: sa.orm.InstrumentedAttribute[str], prefix: str) -> sa.ColumnElement[bool]:
    """As a range, which both databases take from the index."""
    prefix = prefix[:MAX_TOKEN]
    return sa.and_(column >= prefix, column < prefix + LAST)
