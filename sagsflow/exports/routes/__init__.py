"""Every list as a file."""

from sagsflow.exports.routes import gatherings, in_hand, lists, registers, staff
from sagsflow.exports.routes.sending import bp

__all__ = ["bp", "gatherings", "in_hand", "lists", "registers", "staff"]
