"""The blueprints of the account pages: one's own, and those of leaders for the people of their units."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
staff = Blueprint("staff", __name__, url_prefix="/staff")
