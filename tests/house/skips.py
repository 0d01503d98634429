"""Every skipped test is named, grouped by its reason, in the last lines; CI allows none."""

import os
from collections import Counter

import pytest


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def reasons(config: pytest.Config) -> Counter[str]:
    """How many tests were skipped for each reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return Counter(_reason(report) for report in skipped)


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if in_ci() and exitstatus == pytest.ExitCode.OK and reasons(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counted = reasons(config)
    if not counted:
        return
    terminalreporter.section("skipped, and why")
    for reason, count in sorted(counted.items()):
        terminalreporter.line(f"{count:5} x {reason}")
    if in_ci():
        terminalreporter.line("CI allows no skipped test: this run has failed.", red=True)
