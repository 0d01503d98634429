"""Sums of which each unknown is at least so and so many: between which limits it is. Pure arithmetic."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
NO_LIMIT = 1 << 60
# Limits of whole numbers soon come to rest, but could come nearer by one at a time.
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Balance(Generic[Unknown]):
    """The parts and what is `known` make the total; without a total they make nothing, since what is known of it has been taken
    off."""

    total: Unknown | None
    parts: tuple[Unknown, ...]
    known: int

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        return self.parts if self.total is None else (self.total, *self.parts)


@dataclass(slots=True)
class Limits(Generic[Unknown]):
    """Each unknown is from `low` to `high`, as far as has been found: five parts that make five, and none of which is a zero, are
    one each. `balances` by a number of the caller's."""

    balances: dict[int, Balance[Unknown]]
    places: Mapping[Unknown, Sequence[int]]
    low: dict[Unknown, int]
    high: dict[Unknown, int] = field(default_factory=dict)
    _waiting: deque[int] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.high = dict.fromkeys(self.low, NO_LIMIT)
        self._waiting.extend(self.balances)

    def is_pinned(self, cell: Unknown) -> bool:
        return self.low[cell] == self.high[cell]

    def reset(self, least: Mapping[Unknown, int]) -> None:
        """Some unknowns may be less again. What was found of others from them stays: it is too narrow rather than too wide."""
        self.low |= least
        self.high |= dict.fromkeys(least, NO_LIMIT)
        self._waiting.extend(dict.fromkeys(self._about(least)))

    def narrow(self) -> None:
        queued, left = set(self._waiting), ROUNDS * len(self.balances)
        while self._waiting and left:
            number, left = self._waiting.popleft(), left - 1
            queued.discard(number)
            found = self._narrowed(self.balances[number])
            for other in self._about(found):
                if other not in queued:
                    queued.add(other)
                    self._waiting.append(other)

    def _about(self, cells: Iterable[Unknown]) -> Iterable[int]:
        return (number for cell in cells for number in self.places[cell] if number in self.balances)

    def _narrowed(self, balance: Balance[Unknown]) -> Sequence[Unknown]:
        """Those that are known better by this one balance."""
        low, high, known = self.low, self.high, balance.known
        least = known + sum([low[cell] for cell in balance.parts])
        most = known + sum([high[cell] for cell in balance.parts])
        total, found = balance.total, list[Unknown]()
        bottom = top = 0
        if total is not None:
            if self._set(total, least, most):
                found.append(total)
            bottom, top = low[total], high[total]
        if bottom <= least and top >= most:
            return found
        for cell in balance.parts:
            if self._set(cell, bottom - (most - high[cell]), top - (least - low[cell])):
                found.append(cell)
        return found

    def _set(self, cell: Unknown, low: int, high: int) -> bool:
        before, after = self.low[cell], self.high[cell]
        if low <= before and high >= after:
            return False
        self.low[cell], self.high[cell] = max(low, before), min(high, after)
        return True
