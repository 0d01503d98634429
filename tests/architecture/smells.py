"""Smells in Python and in templates, each a small function from source to what was found."""

import ast
import re
from collections.abc import Iterator

REASON = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)$")
WITH_REASON = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])\s+[-#(–].*\w{3}")
IN_TEMPLATE = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))", re.IGNORECASE),
    "unescaped text": re.compile(r"(?<!css)(?<!svg)(?<!diagram)\s*\|\s*safe\b"),
    "a question about a role": re.compile(r"\.roles?\b\s*(?:==|!=|in\b)|\bin\s+\w+\.roles\b"),
}


def commits(source: str) -> Iterator[int]:
    """Lines that end a transaction."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def state_writes(source: str) -> Iterator[int]:
    """Lines that set the state of a case."""
    for node in ast.walk(ast.parse(source)):
        if any(_is_case_state(target) for target in _targets(node)):
            yield node.lineno  # type: ignore[attr-defined]  # every kind of node that has targets has a line


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _is_case_state(target: ast.expr) -> bool:
    if not isinstance(target, ast.Attribute) or target.attr != "state":
        return False
    return ast.unparse(target.value).rpartition(".")[2].endswith("case")


def sleeps(source: str) -> Iterator[int]:
    """Lines that wait for time to pass."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}:
            yield node.lineno
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_timeout":
            yield node.lineno


def database_clocks(source: str) -> Iterator[int]:
    """Lines that ask the database for the time, where the clock should be asked."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "func.now",
            "sa.func.now",
            "func.current_timestamp",
        }:
            yield node.lineno


def silent_exceptions(source: str) -> Iterator[int]:
    """Lines that silence a linter or the type checker without saying why."""
    for number, line in enumerate(source.splitlines(), start=1):
        silenced = REASON.search(line)
        if silenced and not WITH_REASON.match(silenced["rest"]):
            yield number


def in_template(source: str) -> list[str]:
    """What a template must not hold. Pictures and styles that the project itself draws may stand unescaped."""
    return [name for name, pattern in IN_TEMPLATE.items() if pattern.search(source)]
