"""A bad file is refused with its line, what is wrong and what would be right; a good one loads."""

from pathlib import Path

import pytest

from sagsflow.engine.loader import WorkflowFileError, load_file, load_text
from sagsflow.engine.model import Definition
from sagsflow.engine.schema import schema_text
from tests.engine.world import ALL, WORKFLOWS

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_text("utf-8")

# (what is changed, into what, the line that is named, what is said, what would be right)
LIMITED = "limits:\n  pay: {name: {da: Betal, en: Pay}, days: 14, after: note}\nfields:"
BROKEN = [
    ("version: 1", "vresion: 1", 2, "unknown key `vresion`", "did you mean `version`"),
    ("version: 1", "version: one", 2, "must be a whole number", ""),
    ("kind: case", "kind: cases", 3, "`cases` is not known here", "did you mean `case`"),
    ("initial: open", "initial: opne", 6, "no state `opne`", "did you mean `open`"),
    ("name: {da: Lille, en: Small}", "name: {da: Lille}", 4, "`en` is missing", "add `en: …`"),
    ("{da: Lille, en", "{da: Lille, men god, en", 4, "unknown key `men god`", "stands in quotes"),
    ("type: text", "type: txet", 8, "`txet` is not known here", "did you mean `text`"),
    ("type: date", "type: choice", 9, "type and choices do not fit", "lists its choices"),
    ("phase: intake", "fase: intake", 14, "unknown key `fase`", "did you mean `phase`"),
    ("ball: case_owner", "ball: case_onwer", 15, "`case_onwer` is not known", "did you mean `case_owner`"),
    ("working_days: 3", "workdays: 3", 16, "unknown key `workdays`", "did you mean `working_days`"),
    ("working_days: 3", "working_days: 3, days: 4", 16, "exactly one rule", ""),
    ("working_days: 3", "date_field: note", 16, "no date field `note`", "day"),
    ("working_days: 3", "working_days: 0", 16, "working_days", ""),
    ("result: done", "ball: case_owner", 17, "is final", ""),
    ("retention: P365D\n  stopped", "retention: 1 year\n  stopped", 21, "not the right form", "P730D"),
    ("result: withdrawn", "result: stopped", 11, "0 states are the end of `withdraw`", "result: withdrawn"),
    ("trigger: finish", "trigger: Finish", 28, "not the right form", "lower case"),
    ("from: open", "from: [open, closed]", 30, "`closed` is final", "drop it"),
    ("to: closed", "to: closd", 31, "no state `closd`", "did you mean `closed`"),
    ("who: [case_owner]", "who: [boss]", 32, "`boss` is not known", ""),
    ("requires: [note, day", "requires: [nota, day", 33, "no field `nota`", "did you mean `note`"),
    ("{party: unit}", "{party: note}", 34, "does not require a unit field `note`", "unit"),
    ("{party: unit}", "{party: unit, all: present}", 34, "exactly one rule", ""),
    ("{party: unit}", "maybe", 34, "no consent rule", ""),
    ("{party: unit}", "{party_kind: [scool]}", 34, "`scool` is not known here", "did you mean `school`"),
    ("[no_open_referral]", "[os.system]", 35, "`os.system` is not registered", ""),
    ("[no_open_referral]", "[no_open_referal]", 35, "not registered", "did you mean `no_open_referral`"),
    ("[end_sharing]", "[end_shering]", 36, "not registered", "did you mean `end_sharing`"),
    ("[end_sharing]", "[task]", 36, "`task` needs kind, to", "task: {kind"),
    ("[end_sharing]", "[{open_referral: {party: x, note: note}}]", 36, "does not ask `x`", ""),
    ("fields:", LIMITED, 8, "no date field `note`", "day"),
    ("working_days: 3", "working_days: 3, no_later_than: pay", 16, "no limit `pay`", ""),
    (
        "subject: resident",
        "subject: resident\nsubject: family",
        6,
        "is there twice, first in line 5",
        "drop one",
    ),
    ("effects: [end_sharing]", "effects: [end_sharing", 36, "not readable YAML", ""),
    ("id: minimal", "id: another", 1, "the id is `another`", "id: minimal"),
]


@pytest.mark.parametrize(("good", "bad", "line", "said", "hint"), BROKEN, ids=[row[1] for row in BROKEN])
def test_a_broken_file_is_refused_at_its_line(good: str, bad: str, line: int, said: str, hint: str) -> None:
    assert MINIMAL.count(good) >= 1
    with pytest.raises(WorkflowFileError) as refused:
        load_text(MINIMAL.replace(good, bad, 1), "minimal.yaml")
    problems = refused.value.problems
    found = [problem for problem in problems if said in problem.message and hint in problem.hint]
    assert found, str(refused.value)
    assert found[0].line == line


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = MINIMAL.replace("to: closed", "to: gone").replace("initial: open", "initial: nowhere")
    with pytest.raises(WorkflowFileError) as refused:
        load_text(text, "minimal.yaml")
    assert [problem.line for problem in refused.value.problems] == [6, 31]
    assert str(refused.value).startswith("minimal.yaml:6:1: no state `nowhere`")


def test_two_steps_of_one_name_out_of_a_state_are_refused() -> None:
    twice = MINIMAL + MINIMAL[MINIMAL.index("  - trigger") :]
    with pytest.raises(WorkflowFileError, match="from `open` is there twice"):
        load_text(twice, "minimal.yaml")


def test_no_is_a_word() -> None:
    flow = load_text(MINIMAL.replace("da: Lille", "da: no"), "minimal.yaml")
    assert flow.name.da == "no"


@pytest.mark.parametrize("text", ["", "- a list", "just words"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(WorkflowFileError, match="a workflow file is a mapping"):
        load_text(text, "minimal.yaml")


def test_a_file_in_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "minimal.yaml"
    path.write_bytes(MINIMAL.replace("Åben", "Aaben\n# \N{LATIN SMALL LETTER AE}").encode("latin-1"))
    with pytest.raises(WorkflowFileError, match=r"minimal\.yaml:14:1: the file is not UTF-8"):
        load_file(path)


def test_another_layout_is_the_same_version_and_another_word_is_not() -> None:
    flow = load_text(MINIMAL, "minimal.yaml")
    assert load_text("# a comment\n" + MINIMAL, "minimal.yaml").hash == flow.hash
    assert load_text(MINIMAL.replace("Lille", "Stor"), "minimal.yaml").hash != flow.hash


@pytest.mark.parametrize("flow", ALL, ids=[flow.id for flow in ALL])
def test_the_resident_may_stop_anywhere_and_is_asked_for_nothing(flow: Definition) -> None:
    standing = [name for name, state in flow.states.items() if not state.final]
    for step in (flow.outgoing[name]["withdraw"] for name in standing):
        assert flow.states[step.target].result == "withdrawn"
        assert (step.requires, step.guards, step.consent) == ((), (), None)


def test_the_shipped_schema_is_the_one_the_loader_uses() -> None:
    assert (WORKFLOWS / "workflow.schema.json").read_text("utf-8") == schema_text()
