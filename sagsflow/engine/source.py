"""A workflow file as plain values, with the line and column of every one of them, and the problems found in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sagsflow.core.errors import DomainError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at a place in a file, and what would be right (`hint`, may be empty). Lines and columns from 1."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{tail}"


class WorkflowFileError(DomainError):
    """The file cannot be used; `problems` holds everything that is wrong with it, in the order of the file."""

    code = "workflow-file"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Source:
    """A parsed file that knows where each value stands."""

    def __init__(self, file: str, root: CommentedMap) -> None:
        self.file = file
        self._root = root
        self.data: dict[str, Any] = _plain(root)

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the key (or item) at `path`, or of the nearest thing around it that exists."""
        node: object = self._root
        line, column = 0, 0
        for part in path:
            if isinstance(node, CommentedMap) and part in node:
                line, column = node.lc.key(part)
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line, column = node.lc.item(part)
            else:
                break
            node = node[part]
        return line + 1, column + 1

    def problem(self, path: Sequence[str | int], message: str, hint: str = "") -> Problem:
        """A problem at the place of `path`."""
        line, column = self.place(path)
        return Problem(self.file, line, column, message, hint)


def parse(text: str, file: str) -> Source:
    """Read YAML 1.2 (`no` is a word). Raises WorkflowFileError with the line where reading stopped."""
    try:
        root = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = " ".join(part.strip() for part in (error.context, error.problem) if part)
        raise WorkflowFileError(
            [Problem(file, line, column, f"this is not readable YAML: {said}")]
        ) from error
    except YAMLError as error:
        raise WorkflowFileError([Problem(file, 1, 1, f"this is not readable YAML: {error}")]) from error
    if not isinstance(root, CommentedMap):
        raise WorkflowFileError([Problem(file, 1, 1, "a workflow file is a mapping", "begin with `id: …`")])
    return Source(file, root)


def nearest(word: object, known: Iterable[str]) -> str:
    """A hint that names the known word most like this one, or all of them when they are few."""
    names = sorted(known)
    close = get_close_matches(str(word), names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def _plain(node: object) -> Any:
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)
