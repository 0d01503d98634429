"""The pages of the consent register: of one case, and those near their end in all of one's cases."""

from flask import Blueprint

from sagsflow.consents import words
from sagsflow.consents.routes import changing, legal_basis, near_end, printing, register

bp = Blueprint("consents", __name__)
bp.add_app_template_filter(words.word, "consent_word")

for module in (register, changing, printing, near_end, legal_basis):
    module.add_to(bp)
