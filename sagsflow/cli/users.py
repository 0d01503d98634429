"""Commands about people: the first administrator is made here, the others in the application."""

from datetime import date

import click
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.roles import Role
from sagsflow.accounts import queries as accounts
from sagsflow.accounts import service
from sagsflow.accounts.models import Standing
from sagsflow.accounts.service import NewMembership, NewUser
from sagsflow.app import require_ready
from sagsflow.cli import console
from sagsflow.cli.standing import open_platform
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.dates import parse_date
from sagsflow.core.errors import NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.web.platform import Platform

PASSWORD_PAGE = "/password?code="  # noqa: S105 - an address, not a secret


@click.group()
def user() -> None:
    """The people who sign in."""


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    day = parse_date(value) if value else None
    if value and day is None:
        raise click.BadParameter("write it as 14.05.2026 or 2026-05-14")
    return day


@user.command()
@click.option("--login", required=True, help="What the person signs in with, most often her work address.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--title", help="What she is, in a few words.")
@click.option(
    "--unit",
    "unit_code",
    required=True,
    help="The code of the unit where she works (see `sagsflow user units`).",
)
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What she does for the unit.",
)
@click.option(
    "--declaration",
    callback=_day,
    help="The day she signed the declaration of confidentiality; without it she sees no case.",
)
@click.option("--language", type=click.Choice(["da", "en"]), default="da", show_default=True)
def create(
    *,
    login: str,
    name: str,
    title: str | None,
    unit_code: str,
    role: str,
    declaration: date | None,
    language: str,
) -> None:
    """Make a user with one role in one unit, and print the link with which she chooses her password.

    The link works once, for seven days. It is all that is needed to sign in as her: hand it over in person.
    """
    with open_platform() as platform:
        require_ready(platform)
        new = NewUser(login=login, name=name, title=title, language=language)
        link = _create(platform, new, unit_code, Role(role), declaration)
        click.echo(address_of(platform.settings) + PASSWORD_PAGE + link.token)


@user.command(name="reset-second-factor")
@click.option("--login", required=True, help="Whose; she sets up a phone at her next sign-in.")
def reset_second_factor(*, login: str) -> None:
    """Let a person who has lost her phone and her recovery codes set up a new one.

    For the one administrator of an installation. Others ask in the application, where somebody else confirms it.
    """
    with open_platform() as platform:
        require_ready(platform)
        with platform.database.write() as db:
            person = accounts.find_by_login(db, login)
            if person is None:
                raise click.ClickException(f"nobody signs in as {login}")
            service.reset_factor(db, person, actor=None, at=platform.clock.now())
        console.say(f"{person.login} is signed out, and sets up a phone at the next sign-in.")


@user.command(name="confirm-roles")
@click.option("--login", required=True, help="Whose roles.")
def confirm_roles(*, login: str) -> None:
    """Confirm the roles that wait, where there is nobody else who could.

    For the one administrator of an installation. Others are confirmed in the application, under Medarbejdere.
    """
    with open_platform() as platform:
        require_ready(platform)
        at = platform.clock.now()
        with platform.database.write() as db:
            person = accounts.find_by_login(db, login)
            held = [row for row in person.memberships if row.standing is Standing.WAITING] if person else []
            for row in held:
                service.confirm_membership(db, row.id, actor=None, at=at)
        console.say(f"{len(held)} roles confirmed.")


@user.command()
def units() -> None:
    """List the units with their codes."""
    with open_platform() as platform, platform.database.read() as db:
        found = organisations.all_units(db)
        for unit in found:
            click.echo(f"{unit.code}\t{unit.name}\t{unit.organisation.name}")
        if not found:
            console.say("There are no units yet. Make them in the application, or load the demo.")


def _create(
    platform: Platform, new: NewUser, unit_code: str, role: Role, declaration: date | None
) -> service.Link:
    at = platform.clock.now()
    with platform.database.write() as db:
        unit = _unit(db, unit_code)
        person = service.create_user(db, new, actor=None, at=at)
        membership = NewMembership(person.id, unit.id, role, valid_from=copenhagen_date(at))
        service.grant_membership(db, membership, actor=None, at=at)
        if declaration is not None:
            service.sign_declaration(db, person, on=declaration, actor=None, at=at)
        return service.make_link(db, person, actor=None, at=at)


def _unit(db: Session, code: str) -> Unit:
    try:
        return organisations.unit_by_code(db, code)
    except NotFound:
        raise click.ClickException(f"no unit has the code {code}; `sagsflow user units` lists them") from None


def address_of(settings: Settings) -> str:
    """Where the application answers, as people type it."""
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


COMMANDS = (user,)
