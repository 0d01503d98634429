"""The features: their routes, their places in the menu, and what they register with the features below them."""

from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _l

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import login
from sagsflow.accounts import routes as account_routes
from sagsflow.activities import cleaning as activity_cleaning
from sagsflow.activities import hooks as activity_hooks
from sagsflow.activities import routes as activity_routes
from sagsflow.activities import telling as activity_telling
from sagsflow.activities.policy import READERS as ACTIVITY_READERS
from sagsflow.activities.service import leaving as activity_leaving
from sagsflow.batches import printing as batch_printing
from sagsflow.batches import routes as batch_routes
from sagsflow.board import routes as board_routes
from sagsflow.cases import consenting, for_residents, walls, words
from sagsflow.cases import effects as case_effects
from sagsflow.cases import hooks as case_hooks
from sagsflow.cases import routes as case_routes
from sagsflow.cases import telling as case_telling
from sagsflow.cases.queries.refs import refs_of
from sagsflow.cases.service import for_tasks, nearing, warning
from sagsflow.cases.service import leaving as case_leaving
from sagsflow.consents import duties as consent_duties
from sagsflow.consents import routes as consent_routes
from sagsflow.directory import panel as directory_panel
from sagsflow.directory import routes as directory_routes
from sagsflow.directory.importing import service as directory_lists
from sagsflow.documents import panel as document_panel
from sagsflow.documents import routes as document_routes
from sagsflow.emergency import routes as emergency_routes
from sagsflow.exports import routes as export_routes
from sagsflow.gallery import routes as gallery_routes
from sagsflow.handouts import panel as handout_panel
from sagsflow.handouts import routes as handout_routes
from sagsflow.imports import routes as import_routes
from sagsflow.imports import work as import_work
from sagsflow.imports.hooks import HOOKS as IMPORTS
from sagsflow.jobs import cleaning, sealing
from sagsflow.jobs import routes as job_routes
from sagsflow.jobs.registry import Duties, together
from sagsflow.measures import panel as measure_panel
from sagsflow.measures import routes as measure_routes
from sagsflow.meetings import effects as meeting_effects
from sagsflow.meetings import enclosing as meeting_enclosing
from sagsflow.meetings import guards as meeting_guards
from sagsflow.meetings import invitations
from sagsflow.meetings import routes as meeting_routes
from sagsflow.meetings.service import drafts as meeting_drafts
from sagsflow.meetings.service import leaving as meeting_leaving
from sagsflow.messages import cleaning as message_cleaning
from sagsflow.messages import kinds, post
from sagsflow.messages import routes as message_routes
from sagsflow.messages import shell as message_shell
from sagsflow.messages.hooks import HOOKS as MESSAGE_HOOKS
from sagsflow.myday import routes as myday_routes
from sagsflow.organisations import administration
from sagsflow.organisations import routes as _organisation_routes  # noqa: F401 - adds its views to administration
from sagsflow.outreach import panel as outreach_panel
from sagsflow.outreach import routes as outreach_routes
from sagsflow.overview import behind, keeping, of_areas
from sagsflow.overview import routes as overview_routes
from sagsflow.overview.source.at_hand import gone_at_hand
from sagsflow.privacy import panels as privacy_panels
from sagsflow.privacy import routes as privacy_routes
from sagsflow.privacy.service import gathering, retaining, undoing
from sagsflow.referrals import duties as referral_duties
from sagsflow.referrals import effects as referral_effects
from sagsflow.referrals import panel as referral_panel
from sagsflow.referrals import queries as referral_queries
from sagsflow.referrals import routes as referral_routes
from sagsflow.referrals import telling as referral_telling
from sagsflow.residents import freetext, showing
from sagsflow.residents import routes as resident_routes
from sagsflow.review import panel as review_panel
from sagsflow.review import routes as review_routes
from sagsflow.review import telling as review_telling
from sagsflow.tasks import escalating, renewals
from sagsflow.tasks import hooks as task_hooks
from sagsflow.tasks import leaving as task_leaving
from sagsflow.tasks import routes as task_routes
from sagsflow.tasks import telling as task_telling
from sagsflow.tasks.escalating import Escalation
from sagsflow.web import banners, navigation
from sagsflow.web.navigation import Place
from sagsflow.web.platform import Platform

