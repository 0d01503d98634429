"""The workflows an installation has: every version of every file in a folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sagsflow.core.errors import NotFound
from sagsflow.engine.loader import load_file
from sagsflow.engine.model import Definition
from sagsflow.engine.source import Problem, WorkflowFileError

Key = tuple[str, int]


class Library:
    """Definitions by id and version. Old versions stay beside the new one (`coordinated.v1.yaml`) as long as cases use them."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._all: dict[Key, Definition] = {}
        for definition in definitions:
            key = (definition.id, definition.version)
            if key in self._all:
                hint = "give the changed file a higher version"
                said = f"version {definition.version} of `{definition.id}` is there twice"
                raise WorkflowFileError([_at_version(definition, said, hint)])
            self._all[key] = definition

    @classmethod
    def from_folder(cls, folder: Path) -> "Library":
        """Load every .yaml file. Raises WorkflowFileError with the problems of all files together."""
        loaded: list[Definition] = []
        problems: list[Problem] = []
        for path in sorted(folder.glob("*.yaml")):
            try:
                loaded.append(load_file(path))
            except WorkflowFileError as error:
                problems += error.problems
        if problems:
            raise WorkflowFileError(problems)
        return cls(loaded)

    def get(self, id_: str, version: int | None = None) -> Definition:
        """One version, or the latest. Raises NotFound."""
        if version is None:
            return self.latest(id_)
        try:
            return self._all[id_, version]
        except KeyError:
            raise NotFound("workflow", id=id_, version=version) from None

    def latest(self, id_: str) -> Definition:
        """The highest version. Raises NotFound."""
        versions = [definition for (name, _), definition in self._all.items() if name == id_]
        if not versions:
            raise NotFound("workflow", id=id_)
        return max(versions, key=lambda definition: definition.version)

    def all_latest(self) -> tuple[Definition, ...]:
        """The latest version of each workflow, by id."""
        return tuple(self.latest(name) for name in sorted({name for name, _ in self._all}))

    def cases(self, domain: str) -> tuple[Definition, ...]:
        """The latest pathways for cases of a domain (support or volunteer), by id."""
        return tuple(d for d in self.all_latest() if d.kind == "case" and d.domain == domain)

    def hashes(self) -> dict[Key, str]:
        """What to record when the files are put to use."""
        return {key: definition.hash for key, definition in self._all.items()}

    def check_published(self, recorded: Mapping[Key, str]) -> None:
        """Raise WorkflowFileError for files that were changed after their version was put to use."""
        changed = [
            _at_version(
                self._all[key],
                f"version {key[1]} of `{key[0]}` is in use and was changed",
                f"put the old text back, or write `version: {key[1] + 1}` and keep the old file as {key[0]}.v{key[1]}.yaml",
            )
            for key, digest in recorded.items()
            if key in self._all and self._all[key].hash != digest
        ]
        if changed:
            raise WorkflowFileError(changed)


def _at_version(definition: Definition, message: str, hint: str) -> Problem:
    return Problem(f"{definition.id}.yaml", definition.lines.get("version", 1), 1, message, hint)
