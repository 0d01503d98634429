"""Puts the application together: the table of contents, and the only place where features meet upwards."""

import structlog
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from config import Settings
from sagsflow import features
from sagsflow.access import wall
from sagsflow.accounts import homes, second_factor
from sagsflow.accounts.demo import refuse_demo_accounts
from sagsflow.cases import pathways as publishing
from sagsflow.core import migrate
from sagsflow.core.calendar import WorkingCalendar
from sagsflow.core.clock import Clock, SystemClock
from sagsflow.core.database import Database
from sagsflow.engine.library import Library
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS
from sagsflow.files.keys import KEYS as FILE_KEYS
from sagsflow.files.keys import FileKeys
from sagsflow.meetings.service import drafts
from sagsflow.privacy import sealing
from sagsflow.residents import cpr
from sagsflow.web import (
    banners,
    columns,
    database,
    errors,
    filters,
    guard,
    headers,
    language,
    navigation,
    patterns,
    readlog,
    sessions,
    submissions,
    uploads,
)
from sagsflow.web import drafts as typed_drafts
from sagsflow.web.platform import EXTENSION, Platform

MAX_REQUEST_BYTES = 4 * 1024 * 1024


def create_platform(settings: Settings, *, clock: Clock | None = None) -> Platform:
    """Everything below the web; the command line stands on it too."""
    keys = LogKeys.derive(settings.secret)
    info = {
        KEYS: keys,
        cpr.KEYS: cpr.CprKeys.derive(settings.secret),
        second_factor.KEYS: second_factor.FactorKeys.derive(settings.secret),
        homes.KEYS: homes.HomeKeys.derive(settings.secret),
        sealing.KEYS: sealing.PrivacyKeys.derive(settings.secret),
        drafts.KEYS: drafts.DraftKeys.derive(settings.secret),
        typed_drafts.KEYS: typed_drafts.DraftKeys.derive(settings.secret),
        FILE_KEYS: FileKeys.derive(settings.secret),
    }
    standing = Platform(
        settings=settings,
        database=Database(settings.database_url, session_info=info),
        clock=clock or SystemClock(),
        log_keys=keys,
        calendar=WorkingCalendar(settings.closed_days),
        library=Library.from_folder(settings.workflows),
    )
    features.connect(standing)
    return standing


def create_app(settings: Settings, *, clock: Clock | None = None, testing: bool = False) -> Flask:
    """Raises UndeclaredRoute when a route says nothing of who may call it."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    app = Flask("sagsflow", template_folder=str(settings.templates), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        TESTING=testing,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions[EXTENSION] = create_platform(settings, clock=clock)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["demo"] = settings.is_demo
    database.init_app(app)
    features.sign_in(app)
    language.init_app(app)
    sessions.init_app(app)
    guard.init_app(app)
    uploads.init_app(app)
    CSRFProtect(app)
    for part in (submissions, filters, columns, patterns, errors, headers, navigation, banners, readlog):
        part.init_app(app)
    features.register(app)
    guard.require_declared_routes(app)
    return app


class NotReady(RuntimeError):
    """The database is not what this version of the program serves; the message says what to do."""


def require_ready(standing: Platform) -> None:
    """Before anything is served: the schema is the newest, every pathway is published unchanged, no demo in production.

    Raises NotReady, WorkflowFileError for a published file that was changed, or DemoAccounts.
    """
    if not migrate.is_current(standing.database):
        raise NotReady("the database is not migrated; run `sagsflow db upgrade` first")
    with standing.database.read() as db:
        if publishing.unpublished(db, standing.library):
            raise NotReady("there are new pathways; run `sagsflow db upgrade` to put them to use")
        refuse_demo_accounts(db, standing.settings)
        if standing.settings.wall and not wall.stand(db.connection(), features.WALLS):
            raise NotReady(
                "the second wall does not stand as it should; run `sagsflow db upgrade` to raise it"
            )
