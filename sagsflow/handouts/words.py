"""The kinds of task as they are said to a resident; `templates/print/my_plan/words.html` has the words of each."""

from collections.abc import Mapping

from flask import current_app

from sagsflow.handouts.plan import FOR_THE_RESIDENT


def said_to_the_resident() -> Mapping[str, str]:
    """Every kind in the reader's language."""
    words = current_app.jinja_env.get_template("print/my_plan/words.html").make_module()
    return {kind: str(words.step(kind)) for kind in sorted(FOR_THE_RESIDENT)}  # type: ignore[attr-defined]  # a macro
