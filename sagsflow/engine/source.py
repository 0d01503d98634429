"""A workflow file as plain values, with the line and column of every one of them, and the problems found in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

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

    def __init__(self, file: str, root: MappingNode) -> None:
        self.file = file
        self._places: dict[Path, tuple[int, int]] = {(): (1, 1)}
        self.doubles: list[Problem] = []
        self.data: dict[str, Any] = self._mapping(root, ())

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the key (or item) at `path`, or of the nearest thing around it that exists."""
        known = tuple(path)
        while known not in self._places:
            known = known[:-1]
        return self._places[known]

    def problem(self, path: Sequence[str | int], message: str, hint: str = "") -> Problem:
        """A problem at the place of `path`."""
        line, column = self.place(path)
        return Problem(self.file, line, column, message, hint)

    def _value(self, node: Node, path: Path) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            for index, item in enumerate(node.value):
                self._places[*path, index] = _mark(item)
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return SCALARS.get(node.tag or "", str)(node.value)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            if key in found:
                first = self._places[here][0]
                said = f"`{key}` is there twice, first in line {first}"
                self.doubles.append(Problem(self.file, *_mark(key_node), said, "join the two, or drop one"))
                continue
            self._places[here] = _mark(key_node)
            found[key] = self._value(value_node, here)
        return found


def _mark(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("+-").isdecimal() else text


SCALARS: Mapping[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:int": _number,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:null": lambda text: None,
}


def parse(text: str, file: str) -> Source:
    """Read YAML 1.2 (`no` is a word). Raises WorkflowFileError with the line where reading stopped."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        # A bracket that is never closed is noticed at the end of the file; what helps is where it was opened.
        opened = error.context_mark if "flow" in str(error.context) else None
        mark = opened or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = " ".join(part.strip() for part in (error.context, error.problem) if part)
        raise WorkflowFileError(
            [Problem(file, line, column, f"this is not readable YAML: {said}")]
        ) from error
    except YAMLError as error:
        raise WorkflowFileError([Problem(file, 1, 1, f"this is not readable YAML: {error}")]) from error
    if not isinstance(root, MappingNode):
        raise WorkflowFileError([Problem(file, 1, 1, "a workflow file is a mapping", "begin with `id: …`")])
    return Source(file, root)


def nearest(word: object, known: Iterable[str]) -> str:
    """A hint that names the known word most like this one, or all of them when they are few."""
    names = sorted(known)
    close = get_close_matches(str(word), names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else ""
