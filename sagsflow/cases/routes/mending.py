"""Where what hinders a step is lifted: only doors that open for the reader."""

from collections.abc import Iterable, Mapping

from flask import url_for
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases import consenting, policy
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.engine.snapshot import Reason
from sagsflow.organisations.queries import units_by_id

STEP, BASIS, PARTY, NAMED, NOT_HERS = "step", "basis:", "party", "named:", "role"


def doors(db: Session, actor: Actor, seen: Seen, reasons: Iterable[Reason]) -> Mapping[str, str]:
    """Addresses by what they mend, as `words.reason` reads them."""
    ref = seen.case.ref
    urls = {"referrals": url_for("cases.show", ref=ref, _anchor="referrals")}
    if consenting.may_keep(actor, seen.case, seen.view):
        urls["consent"] = url_for("consents.new", ref=ref)
        urls["own_unit"] = str(seen.case.owner_unit_id)
    if policy.may_write(actor, seen.case, seen.view):
        urls["goals"] = url_for("cases.new_goal", ref=ref)
        if seen.case.restricted_at is not None:
            urls["restricted"] = url_for("residents.restriction", uuid=seen.case.resident.uuid)
    if any(reason.params.get("or_legal_basis") for reason in reasons):
        urls |= _by_law(db, actor, seen)
    return urls


def for_step(urls: Mapping[str, str], trigger: str, reasons: Iterable[Reason]) -> Mapping[str, str]:
    """The same doors, which lead back to the step that waits where it is the reader's own."""
    hers = all(reason.code != NOT_HERS for reason in reasons)
    bases = {name: f"{url}&step={trigger}" for name, url in urls.items() if hers and name.startswith(BASIS)}
    return {**urls, **bases, STEP: trigger}


def _by_law(db: Session, actor: Actor, seen: Seen) -> Mapping[str, str]:
    """The form of a basis in law, for each unit of the reader's that takes part in the case, and for its kind; to the team
    that has the case, where a unit becomes a party, for only a party can state one."""
    ref, parties = seen.case.ref, {row.unit_id for row in one.parties(db, seen)}
    stating = actor.units(P.LEGAL_BASIS_STATE) - {seen.case.owner_unit_id}
    able = one.named_among(db, seen, stating) | (stating & seen.unit_ids) if stating else stating
    found: dict[str, str] = {}
    for unit in units_by_id(db, able | parties).values():
        names = (str(unit.id), unit.kind.value)
        if unit.id in able:
            url = url_for("consents.state_basis", case=ref, unit=unit.id)
            found |= {f"{BASIS}{name}": url for name in names}
        found |= {f"{NAMED}{name}": "" for name in names if unit.id in parties}
    if policy.may_write(actor, seen.case, seen.view):
        found[PARTY] = url_for("cases.new_party", ref=ref)
    return found
