"""Every list as a file."""

from sagsflow.exports.routes import gatherings, lists, registers
from sagsflow.exports.routes.sending import bp

__all__ = ["bp", "gatherings", "lists", "registers"]
