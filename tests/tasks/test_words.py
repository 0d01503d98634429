"""Every task that a pathway can raise has words, in both languages."""

import pytest
from flask import Flask

from config import Settings
from sagsflow.engine.library import Library
from sagsflow.tasks.words import KINDS, in_words


def test_every_kind_of_task_that_a_pathway_names_is_known() -> None:
    library = Library.from_folder(Settings.from_environment({}).workflows)
    steps = [step for definition in library.all_latest() for step in definition.transitions]
    named = {str(use.params["kind"]) for step in steps for use in step.effects if use.name == "task"}
    assert named
    assert named <= set(KINDS)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_every_kind_has_words_of_its_own_in_both_languages(app: Flask) -> None:
    with app.app_context():
        danish, english = in_words("da"), in_words("en")
    assert all(danish.values())
    assert len(set(english.values())) == len(KINDS)
    assert [kind for kind in KINDS if danish[kind] == english[kind]] == []
