"""Tests of access begin with one person of every role."""

import pytest
from flask import Flask

from sagsflow.web.sessions import SECURE_NAME
from tests.access.town import TOWNSFOLK, session_of
from tests.cast import Cast, Visit, cast
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

__all__ = ["cast", "starting_point", "visit"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWNSFOLK


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    """`visit("rita")`: a browser of her own in which she is signed in."""

    def as_one(login: str) -> Visitor:
        client = app.test_client()
        assert isinstance(client, Visitor)
        token = session_of(cast.database, login, cast.at)
        client.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)
        return client

    return as_one
