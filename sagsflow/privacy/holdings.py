"""The map of what is held about a person: every table, how its rows hang on a case or a resident, and what each column is."""

from collections.abc import Mapping, Sequence

from sagsflow.access.models import AccessGrant, ReadingList
from sagsflow.batches.models import PrintItem
from sagsflow.cases.models import (
    Answer,
    Case,
    CaseLink,
    CaseParty,
    Deadline,
    DeadlinePause,
    Goal,
    Note,
    Progression,
    StateStay,
)
from sagsflow.consents.models import Consent, ConsentEvent, ConsentTopic, LegalBasis
from sagsflow.documents.models import Document
from sagsflow.emergency.models import EmergencyRequest
from sagsflow.handouts.models import HouseholdPart
from sagsflow.imports.models import ImportedCase, ImportedResident
from sagsflow.measures.models import MeasureAnswer
from sagsflow.meetings.models import Action, AgendaItem, ItemAttendance, ItemDraft, MinutesAddition
from sagsflow.messages.models import Message
from sagsflow.outreach.models import CaseContact
from sagsflow.privacy.holding import Holding, words
from sagsflow.privacy.models import AnswerPart, BreachCase, LegalHold, Passage, RightsRequest
from sagsflow.referrals import models as referrals
from sagsflow.residents.models import (
    IdentityOpening,
    Resident,
    ResidentProtection,
    ResidentToken,
    Restriction,
    RestrictionUse,
)
from sagsflow.tasks.models import Task

