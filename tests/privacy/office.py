"""What the office does with requests: a full case, a request that is noted, the worker's rounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, NoteKind, ProgressionQuestion
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal, record_progression
from sagsflow.documents.models import DocumentKind
from sagsflow.documents.service import NewDocument, add_document
from sagsflow.features import duties
from sagsflow.jobs.worker import Worker
from sagsflow.privacy.models import Channel, RequestKind, RightsRequest
from sagsflow.privacy.service import gathering, register
from sagsflow.privacy.service.register import NewRequest
from sagsflow.residents.models import Resident
from tests.cast import JOBS, TEAM, Cast, person
from tests.documents.papers import PDF


@dataclass(frozen=True)
class Office:
    """The coordinator's and the worker's hands."""

    cast: Cast

    def note(self, db: Session, ref: str, text: str, who: str = "karen", **marks: bool) -> int:
        new = NewNote(NoteKind.FACT, Topic.EMPLOYMENT, text, self.cast.at.date(), **marks)
        return write_note(db, ref, new, actor=person(who), at=self.cast.at).id

    def full_case(self, db: Session) -> Case:
        """A case with something in nearly every table: shared with the job service, which writes notes of its own."""
        cast = self.cast
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        goal = GoalText("Jeg vil have et job", Topic.EMPLOYMENT, TEAM)
        add_goal(db, case.ref, goal, actor=person("karen"), at=cast.at)
        scores: Mapping[ProgressionQuestion, int] = {ProgressionQuestion.NETWORK: 2}
        record_progression(db, case.ref, scores, asked_on=cast.at.date(), actor=person("karen"), at=cast.at)
        cast.refer(db, case.ref, JOBS)
        self.note(db, case.ref, "Ringede i går. Hans bror Farid var med til samtalen.")
        self.note(db, case.ref, "Vil gerne begynde i august")
        self.note(db, case.ref, "Set på praktiksteder", who="jette", shared=True)
        self.note(db, case.ref, "Kun for os selv", who="jette")
        paper = NewDocument(DocumentKind.LETTER, "Brev fra Farid", Topic.CORE, PDF)
        add_document(db, case.ref, paper, actor=person("karen"), at=cast.at)
        db.refresh(case)
        return case

    def request(
        self, db: Session, case: Case, kind: RequestKind = RequestKind.ACCESS, on: date | None = None
    ) -> RightsRequest:
        new = NewRequest(kind, on or self.cast.at.date(), Channel.LETTER, "Jeg vil gerne se det hele")
        uuid = db.get_one(Resident, case.resident_id).uuid
        return register.register(db, uuid, new, actor=person("karen"), at=self.cast.at)

    def gather(self, request: RightsRequest) -> RightsRequest:
        with self.cast.database.write() as db:
            gathering.start(
                db, request.id, version=self.now(request).version, actor=person("lene"), at=self.cast.at
            )
        self.work()
        return self.now(request)

    def now(self, request: RightsRequest) -> RightsRequest:
        with self.cast.database.read() as db:
            return db.get_one(RightsRequest, request.id)

    def work(self) -> None:
        worker = Worker(self.cast.database, self.cast.clock, duties(self.cast.platform))
        while worker.work_once():
            pass
