"""The papers of a consent, in the language the resident reads."""

from datetime import date

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from sagsflow.access.topics import Topic
from sagsflow.consents import paper, terms, wordings
from sagsflow.consents.ages import Age
from sagsflow.consents.disclosed import disclosed
from sagsflow.consents.hooks import ConsentCase
from sagsflow.consents.models import GiverKind, Scope
from sagsflow.consents.paper import ConsentPaper, Signer
from sagsflow.consents.queries import WITHDRAWN, ConsentRow
from sagsflow.consents.routes.acting import (
    KEEPERS,
    OF_CASE,
    age_of,
    case_of,
    consent_of,
    resident_of,
    shows,
)
from sagsflow.consents.routes.register import new_form, new_page
from sagsflow.consents.service import NewConsent, default_expiry
from sagsflow.core.errors import NotFound
from sagsflow.eventlog.service import anchor
from sagsflow.organisations.models import Unit
from sagsflow.residents.showing import known_name
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule(f"{OF_CASE}/new/paper", "form_paper", form_paper, methods=["POST"])
    one = f"{OF_CASE}/<int:consent_id>"
    bp.add_url_rule(f"{one}/paper/<language>", "given_paper", given_paper)
    bp.add_url_rule(f"{one}/receipt/<language>", "receipt", receipt)


@hidden_without(*KEEPERS)
def form_paper(ref: str) -> ResponseReturnValue:
    """The form to sign, filled in with what has been typed so far; nothing is saved."""
    case = case_of(ref)
    form = new_form(case)
    written = form.consent() if form.validate() else None
    if written is None:
        return new_page(form, case), 422
    shows(case, "consent-printed")
    return _pdf(paper.consent_pdf(_to_sign(case, written)), f"{ref}-samtykke")


@hidden_without(*KEEPERS)
def given_paper(ref: str, consent_id: int, language: str) -> ResponseReturnValue:
    case = case_of(ref)
    row = consent_of(case, consent_id)
    made = _given(case, row, language)
    shows(case, "consent-printed")
    return _pdf(paper.consent_pdf(made), f"{ref}-samtykke-{row.id}")


@hidden_without(*KEEPERS)
def receipt(ref: str, consent_id: int, language: str) -> ResponseReturnValue:
    case = case_of(ref)
    row = consent_of(case, consent_id)
    if row.status != WITHDRAWN:
        raise NotFound("receipt", id=consent_id)
    made = _given(case, row, language)
    shown = disclosed(reader(), case.id, row.unit_id, row.given_at, row.ended_at)
    shows(case, "consent-printed")
    return _pdf(paper.receipt_pdf(made, row.until, shown), f"{ref}-kvittering-{row.id}")


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _to_sign(case: ConsentCase, new: NewConsent) -> ConsentPaper:
    custody = new.giver_kind is GiverKind.CUSTODY_HOLDER
    named = [new.giver_name or "", *([new.second_giver or ""] if custody else [])]
    signers = _signers(case, new.giver_kind, named, None)
    return _paper(
        case,
        new.receiving_unit_id,
        wordings.LATEST,
        new.wording_language,
        topics=new.topics | {Topic.CORE},
        sensitive=new.sensitive,
        purpose=new.purpose,
        occasion=new.occasion if new.scope is Scope.ONCE else None,
        until=new.expires_on or default_expiry(new.given_on),
        form=new.form.value,
        signers=signers + ((Signer(paper.WITNESS, new.witness or ""),) if new.witness else ()),
    )


def _given(case: ConsentCase, row: ConsentRow, language: str) -> ConsentPaper:
    """In the words that were read then, in any of their languages; in the latest when nobody wrote down which."""
    version = row.wording[0] if row.wording else wordings.LATEST
    if not wordings.exists(version, language):
        raise NotFound("wording", language=language)
    named = [name for name in (row.giver_name, row.second_giver) if name]
    signers = _signers(case, row.giver_kind, named, row.given_on, row.young_person_on)
    witness = (Signer(paper.WITNESS, row.witness, row.given_on),) if row.witness else ()
    return _paper(
        case,
        row.unit_id,
        version,
        language,
        topics=frozenset(row.topics),
        sensitive=row.sensitive,
        purpose=row.purpose,
        occasion=row.occasion,
        until=row.agreed_until,
        form=row.form.value,
        signers=signers + witness,
        given_on=row.given_on,
    )


def _signers(
    case: ConsentCase, giver: GiverKind, named: list[str], given_on: date | None, young_on: date | None = None
) -> tuple[Signer, ...]:
    """Who says yes, each on a line; a young person of 15 beside those who consent for her."""
    resident = resident_of(case)
    is_young = age_of(resident) is Age.YOUNG
    if giver is GiverKind.RESIDENT:
        return (Signer(paper.YOUNG if is_young else paper.RESIDENT, known_name(resident), given_on),)
    kind = paper.CUSTODY_HOLDER if giver is GiverKind.CUSTODY_HOLDER else paper.GUARDIAN
    others = tuple(Signer(kind, name, given_on) for name in named)
    asked = is_young if given_on is None else young_on is not None
    return (*others, Signer(paper.YOUNG, known_name(resident), young_on)) if asked else others


def _paper(case: ConsentCase, unit_id: int, version: str, language: str, **said: object) -> ConsentPaper:
    db = reader()
    unit, team = db.get_one(Unit, unit_id), db.get_one(Unit, case.owner_unit_id)
    topics = terms.in_order(said.pop("topics"))  # type: ignore[arg-type]  # a set of topics, among plainer values
    return ConsentPaper(
        wording=wordings.wording(version, language),
        ref=case.ref,
        resident=resident_of(case).name,
        unit=unit.name,
        organisation=unit.organisation.name,
        team=team.name,
        team_organisation=team.organisation.name,
        topics=tuple(topic.value for topic in topics if topic is not Topic.CORE),
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=anchor(db),
        **said,  # type: ignore[arg-type]  # the rest of the paper's fields, by name
    )