_CASE = Holding(
    Case,
    Case.id,
    codes={"workflow_id": "pathway", "state": "state", "result": "result"},
    technical=words("year", "number", "workflow_version", "ball", "meeting_wait", "event_count"),
)
_DEADLINE = Holding(
    Deadline,
    Deadline.case_id,
    free=words("extended_reason"),
    codes={"state": "state"},
    technical=words("rule", "start_step", "satisfied_by_step", "warned_at"),
)
_CONSENT = Holding(
    Consent,
    Consent.case_id,
    free=words("purpose", "giver_name", "second_giver", "witness", "occasion"),
    names=words("giver_name", "second_giver", "witness"),
    codes={"wording_language": "wordinglanguage"},
    technical=words("reminded_at", "asked_young_at", "tidied_at"),
)
_PLACE = words("position", "local_number", "minutes")
_ITEM = Holding(
    AgendaItem,
    AgendaItem.case_id,
    free=words("title", "question", "anonymous_question", "decision_text"),
    codes={"decision_code": "decision"},
    technical=_PLACE | words("anonymous", "late", "decided_step", "carried_to_id", "barrier_id"),
)
_REFERRAL = Holding(
    referrals.Referral,
    referrals.Referral.case_id,
    free=words(
        "handover_note", "decline_note", "coordinator_note", "result_note", "received_by", "transfer_note"
    ),
    codes={"state": "referral_state", "result": "choice", "decline_reason": "choice"},
    technical=words(
        *("workflow_id", "workflow_version", "sent_at_step", "from_referral_id", "offer_id"),
        *("stay", "stay_from", "ticks_done", "next_at", "is_answered"),
    ),
)
_MOVED, _GOAL_MET = referrals.ReferralMoveItem, referrals.ReferralGoal
# In the order in which an answer tells them; an erasure goes from the last to the first.
OF_A_CASE: Sequence[Holding] = (
    _CASE,
    Holding(Note, Note.case_id, free=words("text")),
    Holding(Goal, Goal.case_id, free=words("own_words")),
    Holding(Progression, Progression.case_id, free=words("remark")),
    Holding(
        MeasureAnswer,
        MeasureAnswer.case_id,
        codes={"answer": "measureanswer"},
        technical=words("level"),
    ),
    Holding(Answer, Answer.case_id, free=words("value"), codes={"field": "field"}, technical=words("step")),
    Holding(StateStay, StateStay.case_id, codes={"state": "state"}, technical=words("step")),
    _DEADLINE,
    Holding(DeadlinePause, DeadlinePause.deadline_id, parent=_DEADLINE, free=words("reason")),
    _CONSENT,
    Holding(ConsentTopic, ConsentTopic.consent_id, parent=_CONSENT, why_not="told with its consent"),
    Holding(
        ConsentEvent,
        ConsentEvent.consent_id,
        parent=_CONSENT,
        free=words("witness", "reason", "giver_name", "second_giver"),
        names=words("witness", "giver_name", "second_giver"),
        codes={"topics": "topic"},
        technical=words("number"),
    ),
    Holding(
        LegalBasis,
        LegalBasis.case_id,
        free=words("paragraph", "note"),
        codes={"topics": "topic"},
        technical=words("reminded_at", "tidied_at"),
    ),
    Holding(
        Document,
        Document.case_id,
        free=words("title", "removed_because"),
        technical=words("file_id", "media_type", "ending", "size"),
    ),
    Holding(HouseholdPart, HouseholdPart.case_id, codes={"topics": "topic"}),
    Holding(ImportedCase, ImportedCase.case_id, technical=words("import_id", "row_number", "events")),
    Holding(PrintItem, PrintItem.case_id, why_not="a sealed copy of a paper, removed within a day"),
    Holding(AccessGrant, AccessGrant.case_id, technical=words("ground_id", "user_id")),
    Holding(
        EmergencyRequest,
        EmergencyRequest.case_id,
        free=words("words"),
        technical=words("typed_number", "user_id"),
    ),
    _REFERRAL,
    Holding(
        referrals.ReferralChange,
        referrals.ReferralChange.referral_id,
        parent=_REFERRAL,
        free=words("before", "after", "reason"),
    ),
    Holding(_GOAL_MET, _GOAL_MET.referral_id, parent=_REFERRAL, technical=words("goal_id")),
    Holding(referrals.ReferralNote, referrals.ReferralNote.referral_id, parent=_REFERRAL, free=words("text")),
    Holding(
        referrals.ReferralLink,
        referrals.ReferralLink.referral_id,
        parent=_REFERRAL,
        free=words("person"),
        names=words("person"),
        technical=words("digest", "code_digest", "sitting", "wrong_codes"),
    ),
    Holding(_MOVED, _MOVED.referral_id, parent=_REFERRAL, why_not="its place in a move of many referrals"),
    Holding(
        referrals.ReferralPause,
        referrals.ReferralPause.referral_id,
        parent=_REFERRAL,
        free=words("reason"),
        technical=words("stay"),
    ),
    _ITEM,
    Holding(
        ItemAttendance,
        ItemAttendance.item_id,
        parent=_ITEM,
        why_not="who sat at the table, told in the minutes",
    ),
    Holding(
        ItemDraft,
        ItemDraft.item_id,
        parent=_ITEM,
        why_not="being typed, sealed for its author, gone after a day",
    ),
    Holding(
        MinutesAddition, MinutesAddition.item_id, parent=_ITEM, free=words("text"), technical=words("item_id")
    ),
    Holding(
        Action,
        Action.item_id,
        parent=_ITEM,
        free=words("remark"),
        technical=words("task_id", "closed_at_meeting_id"),
    ),
    Holding(
        Task,
        Task.case_id,
        free=words("text", "postponed_reason", "asked_reason"),
        codes={"kind": "task"},
        technical=words("raised_at_step", "cancelled_at_step"),
    ),
    Holding(Message, Message.case_id, why_not="tells an employee that something waits; it stands above"),
    Holding(CaseContact, CaseContact.case_id, free=words("reason")),
    Holding(
        referrals.ReferralTask,
        referrals.ReferralTask.referral_id,
        parent=_REFERRAL,
        why_not="which tasks a referral has raised; the tasks are told themselves",
    ),
    Holding(CaseParty, CaseParty.case_id, technical=words("added_at_step", "turned_at_step")),
    Holding(CaseLink, CaseLink.case_id),
    Holding(LegalHold, LegalHold.case_id, free=words("reason")),
    Holding(CaseLink, CaseLink.other_id, why_not="the same links, seen from the other case"),
    Holding(BreachCase, BreachCase.case_id, why_not="the register of breaches is told on its own"),
    Holding(ReadingList, ReadingList.case_id, why_not="follows from the grants, for quick lists"),
    Holding(AnswerPart, AnswerPart.case_id, why_not="a sealed copy of what the answer itself tells"),
)
_REQUEST = Holding(
    RightsRequest,
    RightsRequest.resident_id,
    free=words("words", "extended_reason", "reason", "recipient"),
    technical=words("task_id", "parts_total", "parts_done", "gathered_at", "digest", "staff_named"),
)
OF_A_RESIDENT: Sequence[Holding] = (
    Holding(
        Resident,
        Resident.id,
        technical=words("sort_name", "cpr_index", "household_id", "fictional"),
    ),
    Holding(
        ResidentProtection,
        ResidentProtection.resident_id,
        free=words("reason"),
        technical=words("set_by", "ended_by"),
    ),
    Holding(
        Restriction,
        Restriction.resident_id,
        free=words("reason", "lifted_because"),
        technical=words("set_by", "lifted_by"),
    ),
    Holding(RestrictionUse, RestrictionUse.resident_id, free=words("reason"), technical=words("user_id")),
    Holding(IdentityOpening, IdentityOpening.resident_id, free=words("reason"), technical=words("user_id")),
    Holding(
        ImportedResident,
        ImportedResident.resident_id,
        why_not="the row of a file from which she was registered",
    ),
    Holding(ResidentToken, ResidentToken.resident_id, why_not="the words of the name again, for searching"),
    _REQUEST,
    Holding(
        AnswerPart,
        AnswerPart.request_id,
        parent=_REQUEST,
        why_not="a sealed copy of what the answer itself tells",
    ),
    Holding(
        Passage, Passage.request_id, parent=_REQUEST, why_not="what was decided about passages of an answer"
    ),
)
HOLDINGS = (*OF_A_CASE, *OF_A_RESIDENT)
# Tables with a way to a case or a resident that no holding covers, and why that is right.
ASIDE: Mapping[str, str] = {
    "erasure": "the number of the case, the rule and who decided; what stays when the case has gone",
    "event": "told event by event, and kept at erasure: ids and codes only, chained",
    "read_entry": "told as who has read; at erasure its words are blanked",
}
