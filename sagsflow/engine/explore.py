"""Every configuration a case can come into: its state, its referrals, and the facts that guards ask."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

from sagsflow.engine.model import WITHDRAW, Automatic, Definition, Transition
from sagsflow.engine.registry import CONDITIONS, EFFECTS, GUARDS
from sagsflow.engine.snapshot import Context, Snapshot, Track

ENTERED = datetime(2000, 1, 1, tzinfo=UTC)
MUCH_LATER = ENTERED + timedelta(days=36500)
SENT = (Track("sent", answered=False, accepted=False, open=True),)
ACCEPTED = (Track("accepted", answered=True, accepted=True, open=True),)
UNSETTLED = (Track("waiting", answered=True, accepted=False, open=True),)
DECLINED = (Track("declined", answered=True, accepted=False, open=False),)
DONE = (Track("closed", answered=True, accepted=True, open=False),)
ANSWERS = (ACCEPTED, UNSETTLED, DECLINED)
NONE: tuple[Track, ...] = ()
Step = Transition | Automatic


@dataclass(frozen=True, slots=True)
class Configuration:
    """A state, and one referral (or none) in one of the ways it can be: more than one add no new answers to a guard."""

    state: str
    tracks: tuple[Track, ...] = NONE


@dataclass(frozen=True, slots=True)
class World:
    """What holds all the time in one exploration. In an adverse one no consent is given and no fact is in place."""

    facts: frozenset[str] = frozenset()
    adverse: bool = False


def worlds(definition: Definition) -> Iterator[World]:
    """Every combination of the facts that the file's guards read."""
    read = sorted(
        {fact for step in definition.transitions for use in step.guards for fact in GUARDS[use.name].facts}
    )
    for chosen in chain.from_iterable(combinations(read, n) for n in range(len(read) + 1)):
        yield World(frozenset(chosen))


def reachable(definition: Definition, world: World) -> set[Configuration]:
    """All configurations that a case can come into."""
    start = Configuration(definition.initial)
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {target for _, target in moves(definition, here, world)} | set(
            elsewhere(definition, here)
        )
        waiting += following - seen
        seen |= following
    return seen


def moves(definition: Definition, here: Configuration, world: World) -> Iterator[tuple[Step, Configuration]]:
    """The steps that can be taken in a configuration by people and by the system."""
    for step in definition.outgoing[here.state].values():
        if possible(definition, step, here, world):
            yield step, after(step, here)
    for auto in definition.automatic_from[here.state]:
        if fires(auto, here, MUCH_LATER):
            yield auto, after(auto, here)


def possible(definition: Definition, step: Transition, here: Configuration, world: World) -> bool:
    """Whether guards (and, in an adverse world, consent and facts) leave the step open; the form can be filled in."""
    if world.adverse and (
        step.consent or any(definition.fields[name].type == "fact" for name in step.requires)
    ):
        return False
    snapshot = Snapshot(here.state, ENTERED, dict.fromkeys(world.facts, True), here.tracks)
    context = Context(frozenset(step.who), {}, MUCH_LATER)
    return not any(list(GUARDS[use.name].check(snapshot, context, use.params)) for use in step.guards)


def fires(auto: Automatic, here: Configuration, now: datetime) -> bool:
    """Whether the condition of an automatic step holds."""
    return CONDITIONS[auto.when.name].holds(
        Snapshot(here.state, ENTERED, {}, here.tracks), now, auto.when.params
    )


def after(step: Step, here: Configuration) -> Configuration:
    """Where a step leads, with what its effects do to the referral."""
    tracks = tuple(replace(track, current=False) for track in here.tracks)
    for use in step.effects:
        tracks = _touched(tracks, EFFECTS[use.name].tracks)
    return Configuration(step.target, tracks)


def elsewhere(definition: Definition, here: Configuration) -> Iterator[Configuration]:
    """What happens beside the case: a referral is sent by hand, answered, pulled back, or brought to its result."""
    if definition.kind != "case" or definition.domain != "support" or definition.states[here.state].final:
        return
    if not any(track.open for track in here.tracks):
        yield Configuration(here.state, SENT)
        return
    (track,) = here.tracks
    yield Configuration(here.state, NONE)
    following = (DONE,) if track.accepted else (ACCEPTED, DECLINED) if track.answered else ANSWERS
    for tracks in following:
        yield Configuration(here.state, (replace(tracks[0], current=track.current),))


def can_end(definition: Definition, configurations: set[Configuration], world: World) -> set[Configuration]:
    """Those from which people can bring the case to an end, not counting the resident's withdrawal and the system.

    Withdrawing a referral is the sender's own step, and counts.
    """
    uncounted = {WITHDRAW} if definition.kind == "case" else set()
    ways: dict[Configuration, set[Configuration]] = {}
    for here in configurations:
        steps = (
            target
            for step, target in moves(definition, here, world)
            if isinstance(step, Transition) and step.trigger not in uncounted and set(step.who) != {"system"}
        )
        for target in chain(steps, elsewhere(definition, here)):
            ways.setdefault(target, set()).add(here)
    ended = {here for here in configurations if definition.states[here.state].final}
    waiting = list(ended)
    while waiting:
        new = ways.get(waiting.pop(), set()) - ended
        ended |= new
        waiting += new
    return ended


def _touched(tracks: tuple[Track, ...], how: str | None) -> tuple[Track, ...]:
    if how == "open":
        return SENT
    if how == "end":
        return NONE
    if how == "accept" and any(track.open and not track.answered for track in tracks):
        return (replace(ACCEPTED[0], current=False),)
    return tracks