CASE_PAGE, STEP_PAGE = "cases.show", "cases.move"
WALLS = (*walls.WALLS, walls.shareable("document"))


def connect(platform: Platform) -> None:
    """What the features lend one another below the web; the command line stands on it too."""
    case_effects.register(platform)
    for_tasks.register(CASE_PAGE)
    consenting.connect(CASE_PAGE, STEP_PAGE, platform)
    referral_effects.register(platform)
    meeting_effects.register()
    case_hooks.HOOKS.facts["meetings"] = meeting_guards.FACTS
    case_hooks.HOOKS.gone = gone_at_hand
    case_hooks.HOOKS.behind = partial(behind.asked, library=platform.library)
    referral_panel.register(platform)
    document_panel.register()
    handout_panel.register()
    directory_panel.register()
    outreach_panel.register()
    measure_panel.register()
    review_panel.register()
    undoing.register(IMPORTS)
    MESSAGE_HOOKS.case_refs = refs_of
    MESSAGE_HOOKS.enclosures |= meeting_enclosing.ENCLOSURES
    kinds.register(*MESSAGE_KINDS)
    activity_hooks.HOOKS.figures_of_areas = partial(of_areas.figures_of_areas, library=platform.library)
    activity_hooks.HOOKS.watch_for = lambda db, actor: freetext.watch_for(db, actor, None)
    for leaving in (case_leaving, task_leaving, meeting_leaving, activity_leaving):
        leaving.register()


def duties(platform: Platform) -> Duties:
    """What the worker can do, and what comes round by itself."""
    handlers = together(
        cleaning.HANDLERS,
        sealing.HANDLERS,
        consent_duties.HANDLERS,
        gathering.HANDLERS,
        retaining.handlers(platform.library),
        meeting_drafts.HANDLERS,
        referral_duties.handlers(platform),
        {warning.JOB: warning.warn_of_passed},
        {nearing.JOB: nearing.Nearing(platform.calendar).tell},
        message_cleaning.HANDLERS,
        activity_cleaning.HANDLERS,
        review_telling.HANDLERS,
        post.handlers(platform),
        directory_lists.HANDLERS,
        keeping.Keeping(platform.library, platform.settings.figures_kept_from).handlers(),
        batch_printing.HANDLERS,
        import_work.handlers(platform),
        {renewals.JOB: renewals.ask_for_renewal},
        Escalation(dict(platform.settings.escalate_after), platform.calendar).handlers(),
    )
    own = (sealing.ROUND, consent_duties.ROUND, warning.ROUND, renewals.ROUND, meeting_drafts.ROUND)
    rounds = (
        *cleaning.ROUNDS,
        batch_printing.ROUND,
        import_work.ROUND,
        escalating.ROUND,
        nearing.ROUND,
        message_cleaning.ROUND,
        activity_cleaning.ROUND,
        review_telling.ROUND,
        *own,
        referral_duties.ROUND,
        keeping.ROUND,
        *gathering.ROUNDS,
        *retaining.ROUNDS,
    )
    return Duties(handlers, rounds)


def sign_in(app: Flask) -> None:
    """Signing in comes first: language and guard ask who is there."""
    login.init_app(app)


def register(app: Flask) -> None:
    """The routes, the words that templates share, and the places in the menu."""
    words.init_app(app)
    batch_printing.PRINTING.stand_on(app)
    showing.init_app(app)
    for_residents.register()
    task_hooks.HOOKS.places |= emergency_routes.TASK_PLACE
    task_hooks.HOOKS.done_at["referrals.show"] = referral_queries.of_task
    banners.register(app, emergency_routes.BANNER)
    task_hooks.HOOKS.places |= privacy_panels.TASK_PLACE | privacy_routes.breaches.TASK_PLACE
    privacy_panels.register()
    message_shell.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    navigation.register(app, *PLACES)


