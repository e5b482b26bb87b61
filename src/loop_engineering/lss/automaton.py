"""The position automaton of a regular expression (Glushkov's): which character can be read after which.

Its states are the places in the pattern that take a character; reading one means going to a place that takes it. It
counts in how many ways one place can follow another, since a matcher that backtracks tries each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loop_engineering.lss.regex import Alt, Chars, Repeat, Seq, Tree

__all__ = ["Automaton", "TooLarge", "Work", "components"]

_COPIES = 5
"""How many copies of a counted repetition are written out; more are taken for a loop without end."""

_MAX_POSITIONS = 250
_MAX_WORK = 200_000


class TooLarge(Exception):
    """There are more positions, or more pairs of them to look at, than an answer is worth."""


class Work:
    """How much looking is left, for one pattern or for all those of a spec; a unit is about a microsecond."""

    def __init__(self, left: int = _MAX_WORK) -> None:
        self.left = left

    def spend(self, amount: int = 1) -> None:
        """Take an amount off; raises `TooLarge` where nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise TooLarge


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of the tree begins and ends with (position → in how many ways) and in how many ways it is empty.

    Counts stop at 2: a second way is all it takes.
    """

    first: dict[int, int]
    last: dict[int, int]
    empty: int


class Automaton:
    """The position automaton; position 0 is the start. `follow[p][q]` is in how many ways, at most 2, q can follow p.

    `takes[p]` is a bit mask of atoms: stretches of code points that every set in the pattern has or lacks whole.
    """

    def __init__(self, tree: Tree, work: Work) -> None:
        self._work = work
        self._chars: list[Chars] = [Chars(())]
        self.follow: list[dict[int, int]] = [{}]
        whole = self._build(tree)
        self._lead({0: 1}, whole.first)
        self.accepting = frozenset(whole.last) | (frozenset((0,)) if whole.empty else frozenset())
        self.bounds = sorted({edge for chars in self._chars for low, high in chars.ranges for edge in (low, high + 1)})
        self.takes = [self._mask(chars) for chars in self._chars]

    def _mask(self, chars: Chars) -> int:
        mask = 0
        for low, high in chars.ranges:
            start, end = bisect_right(self.bounds, low) - 1, bisect_right(self.bounds, high + 1) - 1
            mask |= (1 << end) - (1 << start)
        return mask

    def _build(self, tree: Tree) -> _Part:
        if isinstance(tree, Chars):
            if len(self.follow) > _MAX_POSITIONS:
                raise TooLarge
            self._chars.append(tree)
            self.follow.append({})
            place = {len(self.follow) - 1: 1}
            return _Part(place, place, 0)
        if isinstance(tree, Seq):
            whole = _Part({}, {}, 1)
            for item in tree.parts:
                whole = self._joined(whole, self._build(item))
            return whole
        if isinstance(tree, Alt):
            built = [self._build(branch) for branch in tree.branches]
            first: dict[int, int] = {}
            last: dict[int, int] = {}
            for part in built:
                first |= part.first
                last |= part.last
            return _Part(first, last, min(2, sum(part.empty for part in built)))
        return self._repeated(tree)

    def _repeated(self, tree: Repeat) -> _Part:
        """Few copies are written out, the later ones each within the earlier; many count as a loop without end."""
        whole = _Part({}, {}, 1)
        if tree.most is not None and tree.most <= _COPIES:
            copies = [self._build(tree.part) for _ in range(tree.most)]
            tail = _Part({}, {}, 1)
            for copy in reversed(copies[tree.least :]):
                tail = self._joined(copy, tail)
                tail = _Part(tail.first, tail.last, 1)
            for copy in copies[: tree.least]:
                whole = self._joined(whole, copy)
            return self._joined(whole, tail)
        fixed = tree.least - 1 if 1 < tree.least <= _COPIES else 0
        for _ in range(fixed):
            whole = self._joined(whole, self._build(tree.part))
        loop = self._build(tree.part)
        self._lead(loop.last, loop.first)
        return self._joined(whole, _Part(loop.first, loop.last, 1 if tree.least == 0 else loop.empty))

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._lead(left.last, right.first)
        first, last = dict(left.first), dict(right.last)
        if left.empty:
            _add(first, right.first, left.empty)
        if right.empty:
            _add(last, left.last, right.empty)
        return _Part(first, last, min(2, left.empty * right.empty))

    def _lead(self, places: Mapping[int, int], targets: Mapping[int, int]) -> None:
        self._work.spend(len(places) * len(targets))
        for place, ways in places.items():
            _add(self.follow[place], targets, ways)

    def after(self, places: frozenset[int], mask: int) -> frozenset[int]:
        """Where reading a character of one of the atoms in `mask` leads from any of the places."""
        self._work.spend(1 + sum(len(self.follow[p]) for p in places) // 8)
        return frozenset(q for p in places for q in self.follow[p] if self.takes[q] & mask)

    def character(self, mask: int) -> str:
        """A character of one of the atoms in `mask`, one that a person can read where there is one."""
        found = [(self.bounds[n], self.bounds[n + 1]) for n in range(len(self.bounds) - 1) if mask >> n & 1]
        for wanted in "a0A1b_- .!":
            if any(low <= ord(wanted) < high for low, high in found):
                return wanted
        low, high = found[0]
        return chr(high - 1 if 0xD800 <= low < 0xE000 else max(low, min(33, high - 1)))

    def mask_of(self, character: str) -> int:
        """The atom that holds a character; 0 where no set of the pattern has it."""
        place = bisect_right(self.bounds, ord(character)) - 1
        return 1 << place if 0 <= place < len(self.bounds) - 1 else 0


def _add(to: dict[int, int], more: Mapping[int, int], times: int) -> None:
    for place, ways in more.items():
        to[place] = min(2, to.get(place, 0) + ways * times)


def components(edges: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """The strongly connected components of a graph, each after those that lead to it (Kosaraju's algorithm)."""
    order: list[int] = []
    seen: set[int] = set()
    for root in range(len(edges)):
        stack = [(root, iter(edges[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            place, rest = stack[-1]
            following = next((q for q in rest if q not in seen), None)
            if following is None:
                order.append(place)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(edges[following])))
    back: list[list[int]] = [[] for _ in edges]
    for p, targets in enumerate(edges):
        for q in targets:
            back[q].append(p)
    components, placed = [], set[int]()
    for root in reversed(order):
        if root in placed:
            continue
        component, waiting = [], [root]
        placed.add(root)
        while waiting:
            p = waiting.pop()
            component.append(p)
            for q in back[p]:
                if q not in placed:
                    placed.add(q)
                    waiting.append(q)
        components.append(sorted(component))
    return components
