"""The application as a WSGI server loads it."""

from config import Settings
from sagsflow.app import create_app

application = create_app(Settings.from_environment())