# What people can be told, in the order in which they choose.
MESSAGE_KINDS = (
    *task_telling.KINDS,
    *case_telling.KINDS,
    *referral_telling.KINDS,
    *invitations.KINDS,
    review_telling.REVIEW_DRAWN,
    *activity_telling.KINDS,
)
BLUEPRINTS = (
    *account_routes.BLUEPRINTS,
    administration.bp,
    job_routes.bp,
    message_routes.bp,
    resident_routes.bp,
    task_routes.bp,
    *case_routes.BLUEPRINTS,
    consent_routes.bp,
    *referral_routes.BLUEPRINTS,
    directory_routes.bp,
    activity_routes.bp,
    outreach_routes.bp,
    measure_routes.bp,
    document_routes.bp,
    handout_routes.bp,
    meeting_routes.bp,
    overview_routes.bp,
    board_routes.bp,
    export_routes.bp,
    emergency_routes.bp,
    review_routes.bp,
    *privacy_routes.BLUEPRINTS,
    myday_routes.bp,
    batch_routes.bp,
    import_routes.bp,
    gallery_routes.bp,
)
PLACES = (
    Place(_l("My day"), "myday.index", order=10),
    Place(_l("Cases"), "cases.index", frozenset({P.CASE_READ}), order=20),
    Place(_l("Citizenship"), "cases.citizenship", frozenset({P.VOLUNTEER_READ}), order=21),
    Place(_l("Referrals"), "referrals.index", frozenset({P.REFERRAL_ANSWER}), order=22),
    Place(_l("Move all referrals"), "referrals.moves", frozenset({P.REFERRAL_SEND}), order=24, seldom=True),
    Place(_l("Contact log"), "outreach.index", frozenset({P.OUTREACH_LOG}), order=26, seldom=True),
    Place(_l("Service directory"), "directory.index", frozenset({P.OFFER_READ}), order=23, seldom=True),
    Place(
        _l("Consents"),
        "consents.near_end",
        frozenset({P.CONSENT_RECORD, P.VOLUNTEER_WRITE}),
        order=24,
        seldom=True,
    ),
    Place(_l("Legal basis"), "consents.bases", frozenset({P.LEGAL_BASIS_STATE}), order=24, seldom=True),
    Place(_l("Residents"), "residents.index", frozenset({P.RESIDENT_READ}), order=25),
    Place(_l("Meetings"), "meetings.index", frozenset({P.MEETING_READ}), order=30),
    Place(_l("Activities"), "activities.index", frozenset(ACTIVITY_READERS), order=32),
    Place(_l("Many papers"), "batches.index", frozenset({P.CASE_PRINT}), order=64, seldom=True),
    Place(
        _l("Read in residents and cases"), "imports.index", frozenset({P.CASE_IMPORT}), order=64, seldom=True
    ),
    Place(_l("Overview"), "overview.index", frozenset({P.FIGURES_READ}), order=60),
    Place(_l("Figures of your areas"), "overview.areas", frozenset({P.FIGURES_AREA}), order=60),
    Place(_l("The plan"), "board.index", frozenset({P.FIGURES_READ}), order=61, seldom=True),
    Place(
        _l("Residents' rights"),
        "privacy.index",
        frozenset({P.RIGHTS_ANSWER, P.RETENTION_REVIEW}),
        order=65,
        seldom=True,
    ),
    Place(_l("Read log"), "review.index", frozenset({P.LOG_READ}), order=66, seldom=True),
    Place(_l("Pathways"), "pathways.index", frozenset({P.WORKFLOW_READ}), order=70),
    Place(_l("Staff"), "staff.index", frozenset({P.ADMINISTER, P.STAFF_LEAD}), order=75, seldom=True),
    Place(
        _l("Emergency access"),
        "emergency.index",
        frozenset({P.CASE_EMERGENCY, P.LOG_REVIEW}),
        order=75,
        seldom=True,
    ),
    Place(_l("Breaches"), "breaches.index", frozenset({P.BREACH_KEEP}), order=76, seldom=True),
    Place(_l("Administration"), "administration.index", frozenset({P.ADMINISTER}), order=80),
)
