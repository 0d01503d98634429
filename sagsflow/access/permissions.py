"""Every permission there is, each with the sentence that docs/permissions.md prints."""

from enum import Enum


class Permission(Enum):
    """A permission is (stored name, what it lets its holder do); rows of cases are narrowed further by the grant ledger."""

    CASE_READ = ("case:read", "See the cases, or parts of cases, that a live grant opens to one's unit.")
    CASE_OPEN = ("case:open", "Open a new case for a resident of one's own unit.")
    CASE_IMPORT = (
        "case:import",
        "Read residents and cases of one's own unit in from a spreadsheet, where one may open such cases by hand; and undo it.",
    )
    CASE_EDIT = ("case:edit", "Write goals, parties, agreements and links on a case of one's own unit.")
    CASE_MOVE = ("case:move", "Take the steps that the pathway gives one's role.")
    CASE_ASSIGN = ("case:assign", "Give a case to another owner in the unit.")
    CASE_PRINT = (
        "case:print",
        "Print the person summary of a case that one may see; recipient and purpose are logged.",
    )
    CASE_EMERGENCY = (
        "case:emergency",
        "Open a support case without a grant in an emergency, with a reason, for 24 hours, to look only; others are told.",
    )
    NOTE_READ = ("note:read", "Read the notes whose topic a grant covers.")
    NOTE_WRITE = ("note:write", "Write notes on a case that one may see.")
    RESIDENT_READ = ("resident:read", "Search and see residents of one's own unit.")
    RESIDENT_WRITE = ("resident:write", "Register residents and households, and correct them.")
    RESIDENT_PROTECT = (
        "resident:protect",
        "Mark a resident of one's own unit as protected, and take the mark off; register one who resembles a protected one.",
    )
    CPR_SHOW = ("cpr:show", "Show a personal number in full, for a stated purpose, logged.")
    CONSENT_RECORD = ("consent:record", "Record and withdraw a resident's consent.")
    LEGAL_BASIS_STATE = (
        "legal_basis:state",
        "State a basis in law on which one's own unit may see a case that it takes part in.",
    )
    OUTREACH_LOG = (
        "outreach:log",
        "Keep the log of whom one's unit met before there was a case: counts, places and days, no names.",
    )
    ACTIVITY_READ = (
        "activity:read",
        "See the activities that are planned, held or cancelled, and how many came; they hold no case data.",
    )
    ACTIVITY_WRITE = (
        "activity:write",
        "Plan activities, answer proposals, write down how many came; see everything about activities.",
    )
    ACTIVITY_OWN = (
        "activity:own",
        "The same for the activities of one's own unit; see those in which it is a partner.",
    )
    ACTIVITY_COMMENT = (
        "activity:comment",
        "See, comment on and propose activities in the areas that one's unit speaks for.",
    )
    OFFER_READ = (
        "offer:read",
        "Look in the service directory: what partners offer, to whom, and whether there is room.",
    )
    REFERRAL_SEND = ("referral:send", "Send a referral and take it back.")
    REFERRAL_ANSWER = ("referral:answer", "Accept or decline a referral that was sent to one's unit.")
    TASK_DO = ("task:do", "See and finish the tasks of oneself and one's unit.")
    TEAM_READ = ("team:read", "See the tasks and deadlines of everybody in the unit.")
    MEETING_READ = ("meeting:read", "See the meetings one takes part in, masked as consent allows.")
    MEETING_RUN = ("meeting:run", "Call meetings, put cases on the agenda and record decisions.")
    VOLUNTEER_READ = (
        "volunteer:read",
        "See the citizenship cases of one's unit, kept apart from support cases.",
    )
    VOLUNTEER_WRITE = ("volunteer:write", "Open and move citizenship cases.")
    FIGURES_READ = ("figures:read", "See aggregate figures with small cells suppressed.")
    FIGURES_AREA = (
        "figures:area",
        "See aggregate figures of the areas that one's unit speaks for, with small cells suppressed.",
    )
    PLAN_KEEP = (
        "plan:keep",
        "Write the goals, milestones and money of the plan, and close its quarters; no case content.",
    )
    WORKFLOW_READ = ("workflow:read", "See the pathways themselves; they hold no personal data.")
    RIGHTS_ANSWER = (
        "rights:answer",
        "Answer what residents of one's own unit ask for: gather, review and hand out what is held about them.",
    )
    RETENTION_REVIEW = (
        "retention:review",
        "See by number which closed cases are due to be erased; propose, approve and hold back, never alone.",
    )
    LOG_READ = ("log:read", "See who opened what.")
    LOG_REVIEW = ("log:review", "Review the monthly sample of the read log.")
    STAFF_LEAD = (
        "staff:lead",
        "Confirm roles and resets, note declarations of confidentiality and name deputies in one's own unit; never one's own.",
    )
    BREACH_KEEP = ("breach:keep", "Keep the register of breaches of personal data.")
    ADMINISTER = ("administer", "Keep organisations, units, users and memberships; no case content.")

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
