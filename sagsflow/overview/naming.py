"""The states and results of a pathway with their names, of its latest version and of those that older cases stand on."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, State, Text


def definitions(library: Library, workflow_id: str, versions: Iterable[int]) -> Sequence[Definition]:
    """The latest first, then those of older versions that cases still stand on. Raises NotFound for no such pathway."""
    found = [library.latest(workflow_id)]
    for version in versions:
        try:
            older = library.get(workflow_id, version)
        except NotFound:
            continue
        if older is not found[0]:
            found.append(older)
    return found


def states(found: Sequence[Definition], seen: Iterable[str]) -> Mapping[str, Text]:
    return _named(found, set(seen), lambda state: None if state.final else state.id)


def results(found: Sequence[Definition], seen: Iterable[str]) -> Mapping[str, Text]:
    return _named(found, set(seen), lambda state: (state.result or state.id) if state.final else None)


def phases(found: Sequence[Definition]) -> Mapping[str, str]:
    """The phase of every state; where versions differ, the latest says it."""
    return {state.id: state.phase for definition in reversed(found) for state in definition.states.values()}


def _named(
    found: Sequence[Definition], seen: set[str], part: Callable[[State], str | None]
) -> Mapping[str, Text]:
    """Every kind of the latest version in the order of its file, then what only older cases have."""
    names: dict[str, Text] = {}
    for definition in found:
        for state in definition.states.values():
            if (code := part(state)) and (definition is found[0] or code in seen):
                names.setdefault(code, state.name)
    return names | {code: Text(code, code) for code in sorted(seen - names.keys())}
