"""`sagsflow backup` and `sagsflow restore`, as a person at a shell uses them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def database_system() -> str:
    """What differs between the systems is tested in tests/privacy."""
    return "sqlite"


def test_a_backup_is_put_back_only_when_one_says_so(sagsflow: Run, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("regn paa cykelstien\n")
    made = sagsflow("backup", str(tmp_path), "--passphrase-file", str(words))
    copy = made.out.strip()
    assert (made.status, (tmp_path / "erased-marks.txt").read_text()) == (0, "")
    for arguments, said in (
        ((copy,), "--replace"),
        ((copy, "--replace"), "--passphrase-file"),
        ((str(words), "--replace"), "no backup"),
    ):
        refused = sagsflow("restore", *arguments)
        assert (refused.status, said in refused.err) == (1, True), arguments
    restored = sagsflow("restore", copy, "--replace", "--passphrase-file", str(words))
    assert (restored.status, "0 erased cases" in restored.out) == (0, True)
