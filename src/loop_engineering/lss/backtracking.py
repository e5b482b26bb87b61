"""Patterns on which a backtracking matcher can run for ever, with a text that makes it.

Trying a pattern on a text that does not match in the end takes as many steps as there are ways to read the text:
exponentially many if two different ways lead from a place in the pattern back to it over the same text, and n to the
power of d if d loops follow each other each of which can hand a text on to the next piece by piece. Those are the
conditions of Weber and Seidl for the ambiguity of an automaton. What comes out is an attack that can be tried; a
pattern that is too large or outside the common dialects gives none. The square is let pass: ordinary patterns have
it, and it takes very long texts to hurt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial, inf, log2

from loop_engineering.lss.automaton import Automaton, TooLarge, Work, components
from loop_engineering.lss.regex import Alt, Chars, Seq, Tree, Unread, read_pattern

__all__ = ["STEPS", "Attack", "attack_on"]

STEPS = 10**9
"""More steps than this are called running for ever: about ten seconds of a fast matcher, a minute of a slow one."""

_MAX_SETS = 300
_SETTING_UP = 300
_TRIAL = 40
"""How often a repeated part is read to see where it leads, if it leads to something else each time."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A family of texts that do not match: `pieces` of (what leads in, what is repeated), then `end`.

    `degree` is the power with which the steps grow in the length of the text; None where they grow exponentially.
    """

    pieces: tuple[tuple[str, str], ...]
    end: str
    degree: int | None

    def text(self, times: int) -> str:
        """The text with each repeated part `times` over."""
        return "".join(lead + pump * times for lead, pump in self.pieces) + self.end

    def steps(self, length: int) -> float:
        """How many steps, at least in order of magnitude, a text of at most `length` characters can cost."""
        room = max(length - len(self.end) - sum(len(lead) for lead, _ in self.pieces), 0)
        pumps = [pump for _, pump in self.pieces]
        times = room / (len(pumps[0]) if len(set(pumps)) == 1 else sum(map(len, pumps)))
        if self.degree is None:
            return 2.0**times if times < 1000 else inf
        return times**self.degree / factorial(self.degree)


def attack_on(pattern: str, longest: int, work: Work | None = None) -> Attack | None:
    """A text of at most `longest` characters that costs over `STEPS` steps; None where there is none or none is found.

    The pattern is taken to have to match the whole text. Raises NotARegex where it is no pattern.
    """
    work = work or Work()
    try:
        work.spend(len(pattern))
        tree = read_pattern(pattern)
        longest = int(min(longest, _length(tree) + 1))
        if _ways(tree) * longest <= STEPS:
            return None
        work.spend(_SETTING_UP)
        search = _Search(Automaton(tree, work), work)
        attack = search.exponential()
        if attack is None or attack.steps(longest) <= STEPS:
            ends = pattern.endswith(("$", "\\Z", "\\z"))
            attack = search.polynomial(longest, whole=ends)
    except (Unread, TooLarge):
        return None
    return attack if attack is not None and attack.steps(longest) > STEPS else None


def _ways(tree: Tree) -> float:
    """At most how many ways there are through the tree, whatever the text; infinite where something repeats."""
    if isinstance(tree, Chars):
        return 1
    if isinstance(tree, Seq):
        return _product(_ways(part) for part in tree.parts)
    if isinstance(tree, Alt):
        return sum(_ways(branch) for branch in tree.branches)
    once = _ways(tree.part)
    if tree.most is None:
        return inf
    if once == 1 or not tree.most:
        return tree.most - tree.least + 1
    return inf if once == inf or log2(once) * (tree.most + 1) > 100 else once ** (tree.most + 1)


def _length(tree: Tree) -> float:
    """The length of the longest text that the tree takes."""
    if isinstance(tree, Chars):
        return 1
    if isinstance(tree, Seq):
        return sum(_length(part) for part in tree.parts)
    if isinstance(tree, Alt):
        return max(_length(branch) for branch in tree.branches)
    once = _length(tree.part)
    if not once or tree.most == 0:
        return 0
    return inf if tree.most is None else once * tree.most


def _product(numbers: Iterable[float]) -> float:
    result = 1.0
    for number in numbers:
        result *= number
    return result


_Triple = tuple[int, int, int]
_Loop = Mapping[int, Sequence[int]]
"""The places of a loop, each with the places of the loop that can follow it."""


class _Search:
    """Looks for attacks. `loops` are the parts of the automaton that a text can go round in, in order of reading."""

    def __init__(self, automaton: Automaton, work: Work) -> None:
        self.automaton, self._work = automaton, work
        self.edges = [tuple(q for q in follow if automaton.takes[q]) for follow in automaton.follow]
        reached = self._reached(0)
        self.loops: list[_Loop] = []
        for part in components(self.edges):
            inside = frozenset(part)
            loop = {p: tuple(q for q in self.edges[p] if q in inside) for p in part if p in reached}
            if any(loop.values()):
                self.loops.append(loop)

    def exponential(self) -> Attack | None:
        """An attack by two ways around one loop."""
        for loop in self.loops:
            pump = self._twice_around(loop)
            if pump is not None:
                place, text = pump
                attack = self._completed([(self._path(0, place), text)], None)
                if attack is not None:
                    return attack
        return None

    def polynomial(self, longest: int, *, whole: bool) -> Attack | None:
        """An attack by a chain of loops each of which can hand a text on to the next, the first that is dear enough.

        Where the pattern need not match the whole text, the attack must not match with its beginning either.
        """
        chains: list[list[tuple[int, int, str]]] = []
        for number, loop in enumerate(self.loops):
            best: list[tuple[int, int, str]] = []
            for before in range(number):
                link = self._link(self.loops[before], loop)
                if link is None:
                    continue
                leading = [chain for chain in chains if chain and self._reaches(chain[-1][1], link[0])]
                chain = [*max(leading, key=len, default=[]), link]
                if len(chain) > len(best):
                    best = chain
                    attack = self._chained(chain, whole=whole) if len(chain) > 1 else None
                    if attack is not None and attack.steps(longest) > STEPS:
                        return attack
            chains.append(best)
        return None

    def _chained(self, chain: Sequence[tuple[int, int, str]], *, whole: bool) -> Attack | None:
        pieces, at = [], 0
        for p, q, pump in chain:
            pieces.append((self._path(at, p), pump))
            at = q
        return self._completed(pieces, len(chain) + 1, whole=whole)

    def _link(self, first: _Loop, second: _Loop) -> tuple[int, int, str] | None:
        """(p, q, text) where the text leads p to p, p to q, and q to q, for p in the first loop and q in the second."""
        for p in first:
            for q in second:
                text = self._handed_on(p, q, first, second)
                if text is not None:
                    return p, q, text
        return None

    def _twice_around(self, loop: _Loop) -> tuple[int, str] | None:
        """(place, text) such that the text leads from the place back to it in two ways without leaving the loop."""
        follow, takes = self.automaton.follow, self.automaton.takes
        for p in loop:
            for q in loop[p]:
                if follow[p][q] > 1:
                    return p, self.automaton.character(takes[q]) + self._path(q, p, loop)
        # Two readers start together; where they part and meet again, what they read meanwhile has two ways.
        came: dict[tuple[int, int], tuple[tuple[int, int] | None, int]] = {(p, p): (None, 0) for p in loop}
        waiting = deque(came)
        while waiting:
            pair = waiting.popleft()
            for p in loop[pair[0]]:
                for q in loop[pair[1]]:
                    self._work.spend()
                    both = takes[p] & takes[q]
                    following = (min(p, q), max(p, q))
                    if both and p == q and pair[0] != pair[1]:
                        start, text = self._parted(came, pair)
                        return start, text + self.automaton.character(both) + self._path(p, start, loop)
                    if both and following not in came:
                        came[following] = (pair, both)
                        waiting.append(following)
        return None

    def _parted(
        self, came: Mapping[tuple[int, int], tuple[tuple[int, int] | None, int]], pair: tuple[int, int]
    ) -> tuple[int, str]:
        """Where two readers who are at `pair` started together, and what they have read since."""
        text = ""
        before, mask = came[pair]
        while before is not None:
            text = self.automaton.character(mask) + text
            pair = before
            before, mask = came[pair]
        return pair[0], text

    def _handed_on(self, p: int, q: int, first: _Loop, second: _Loop) -> str | None:
        """A text that leads p to p, p to q and q to q, or None."""
        takes = self.automaton.takes
        begin, goal = (p, p, q), (p, q, q)
        came: dict[_Triple, tuple[_Triple, int]] = {}
        waiting = deque((begin,))
        while waiting:
            at = waiting.popleft()
            outer = [(a, c, takes[a] & takes[c]) for a in first[at[0]] for c in second[at[2]]]
            self._work.spend(len(outer))
            for a, c, shared in outer:
                for b in self.edges[at[1]] if shared else ():
                    self._work.spend()
                    following = (a, b, c)
                    if not takes[b] & shared or following in came:
                        continue
                    came[following] = (at, takes[b] & shared)
                    if following == goal:
                        return self._trace(came, goal, begin)
                    waiting.append(following)
        return None

    def _trace(self, came: Mapping[_Triple, tuple[_Triple, int]], at: _Triple, begin: _Triple) -> str:
        text = ""
        while True:
            at, mask = came[at]
            text = self.automaton.character(mask) + text
            if at == begin:
                return text

    def _path(self, start: int, goal: int, inside: _Loop | None = None) -> str:
        """A shortest text that leads from one position to another that it reaches; empty where they are one."""
        came = {start: (start, 0)}
        waiting = deque((start,))
        while waiting and goal not in came:
            p = waiting.popleft()
            for q in self.edges[p]:
                self._work.spend()
                if q not in came and (inside is None or q in inside):
                    came[q] = (p, self.automaton.takes[q])
                    waiting.append(q)
        text = ""
        while goal != start:
            goal, mask = came[goal]
            text = self.automaton.character(mask) + text
        return text

    def _reaches(self, start: int, goal: int) -> bool:
        return goal in self._reached(start)

    def _reached(self, start: int) -> set[int]:
        seen, waiting = {start}, [start]
        while waiting:
            for q in self.edges[waiting.pop()]:
                self._work.spend()
                if q not in seen:
                    seen.add(q)
                    waiting.append(q)
        return seen

    def _completed(self, pieces: Sequence[tuple[str, str]], degree: int | None, *, whole: bool = True) -> Attack | None:
        """The attack with an end that keeps its texts from matching; None where they match whatever follows."""
        attack = Attack(tuple(pieces), "", degree)
        places = frozenset((0,))
        for lead, pump in attack.pieces:
            before, trial = None, 0
            while trial < _TRIAL and places != before:
                before = places if trial else None
                for character in pump if trial else lead:
                    if not whole and places & self.automaton.accepting:
                        return None
                    places = self.automaton.after(places, self.automaton.mask_of(character))
                trial += 1
        ends = {places: ""}
        waiting = deque((places,))
        outside = next((sign for sign in "!\x00\n" if not self.automaton.mask_of(sign)), None)
        while waiting and len(ends) < _MAX_SETS:
            places = waiting.popleft()
            if not places & self.automaton.accepting:
                return Attack(attack.pieces, ends[places], degree)
            if not whole:
                continue
            if outside is not None:
                return Attack(attack.pieces, ends[places] + outside, degree)
            for number in range(len(self.automaton.bounds) - 1):
                self._work.spend()
                following = self.automaton.after(places, 1 << number)
                if following not in ends:
                    ends[following] = ends[places] + self.automaton.character(1 << number)
                    waiting.append(following)
        return None
