"""axe-core, run inside a page under its strict Content-Security-Policy."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "browser" / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What was right need not be listed and carried over: that takes three times as long as the check itself.
RUN = """async ([tags, rules]) => {
    const found = await axe.run(document, {runOnly: tags, rules, resultTypes: ["violations"]});
    return found.violations;
}"""
COLOURS = "color-contrast"  # half of the time of a look
GRAVE = {"serious", "critical"}


@cache
def _axe() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def faults_on(page: Page, *, but_for: Iterable[str] = ()) -> list[str]:
    """What is seriously wrong on the page, each with the elements that it concerns."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())  # evaluate is outside the policy; a script tag would be refused
        page.add_init_script(
            _axe()
        )  # who looks once looks again: from now on it is there, and read only once
    left_out = {rule: {"enabled": False} for rule in but_for}
    found: list[dict[str, Any]] = page.evaluate(RUN, [RULES, left_out])
    return [_describe(fault) for fault in found if fault["impact"] in GRAVE]


def _describe(fault: dict[str, Any]) -> str:
    places = "; ".join(str(node["target"]) + " " + node["html"][:160] for node in fault["nodes"][:5])
    return f"{fault['impact']}: {fault['id']} ({fault['help']}) at {places}"
