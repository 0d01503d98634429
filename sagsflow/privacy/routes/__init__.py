"""The pages of the residents' rights."""

from flask import Blueprint

from sagsflow.privacy import words
from sagsflow.privacy.routes import answering, breaches, looking, noting, retaining, reviewing

bp = Blueprint("privacy", __name__, url_prefix="/rights")
bp.add_app_template_filter(words.word, "rights_word")
bp.add_app_template_filter(words.passage_title, "passage_title")

for part in (looking, noting, reviewing, answering):
    part.add_to(bp)

BLUEPRINTS = (bp, retaining.bp, breaches.bp)
