"""The examples in docs/workflows.md are workflows that load and are fit to be used, and its tables leave nothing out."""

import re
from pathlib import Path

from sagsflow.engine.check import check
from sagsflow.engine.loader import load_text
from sagsflow.engine.model import DECISION_CODES, FIELD_TYPES
from sagsflow.engine.registry import CONDITIONS, EFFECTS, GUARDS

PAGE = (Path(__file__).parents[2] / "docs" / "workflows.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_load_and_are_fit() -> None:
    assert EXAMPLES
    assert [check(load_text(text, "visit.yaml")) for text in EXAMPLES] == [[] for _ in EXAMPLES]


def test_every_name_a_file_may_use_is_documented() -> None:
    names = [*FIELD_TYPES, *DECISION_CODES, *GUARDS, *CONDITIONS, *EFFECTS]
    assert [name for name in names if name not in PAGE] == []
