"""Versions stand beside each other; a version that is in use cannot be changed; a step is undone only where it can be."""

import shutil
from pathlib import Path

import pytest

from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library
from sagsflow.engine.loader import WorkflowFileError
from sagsflow.engine.replay import NotReversible, undo
from tests.engine.test_loader import MINIMAL
from tests.engine.world import LIBRARY, WORKFLOWS, coordinated


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "minimal.v1.yaml").write_text(MINIMAL, "utf-8")
    (tmp_path / "minimal.yaml").write_text(MINIMAL.replace("version: 1", "version: 2"), "utf-8")
    return tmp_path


def test_a_case_stays_on_its_version(folder: Path) -> None:
    library = Library.from_folder(folder)
    assert library.get("minimal", 1).version == 1
    assert library.get("minimal").version == 2
    assert [flow.version for flow in library.all_latest()] == [2]


@pytest.mark.parametrize(("name", "version"), [("minimal", 3), ("other", None)])
def test_what_is_not_there_is_not_found(folder: Path, name: str, version: int | None) -> None:
    with pytest.raises(NotFound):
        Library.from_folder(folder).get(name, version)


def test_the_same_version_twice_is_refused(folder: Path) -> None:
    (folder / "minimal.v2.yaml").write_text(MINIMAL.replace("version: 1", "version: 2"), "utf-8")
    with pytest.raises(WorkflowFileError, match="version 2 of `minimal` is there twice"):
        Library.from_folder(folder)


def test_a_file_that_is_in_use_and_was_changed_is_refused(folder: Path) -> None:
    recorded = Library.from_folder(folder).hashes()
    path = folder / "minimal.v1.yaml"
    path.write_text(MINIMAL.replace("working_days: 3", "working_days: 4"), "utf-8")
    with pytest.raises(WorkflowFileError, match="version 1 of `minimal` is in use and was changed"):
        Library.from_folder(folder).check_published(recorded)


def test_a_file_with_a_new_comment_is_still_the_same(folder: Path) -> None:
    recorded = Library.from_folder(folder).hashes()
    path = folder / "minimal.yaml"
    path.write_text("# new\n" + path.read_text("utf-8"), "utf-8")
    Library.from_folder(folder).check_published(recorded)


def test_the_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    for name in ("coordinated", "referral"):
        shutil.copy(WORKFLOWS / f"{name}.yaml", tmp_path)
        path = tmp_path / f"{name}.yaml"
        path.write_text(path.read_text("utf-8").replace("version: ", "verion: "), "utf-8")
    with pytest.raises(WorkflowFileError) as refused:
        Library.from_folder(tmp_path)
    assert {problem.file for problem in refused.value.problems} == {"coordinated.yaml", "referral.yaml"}


def test_volunteers_have_their_own_pathways() -> None:
    assert [flow.id for flow in LIBRARY.cases("volunteer")] == ["citizenship"]
    assert "citizenship" not in {flow.id for flow in LIBRARY.cases("support")}


def test_a_step_without_lasting_effects_can_be_undone() -> None:
    assert undo(coordinated(), "take", "received") == "received"


def test_a_step_that_has_reached_others_cannot_be_undone() -> None:
    with pytest.raises(NotReversible) as refused:
        undo(coordinated(), "refer", "plan_agreed")
    assert refused.value.effects == ("open_referral",)
