"""Shipped workflows are fit to be used; a workflow with a hole in it is not, and the hole is named."""

import re
from collections.abc import Callable, Iterator

import pytest

from sagsflow.engine.check import check
from sagsflow.engine.loader import WorkflowFileError, load_text
from sagsflow.engine.model import UNIT_KINDS, Definition, Text
from sagsflow.engine.registry import CONDITIONS, GUARDS, ConditionSpec, GuardSpec, Params
from sagsflow.engine.snapshot import Context, Reason, Snapshot
from sagsflow.organisations.models import UnitKind
from tests.engine.test_loader import MINIMAL
from tests.engine.world import ALL, WORKFLOWS

STEP = re.compile(r"^  - trigger: .*\n(?:    .*\n|\n)+", re.MULTILINE)
DEADLINE = re.compile(r"^    deadline: .*\n", re.MULTILINE)
BALL = re.compile(r"^    ball: .*\n", re.MULTILINE)
CONSENT = re.compile(r"^    consent: \{(?:party|each|all): .*\n", re.MULTILINE)
GUARD = re.compile(r"^    guards: \[no_open_referral\]\n", re.MULTILINE)
RETENTION = re.compile(r"^    retention: .*\n", re.MULTILINE)
TELL = re.compile(r", tell: \[[a-z_, ]*\]")

# Steps that may be left out: the workflow is still whole, there is another way to everything. Each was looked at.
SPARE = {
    "coordinated": {
        "advise_only", "refer_directly", "decide_no_coordination", "start_follow_up", "receive_confirmed", "bounce",
        "follow_up_again", "reopen_meeting", "close_handed_over", "referral_accepted", "referrals_declined",
    },
}  # fmt: skip


