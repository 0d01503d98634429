"""Commands that stay: the web server and the worker, each ending cleanly when told to."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress.server import BaseWSGIServer, create_server

from config import Settings
from sagsflow.app import create_app, require_ready
from sagsflow.cli import console
from sagsflow.cli.reading import StrictChannel
from sagsflow.cli.standing import make_folder, raise_wall
from sagsflow.core import migrate
from sagsflow.demo import past
from sagsflow.demo.service import DemoResult, load
from sagsflow.features import duties
from sagsflow.jobs.worker import Worker, in_background
from sagsflow.paper import render
from sagsflow.web.platform import EXTENSION, Platform

# Some two pages' worth; the default of 700 collects thirty times a page.
NEW_OBJECTS_BEFORE_COLLECTING = 20_000


@click.command()
def serve() -> None:
    """Serve the application, with a worker beside it in the same process.

    Address, port and threads come from SAGSFLOW_HOST, SAGSFLOW_PORT and SAGSFLOW_THREADS. Ends with Ctrl-C or SIGTERM.
    """
    with application() as app:
        require_ready(platform_of(app))
        serve_until_stopped(app)


@click.command()
def demo() -> None:
    """Load the demo if there are no cases yet, serve it, and say who can sign in. Everybody in it is fictional.

    Migrates the database first. Refuses to run with SAGSFLOW_MODE=production.
    """
    with application() as app:
        platform = platform_of(app)
        if not platform.settings.is_demo:
            raise click.ClickException("the demo does not run with SAGSFLOW_MODE=production")
        make_folder(platform.database)
        migrate.upgrade(platform.database)
        raise_wall(platform)
        with console.progress("Loading the demo", None) as advance:
            loaded = load(platform, advance, earlier=past.live)
        serve_until_stopped(app, *_who_can_sign_in(loaded))


def _who_can_sign_in(loaded: DemoResult) -> Iterator[str]:
    yield f"Sign in with the password {loaded.password} as:"
    width = max(len(person.login) for person in loaded.logins)
    for person in loaded.logins:
        yield f"  {person.login:<{width}}  {person.name}, {person.title} ({person.good_for})"


@click.command()
def worker() -> None:
    """Do due work only: deadlines that pass, and cleaning. Run as many as you like; they share the work."""
    with application() as app:
        platform = platform_of(app)
        require_ready(platform)
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda _number, _frame: stop.set())
        console.say("The worker is at work. Ctrl-C ends it.")
        worker_of(platform).run(stop)
        console.say("The worker has ended.")


@contextmanager
def application() -> Iterator[Flask]:
    """The whole application, as the environment describes it."""
    app = create_app(Settings.from_environment())
    try:
        yield app
    finally:
        platform_of(app).database.dispose()


def platform_of(app: Flask) -> Platform:
    platform: Platform = app.extensions[EXTENSION]
    return platform


def worker_of(platform: Platform) -> Worker:
    return Worker(platform.database, platform.clock, duties(platform))


def serve_until_stopped(app: Flask, *greeting: str) -> None:
    """Answers requests until Ctrl-C or SIGTERM; what is being answered then is finished."""
    settings = platform_of(app).settings
    server = _bind(app, settings)
    signal.signal(signal.SIGTERM, _end)
    address = settings.public_url or f"http://{server.effective_host}:{server.effective_port}"
    for line in (*greeting, f"Sagsflow answers on {address} – Ctrl-C ends it."):
        click.echo(line)
    render.start()
    set_what_stays_aside()
    with in_background(worker_of(platform_of(app))):
        server.run()
    console.say("Sagsflow has ended.")


def set_what_stays_aside() -> None:
    """The program itself lives as long as the process; walking all of it took a fifth of every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_COLLECTING, *gc.get_threshold()[1:])


def _bind(app: Flask, settings: Settings) -> Any:
    BaseWSGIServer.channel_class = (
        StrictChannel  # there may be several servers, one for each address of a name
    )
    try:
        return create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            clear_untrusted_proxy_headers=not settings.trusted_proxies,
        )
    except OSError as taken:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({taken.strerror}); set SAGSFLOW_PORT to another one"
        ) from taken


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


COMMANDS = (demo, serve, worker)
