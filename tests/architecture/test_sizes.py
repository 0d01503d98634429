"""The tail of file sizes separates the pleasant from the painful: nothing may grow past its budget."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.files import lines, modules, own_texts, read, templates

MODULE, TEMPLATE, TEST, ROUTE = 300, 120, 25, 25
ROUTING = {"route", "get", "post", "put", "delete"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _longer_than(limit: int, paths: Iterator[Path]) -> list[str]:
    return [f"{path}: {len(lines(path))} lines" for path in paths if len(lines(path)) > limit]


def _functions(source: str) -> Iterator[Function]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            yield node


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_route(function: Function) -> bool:
    calls = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTING for call in calls)


def _long_tests(source: str) -> list[str]:
    return [f.name for f in _functions(source) if f.name.startswith("test_") and _length(f) > TEST]


def _long_routes(source: str) -> list[str]:
    return [f.name for f in _functions(source) if _is_route(f) and _length(f) > ROUTE]


def test_no_module_is_too_long() -> None:
    written = (
        path for path in modules() if "versions" not in path.parts
    )  # migrations are drafted, once, and read as a list
    assert _longer_than(MODULE, written) == []


def test_no_template_is_too_long() -> None:
    assert _longer_than(TEMPLATE, templates()) == []


def test_no_script_or_style_is_too_long() -> None:
    assert _longer_than(MODULE, (path for path in own_texts() if path.suffix in {".js", ".css", ".sh"})) == []


def test_no_test_is_too_long() -> None:
    assert [f"{path}: {name}" for path in modules("tests") for name in _long_tests(read(path))] == []


def test_no_route_is_too_long() -> None:
    assert [f"{path}: {name}" for path in modules("sagsflow") for name in _long_routes(read(path))] == []


def test_a_long_function_is_found() -> None:
    body = "    x = 1\n" * (TEST + 1)
    assert _long_tests(f"def test_a():\n{body}") == ["test_a"]
    assert _long_routes(f"@bp.post('/')\ndef move():\n{body}") == ["move"]
