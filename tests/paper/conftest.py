"""What pages need to be put together: an application with the templates, the words and the filters, and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask

from config import ROOT
from sagsflow.web import filters, language


@pytest.fixture
def words() -> Iterator[Flask]:
    """A bare application context, as the command line has it."""
    app = Flask("sagsflow", template_folder=str(ROOT / "templates"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.init_app(app)
    filters.init_app(app)
    with app.app_context():
        yield app
