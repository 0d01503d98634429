"""What people are told about tasks: a task that was given to them by somebody else, or by the clock."""

from sagsflow.core.wording import N_
from sagsflow.messages.kinds import Kind
from sagsflow.messages.models import How

TASK_GIVEN = Kind(
    "task-given", N_("You have been given a task."), N_("A task is given to me"), "tasks.show", "task_id"
)
DEADLINE_PASSED = Kind(
    "deadline-passed",
    N_("A deadline on a case of yours has passed."),
    N_("A deadline of my cases has passed"),
    "tasks.show",
    "task_id",
)
CONSENT_ENDS = Kind(
    "consent-ends",
    N_("A consent or a basis in law on a case of yours needs you."),
    N_("A consent on my cases ends or must be renewed"),
    "tasks.show",
    "task_id",
    How.DAILY,
)
EMERGENCY = Kind(
    "emergency-opened",
    N_("A case has been opened in an emergency. Look at why."),
    N_("A case is opened in an emergency"),
    "tasks.show",
    "task_id",
    urgent=True,
)
BREACH = Kind(
    "breach-noted",
    N_("A breach of personal data has been noted. There are 72 hours to report it."),
    N_("A breach of personal data is noted"),
    "tasks.show",
    "task_id",
    urgent=True,
)
RIGHTS = Kind(
    "rights-asked",
    N_("A resident has asked for something that must be answered within a month."),
    N_("A resident asks about their rights"),
    "tasks.show",
    "task_id",
)
REFERRAL_BACK = Kind(
    "referral-back",
    N_("A referral has come back to you."),
    N_("A referral comes back"),
    "tasks.show",
    "task_id",
)
ASKED = Kind(
    "task-escalated",
    N_("A colleague asks you to look at a task."),
    N_("A colleague lays a task before me"),
    "tasks.show",
    "task_id",
)
LAID = Kind(
    "task-laid-before",
    N_("A task in your unit has been overdue for long. It is laid before you."),
    N_("A task has been overdue for long and is laid before me"),
    "tasks.show",
    "task_id",
)
KINDS = (TASK_GIVEN, ASKED, LAID, DEADLINE_PASSED, CONSENT_ENDS, REFERRAL_BACK, EMERGENCY, BREACH, RIGHTS)
_OF_TASKS = {
    "overdue": DEADLINE_PASSED,
    "renew_consent": CONSENT_ENDS,
    "consent_expires": CONSENT_ENDS,
    "ask_young_person": CONSENT_ENDS,
    "of_age": CONSENT_ENDS,
    "legal_basis_stated": CONSENT_ENDS,
    "legal_basis_ends": CONSENT_ENDS,
    "legal_basis_over": CONSENT_ENDS,
    "look_at_emergency": EMERGENCY,
    "report_breach": BREACH,
    "answer_request": RIGHTS,
    "answer_own_part": RIGHTS,
    "handed_back": REFERRAL_BACK,
    "decide_refusal": REFERRAL_BACK,
    "decide_no_answer": REFERRAL_BACK,
}


def kind_of(task_kind: str) -> Kind:
    """How somebody is told of a task of this kind."""
    return _OF_TASKS.get(task_kind, TASK_GIVEN)
