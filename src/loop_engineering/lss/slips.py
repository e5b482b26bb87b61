"""Slips of the pen: which of some names a word was meant to be, and how sure that is."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Collection, Iterable

from loop_engineering.lss.other_words import OTHER_KEYS, OTHER_WORDS, VAGUE_WORDS, Meaning
from loop_engineering.lss.repair import Repair, rename, write
from loop_engineering.lss.yaml_text import string

__all__ = ["closest", "corrected", "did_you_mean", "is_sure", "meaning_of", "meant_word", "squeezed"]

_LONGEST_WORD = 128
_MANY_NAMES = 30
_MOST_WORK = 20_000
_MOST_SHOWN = 12
_NONE = "there is none to refer to"
_SURE = 0.8
"""From this similarity on (difflib's ratio, 0 to 1) a word is taken for a slip: one letter in five is wrong."""
_SHORTEST_BEGINNING = 4
_SEPARATORS = str.maketrans("", "", " -_")


def closest(word: str, among: Iterable[str]) -> str | None:
    """The candidate that `word` is probably a slip of, or None."""
    if not 0 < len(word) <= _LONGEST_WORD:
        return None
    candidates = list(among)
    folded = {_folded(item): item for item in reversed(candidates)}
    key = _folded(word)
    if key in folded:
        return folded[key]
    bare = squeezed(word)
    alike = next((item for item in candidates if squeezed(item) == bare), None) if bare else None
    if alike is not None:
        return alike
    near: Iterable[str] = reversed(folded)
    if len(folded) > _MANY_NAMES or len(folded) * len(key) ** 2 > _MOST_WORK:
        # Comparing takes the square of the length, and the names in a document are as many as its author likes.
        similar = (item for item in near if item[:2] == key[:2] or item[-3:] == key[-3:])
        near = itertools.islice(
            (item for item in similar if abs(len(item) - len(key)) <= 2), 10_000 // len(key) ** 2 + 2
        )
    matches = difflib.get_close_matches(key, near, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """The end of a message about an unknown word: the likely one, or all that there are."""
    candidates = list(among)
    likely = closest(word, candidates)
    if likely is not None:
        return f'did you mean "{likely}"?'
    shown = [*candidates[:_MOST_SHOWN], *(["…"] if len(candidates) > _MOST_SHOWN else [])]
    return f"write one of {', '.join(shown)}" if len(shown) > 1 else f'write "{shown[0]}"' if shown else _NONE


def is_sure(word: str, likely: str) -> bool:
    """Whether `word` can hardly mean anything but `likely`: one or two letters off, or its beginning, or so used."""
    key, wanted = _folded(word), _folded(likely)
    if key == wanted or (bare := squeezed(word)) == squeezed(likely) or likely in _WORDS.get(bare, ()):
        return True
    if min(len(key), len(wanted)) >= _SHORTEST_BEGINNING and (key.startswith(wanted) or wanted.startswith(key)):
        return True
    return difflib.SequenceMatcher(None, wanted, key).ratio() >= _SURE


def corrected(pointer: str, word: str, among: Collection[str], *, key: bool = False, prefix: str = "") -> Repair | None:
    """Write the name that `word` is a slip of, after `prefix`, at `pointer`; safe where no other can be meant."""
    likely = closest(word, among)
    if likely is None:
        return None
    safe = is_sure(word, likely)
    return rename(pointer, likely, safe=safe) if key else write(pointer, string(prefix + likely), safe=safe)


def meant_word(word: str, among: Collection[str]) -> str | None:
    """The choice that a word of elsewhere, or a slip of the pen, stands for; None if it is not known."""
    bare = squeezed(word)
    others = (*_WORDS.get(bare, ()), *_VAGUE.get(bare, ()))
    return next((other for other in others if other in among), None) or closest(word, among)


def meaning_of(key: str, place: str) -> Meaning | None:
    """What a key of elsewhere stands for at a place, named as in `OTHER_KEYS`."""
    return _KEYS[place].get(squeezed(key)) if place in _KEYS else None


def squeezed(word: str) -> str:
    """The word without what spellings differ in: case, spaces, hyphens and underscores; "" of one too long."""
    return word.lower().translate(_SEPARATORS) if len(word) <= _LONGEST_WORD else ""


_WORDS = {squeezed(word): choices for word, choices in OTHER_WORDS.items()}
_VAGUE = {squeezed(word): choices for word, choices in VAGUE_WORDS.items()}
_KEYS = {place: {squeezed(key): meaning for key, meaning in keys.items()} for place, keys in OTHER_KEYS.items()}


def _folded(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
