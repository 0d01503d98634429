"""The administrator's blueprint: organisations hang their pages on it here, accounts theirs from above."""

from flask import Blueprint

bp = Blueprint("administration", __name__, url_prefix="/admin")
