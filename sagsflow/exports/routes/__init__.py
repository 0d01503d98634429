"""Every list as a file."""

from sagsflow.exports.routes import lists, registers
from sagsflow.exports.routes.sending import bp

__all__ = ["bp", "lists", "registers"]
