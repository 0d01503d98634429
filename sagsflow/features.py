"""The features: their routes, their places in the menu, and what they register with the features below them."""

from flask import Flask

from sagsflow.accounts import login
from sagsflow.cases import consenting
from sagsflow.cases import effects as case_effects
from sagsflow.referrals import effects as referral_effects
from sagsflow.web.platform import Platform

CASE_PAGE = "cases.show"


def connect(platform: Platform) -> None:
    """What the features lend one another below the web; the command line stands on it too."""
    case_effects.register(platform)
    consenting.connect(CASE_PAGE)
    referral_effects.register(platform)


def sign_in(app: Flask) -> None:
    """Signing in comes first: language and guard ask who is there."""
    login.init_app(app)


def register(app: Flask) -> None:
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
