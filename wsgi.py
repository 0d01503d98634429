"""The application as a WSGI server loads it."""

from config import Settings
from sagsflow.app import create_app, require_ready
from sagsflow.web.platform import EXTENSION

application = create_app(Settings.from_environment())
require_ready(application.extensions[EXTENSION])
