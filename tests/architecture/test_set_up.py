"""What is installed is what was locked: every package with its hashes, the same versions to run and to test."""

import re
from pathlib import Path

from tests.architecture.files import read

RUN, TEST = Path("requirements.lock"), Path("requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[\w.-]+(?:\[[\w,-]+\])?)==(?P<version>\S+?)(?: ;[^\\]*)? \\$", re.MULTILINE)
COMMANDS = re.compile(r"^make \w+$", re.MULTILINE)


def _pins(lock: Path) -> dict[str, str]:
    return {pin["name"]: pin["version"] for pin in PIN.finditer(read(lock))}


def test_every_package_is_pinned_with_hashes() -> None:
    for lock in (RUN, TEST):
        requirements = [line for line in read(lock).splitlines() if line and not line.startswith((" ", "#"))]
        assert len(requirements) == len(_pins(lock)), f"{lock} has a requirement without version or hash"


def test_the_tests_run_on_the_versions_that_are_delivered() -> None:
    delivered, tested = _pins(RUN), _pins(TEST)
    assert {name: version for name, version in delivered.items() if tested.get(name) != version} == {}


def test_the_readme_names_the_two_commands_that_set_it_up() -> None:
    set_up = read(Path("README.md")).partition("## Set up")[2].partition("\n## ")[0]
    assert COMMANDS.findall(set_up) == ["make demo", "make test"]
