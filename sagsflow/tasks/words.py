"""The kinds of tasks; `templates/words/tasks.html` has the words of each, and a test holds pathways and words to this list."""

OWN = "own"
KINDS = (
    OWN,
    "invite_parties",
    "follow_up",
    "call_resident",
    "confirm_reception",
    "renew_consent",
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
)
