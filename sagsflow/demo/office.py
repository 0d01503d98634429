"""What the demo's people do with what is written: open it, answer for it, keep the register of breaches, erase it in time."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import sqlalchemy as sa

from sagsflow.cases.queries import one
from sagsflow.demo.stage import Turn
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.jobs import service as jobs
from sagsflow.privacy import queries as privacy
from sagsflow.privacy.models import Channel, RequestKind, RightsRequest, WhyWithheld
from sagsflow.privacy.models.breaches import BreachKind, Risk
from sagsflow.privacy.service import answering, breaches, gathering, register, retaining
from sagsflow.privacy.service.answering import Verdict
from sagsflow.residents.models import Resident

FOUND_AFTER = timedelta(hours=2)
MOST_WORK = 10_000


def read(turn: Turn) -> None:
    """Somebody opens the case; its page leaves this line."""
    seen = one.find(turn.db, turn.actor, turn.ref, turn.at)
    reading = Reading(
        "case",
        case_id=seen.case.id,
        resident_id=seen.case.resident_id,
        count=1,
        unit_ids=seen.unit_ids,
    )
    eventlog.note(turn.db, reading, actor=turn.actor, at=turn.at)


def rights_request(turn: Turn) -> None:
    """The resident asks for something about her data; the month runs from that day."""
    new = register.NewRequest(
        kind=RequestKind(turn.act.what),
        received_on=turn.today,
        channel=Channel(turn.says("channel", "in_person")),
        words=turn.says("words", ""),
    )
    uuid = turn.db.get_one(Resident, turn.case.resident_id).uuid
    register.register(turn.db, uuid, new, actor=turn.actor, at=turn.at)


def gather(turn: Turn) -> None:
    """The answer to the resident's request for access is gathered, as the worker does it, and waits to be looked through."""
    request = _asked_access(turn)
    gathering.start(turn.db, request.id, version=request.version, actor=turn.actor, at=turn.at)
    while mine := _claimed(turn):
        for claimed in mine:
            jobs.complete(turn.db, claimed, gathering.HANDLERS[claimed.kind], at=turn.at)


def hand_out(turn: Turn) -> None:
    """Every passage of the gathered answer is looked at, and somebody gets it; `withheld` of them, the first, are left out."""
    request, left_out = _asked_access(turn), turn.says("withheld", 0)
    for number, passage in enumerate(privacy.review(turn.db, request).passages):
        withheld = Verdict(hand_out=False, reason=WhyWithheld.OTHER_PERSON)
        verdict = withheld if number < left_out else Verdict(hand_out=True)
        answering.decide(
            turn.db, request.id, passage.id, verdict, version=request.version, actor=turn.actor, at=turn.at
        )
    answering.hand_out(
        turn.db,
        request.id,
        recipient=turn.act.what,
        staff_named=True,
        version=request.version,
        actor=turn.actor,
        at=turn.at,
    )


def _asked_access(turn: Turn) -> RightsRequest:
    wanted = sa.select(RightsRequest).where(
        RightsRequest.resident_id == turn.case.resident_id, RightsRequest.kind == RequestKind.ACCESS
    )
    return turn.db.scalars(wanted).one()


def _claimed(turn: Turn) -> list[jobs.Claimed]:
    """What is due of the gathering; other work is left for the worker."""
    taken = jobs.claim_some(turn.db, at=turn.at, most=MOST_WORK)
    jobs.let_go(turn.db, [claimed for claimed in taken if claimed.kind not in gathering.HANDLERS])
    return [claimed for claimed in taken if claimed.kind in gathering.HANDLERS]


def breach(turn: Turn) -> None:
    """Something has gone wrong with the case's data; a conclusion closes the matter at once."""
    told = breaches.Told(
        kind=BreachKind(turn.act.what),
        what=turn.says("text"),
        discovered_at=turn.at - FOUND_AFTER,
        cases=(turn.ref,),
        affected=turn.says("affected"),
        consequences=turn.says("consequences", ""),
        measures=turn.says("measures", ""),
        risk=Risk(turn.says("risk")) if turn.says("risk") else None,
        authority_why=turn.says("not_reported", ""),
        residents_why=turn.says("not_told", ""),
    )
    row = breaches.register(turn.db, told, actor=turn.actor, at=turn.at)
    if conclusion := turn.says("conclusion"):
        breaches.close(turn.db, row.id, conclusion, version=row.version, actor=turn.actor, at=turn.at)


def propose_erasure(turn: Turn) -> None:
    retaining.propose(turn.db, turn.ref, actor=turn.actor, at=turn.at, library=turn.stage.platform.library)


def approve_erasure(turn: Turn) -> None:
    """Another pair of eyes; the case is gone, and a certificate stays."""
    retaining.approve(turn.db, turn.ref, actor=turn.actor, at=turn.at, library=turn.stage.platform.library)


VERBS: Mapping[str, Callable[[Turn], None]] = {
    "read": read,
    "rights_request": rights_request,
    "gather": gather,
    "hand_out": hand_out,
    "breach": breach,
    "propose_erasure": propose_erasure,
    "approve_erasure": approve_erasure,
}
