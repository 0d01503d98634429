"""The kinds of tasks; `templates/words/tasks.html` has the words of each, and a test holds pathways and words to this list."""

from collections.abc import Mapping

from flask import current_app
from flask_babel import force_locale

from sagsflow.web.language import PoDomain

OWN = "own"
KINDS = (
    OWN,
    "invite_parties",
    "follow_up",
    "call_resident",
    "confirm_reception",
    "renew_consent",
    "get_consent",
    "consent_expires",
    "ask_young_person",
    "of_age",
    "legal_basis_stated",
    "legal_basis_ends",
    "legal_basis_over",
    "handed_back",
    "decision",
    "overdue",
    "carry_out_plan",
    "check_own_agreements",
    "find_another_way",
    "first_conversation",
    "answer_application",
    "contact_at_once",
    "await_receipt",
    "look_at_emergency",
    "report_breach",
    "answer_request",
    "answer_own_part",
    "renew_declaration",
    "review_retention",
    "answer_referral",
    "referral_unanswered",
    "look_at_waiting_list",
    "decide_refusal",
    "decide_no_answer",
    "referral_overdue",
    "referral_changed",
)


def in_words(language: str) -> Mapping[str, str]:
    """Every kind in words, for paper. Works in a request and in a bare application context."""
    template = current_app.jinja_env.get_template("words/tasks.html")
    with force_locale(language):
        PoDomain().as_default()
        words = template.make_module()
        return {kind: str(words.task_words(kind)) for kind in KINDS}  # type: ignore[attr-defined]  # a macro of it
