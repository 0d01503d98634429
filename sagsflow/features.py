"""The features: their routes, their places in the menu, and what they register with the features below them."""

from flask import Flask

from sagsflow.accounts import login


def sign_in(app: Flask) -> None:
    """Signing in comes first: language and guard ask who is there."""
    login.init_app(app)


def register(app: Flask) -> None:
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
