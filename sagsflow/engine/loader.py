"""Read a workflow file, or refuse it with every line that is wrong and what would be right."""

from functools import lru_cache
from pathlib import Path

from sagsflow.engine import machine  # noqa: F401  (registers the built-in names before a file is judged)
from sagsflow.engine.build import build
from sagsflow.engine.model import Definition
from sagsflow.engine.references import reference_problems
from sagsflow.engine.shape import shape_problems
from sagsflow.engine.source import Problem, WorkflowFileError, parse

__all__ = ["Problem", "WorkflowFileError", "load_file", "load_text"]


@lru_cache(maxsize=64)  # a definition cannot change, and reading one takes a tenth of a second
def load_text(text: str, filename: str) -> Definition:
    """The definition in `text`. Raises WorkflowFileError with all problems; `filename` is only for telling."""
    source = parse(text, filename)
    problems = source.doubles + list(shape_problems(source)) or list(reference_problems(source))
    stem = Path(filename).name.split(".")[0]
    if not problems and source.data["id"] != stem:
        problems.append(
            source.problem(["id"], f"the id is `{source.data['id']}`, the file is `{stem}`", f"id: {stem}")
        )
    if problems:
        raise WorkflowFileError(problems)
    return build(source)


def load_file(path: Path) -> Definition:
    """The definition in the file at `path`, which must be UTF-8. Raises WorkflowFileError."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorkflowFileError(
            [Problem(path.name, line, 1, "the file is not UTF-8", "save it as UTF-8")]
        ) from error
    return load_text(text, path.name)