def _without(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    for found in pattern.finditer(text):
        yield found.group(), text[: found.start()] + text[found.end() :]


def _flagged(text: str, name: str) -> bool:
    try:
        return bool(check(load_text(text, f"{name}.yaml")))
    except WorkflowFileError:
        return True


def _text(name: str) -> str:
    return (WORKFLOWS / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("flow", ALL, ids=[flow.id for flow in ALL])
def test_a_shipped_workflow_is_fit_to_be_used(flow: Definition) -> None:
    assert check(flow) == []


@pytest.mark.parametrize(
    "pattern", [DEADLINE, BALL, RETENTION, TELL], ids=["deadline", "ball", "retention", "tell"]
)
@pytest.mark.parametrize("name", ["coordinated", "referral"])
def test_a_state_that_lost_something_is_noticed(name: str, pattern: re.Pattern[str]) -> None:
    mutants = list(_without(pattern, _text(name)))
    assert mutants
    assert [lost for lost, text in mutants if not _flagged(text, name)] == []


@pytest.mark.parametrize(
    "name", [flow.id for flow in ALL if flow.kind == "case" and flow.domain == "support"]
)
def test_a_step_that_no_longer_asks_or_guards_is_noticed(name: str) -> None:
    mutants = [*_without(GUARD, _text(name)), *_without(CONSENT, _text(name))]
    assert mutants
    assert [lost for lost, text in mutants if not _flagged(text, name)] == []


def test_a_step_left_out_of_the_coordinated_pathway_is_noticed_unless_there_is_another_way() -> None:
    text = _text("coordinated")
    unnoticed = {
        lost.split("\n")[0].removeprefix("  - trigger: ")
        for lost, mutant in _without(STEP, text)
        if not _flagged(mutant, "coordinated")
    }
    assert unnoticed <= SPARE["coordinated"], unnoticed - SPARE["coordinated"]


MUTANTS = [
    ("to: closed", "to: stopped", "unreachable"),
    ("guards: [no_open_referral]", "guards: []", "open_at_end"),
    ("effects: [end_sharing]", "effects: [cancel_tasks]", "sharing_goes_on"),
    ("who: [case_owner]", "who: [coordinator]", "idle_role"),
    ("who: [case_owner]", "who: [system]", "trap"),
    ("requires: [note, day, unit]", "requires: [note, unit]", "unused"),
    (", tell: [case_owner]", "", "toothless"),
    ("{working_days: 3, basis: default, tell: [case_owner]}", "{}", "no rule"),
    ("retention: P365D\n  stopped", "phase: closed\n  stopped", "no_retention"),
    ("da: Lille", 'da: "  "', "no_translation"),
    ("{party: unit}", "{party: unit}", "trap"),
]


@pytest.mark.parametrize(("good", "bad", "code"), MUTANTS, ids=[f"{row[2]}: {row[1]}" for row in MUTANTS])
def test_a_hole_is_named(good: str, bad: str, code: str) -> None:
    assert good in MINIMAL
    text = MINIMAL.replace(good, bad, 1)
    if code == "no rule":
        with pytest.raises(WorkflowFileError, match="exactly one rule"):
            load_text(text, "minimal.yaml")
        return
    findings = check(load_text(text, "minimal.yaml"))
    assert code in {finding.code for finding in findings}
    assert all(finding.line > 0 for finding in findings)


LIMITED = "limits: {pay: {name: {da: Betal, en: Pay}, days: 14, after: day}}\nstates:"


@pytest.mark.parametrize(
    ("rule", "code"),
    [("", "unused"), (", no_later_than: pay", "date_not_asked")],
    ids=["unused", "unknown"],
)
def test_a_limit_is_used_and_its_date_known_on_every_way_to_the_state(rule: str, code: str) -> None:
    text = MINIMAL.replace("states:", LIMITED, 1).replace("working_days: 3", f"working_days: 3{rule}", 1)
    findings = {finding.code: finding.line for finding in check(load_text(text, "minimal.yaml"))}
    assert findings == {"trap": 13, code: 11 if code == "unused" else 13}


CHASE = """
automatic:
  - {trigger: there, name: {da: Frem, en: There}, when: WHEN, from: open, to: waiting}
  - {trigger: again, name: {da: Igen, en: Again}, when: WHEN, from: waiting, to: open}
"""
WAITING = """
  waiting:
    name: {da: Venter, en: Waiting}
    phase: support
    ball: case_owner
    deadline: {days: 3, basis: default, tell: [case_owner]}
transitions:
  - {trigger: wait, name: {da: Vent, en: Wait}, from: open, to: waiting, who: [case_owner]}
  - {trigger: back, name: {da: Tilbage, en: Back}, from: waiting, to: open, who: [case_owner]}"""


@pytest.mark.parametrize(("when", "loops"), [("at_once", ["loop"]), ("{in_state_for: {days: 2}}", [])])
def test_automatic_steps_that_chase_each_other_are_found(
    when: str, loops: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CONDITIONS, "at_once", ConditionSpec("at_once", lambda snapshot, now, params: True))
    text = MINIMAL.replace("transitions:", WAITING.lstrip("\n"), 1) + CHASE.replace("WHEN", when)
    codes = {finding.code for finding in check(load_text(text, "minimal.yaml"))}
    assert [code for code in codes if code == "loop"] == loops


@pytest.mark.parametrize(
    ("guards", "dead"), [([lambda s: bool(s.tracks)], []), ([lambda s: True], ["never"])]
)
def test_a_guard_that_can_never_hold_is_found(
    guards: list[Callable[[Snapshot], bool]], dead: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_(snapshot: Snapshot, context: Context, params: Params) -> list[Reason]:
        return [Reason("never") for guard in guards if guard(snapshot)]

    monkeypatch.setitem(GUARDS, "never", GuardSpec("never", check_, Text("aldrig", "never")))
    text = MINIMAL.replace("guards: [no_open_referral]", "guards: [no_open_referral, never]")
    codes = {finding.code for finding in check(load_text(text, "minimal.yaml"))}
    assert [code for code in codes if code == "never"] == dead


def test_the_kinds_of_units_a_workflow_may_name_are_those_that_exist() -> None:
    assert set(UNIT_KINDS) == {kind.value for kind in UnitKind}
