"""Keys that do not belong where they stand: what was meant by each, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.other_words import Meaning
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Remove, Repair, Replace, Step, rename
from loop_engineering.lss.shape_repairs import for_condition_as_key
from loop_engineering.lss.shape_tables import ENTRIES, LIMITED
from loop_engineering.lss.shape_words import (
    cut,
    entry_of,
    in_a_list,
    missing_hint,
    number_of,
    place_name,
    place_words,
    quote,
)
from loop_engineering.lss.shorthand import CONDITIONS
from loop_engineering.lss.slips import closest, is_sure, meaning_of, meant_word, squeezed
from loop_engineering.lss.yaml_text import flow

__all__ = ["Fits", "conditions_in_a_mapping", "limits_at_the_top", "slip_of_field", "unknown_keys"]

Fits = Callable[[str, Any], bool]
"""Whether a key may hold a value as far as its type goes."""
_MOST_SLIPS = 30
_LONGEST_VALUE = 40


def unknown_keys(
    path: Sequence[str | int], value: Mapping[str, Any], known: Collection[str], kinds: Collection[str], fits: Fits
) -> Iterator[tuple[str, Problem]]:
    """A problem for each key of `value`, at `path`, that is not `known`, with the key it was taken for.

    `kinds` are the choices for `type` there. No two keys are taken for the same one.
    """
    pointer, where, place = join(*path), place_words(path), place_name(path)
    left = [name for name in known if name not in value]
    claimed = _claimed(value, known, place)
    for key in (key for key in value if key not in known):
        there, held = pointer + join(key), value[key]
        meaning = meaning_of(key, place)
        kind = _kind_as_key(key, kinds) if "type" in left and meaning is None else None
        if kind is not None:
            amount = held if isinstance(held, int | float) and not isinstance(held, bool) else None
            added = f", value: {amount}" if "value" in left and amount is not None else ""
            message = f"{where} has no key {quote(key)}; write {{type: {kind}{added}}}"
            repair = for_condition_as_key(pointer, key, kind, held, takes_value="value" in left)
            left.remove("type")
            yield "type", Problem(there, message, key=True, repair=repair)
            continue
        demand, advice, mend = "key", "", None
        near = closest(key, left)
        if meaning is not None and not (near is not None and squeezed(near) == squeezed(key)):
            demand, advice, mend = _told(there, held, meaning, _free(meaning, left, claimed), fits)
        elif near is not None:
            demand, advice = near, f'did you mean "{near}"?'
            mend = rename(there, near, safe=is_sure(key, near))
        if demand in left:
            left.remove(demand)
        advice = advice or f"it takes {', '.join(known)}"
        yield demand, Problem(there, f"{where} has no key {quote(key)}; {advice}", key=True, repair=mend)


def _kind_as_key(key: str, kinds: Collection[str]) -> str | None:
    """The choice of `type` that stands as a key."""
    if key in kinds:
        return key
    likely = meant_word(key, kinds) if kinds else None
    return likely if likely is not None and is_sure(key, likely) else None


def _claimed(value: Mapping[str, Any], known: Collection[str], place: str) -> set[str]:
    """The keys that something in the mapping stands for which can be nothing else."""
    meanings = (meaning_of(key, place) for key in value if key not in known)
    return {meaning.keys[0] for meaning in meanings if meaning is not None and len(meaning.keys) == 1}


def _free(meaning: Meaning, left: Collection[str], claimed: Collection[str]) -> list[str]:
    """Of the keys that one of elsewhere may be, those that are not there, under whatever name."""
    return [key for key in meaning.keys if key in left and (len(meaning.keys) == 1 or key not in claimed)]


def _told(there: str, held: Any, meaning: Meaning, free: Sequence[str], fits: Fits) -> tuple[str, str, Repair | None]:
    """Which of the `free` keys one of elsewhere is taken for, what to write, and what mends it."""
    fitting = [key for key in free if fits(key, held) and (key != "id" or _ID.fullmatch(held))]
    if fitting:
        safe = meaning.sure and len(fitting) == 1
        return fitting[0], f'did you mean "{fitting[0]}"?', rename(there, fitting[0], safe=safe)
    demand = free[0] if free else "key"
    if free == ["id"] and isinstance(held, str) and _ID.fullmatch(name := _as_id(held)):
        repair = Repair(f"write id: {name}", (Replace(there, "id", key=True), Replace(there, name)), safe=False)
        return demand, f"write id: {name}", repair
    if meaning.advice:
        short = isinstance(held, str | int | float) and len(str(held)) <= _LONGEST_VALUE
        return demand, meaning.advice.format(value=flow(held) if short else "…"), None
    if free:
        return demand, f"write {free[0]}{missing_hint(free[0], None, [])}", None
    return demand, f'"{meaning.keys[0]}" is there already, so put what this holds into it', None


_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def _as_id(name: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "_", name[: _LONGEST_VALUE * 2].lower()).strip("_-")


def slip_of_field(key: str, value: Mapping[str, Any], known: Collection[str], fits: Fits) -> Problem | None:
    """A key of the spec that stands for the required `key`, which is not there."""
    for name in _unknown(value, known):
        meaning = meaning_of(name, "")
        meant = meaning is not None and key in meaning.keys
        if not meant and closest(name, [key]) != key:
            continue
        start = f'the spec has no "{key}", but {quote(name)}; '
        there, held = join(name), value[name]
        safe = meaning.sure if meaning is not None and meant else is_sure(name, key)
        if fits(key, held):
            return Problem(there, f'{start}did you mean "{key}"?', key=True, repair=rename(there, key, safe=safe))
        entry = entry_of(key, held) if key in ENTRIES and isinstance(held, str) and held.strip() else None
        if entry is None or len(entry) > _LONGEST_VALUE:
            return Problem(there, f'{start}write "{key}" in its place{missing_hint(key, None, [])}', key=True)
        text = flow([{ENTRIES[key]: entry}])
        repair = Repair(f"write {key}: {text}", (Replace(there, key, key=True), Replace(there, text)), safe)
        return Problem(there, f"{start}write {key}: {text}", key=True, repair=repair)
    return None


def limits_at_the_top(value: Mapping[str, Any], known: Collection[str]) -> Problem | None:
    """Limits that stand as keys of a spec without termination_conditions."""
    found: dict[str, tuple[str, int | float | None]] = {}
    for name in _unknown(value, known):
        kind = meant_word(name, LIMITED)
        if kind is not None and is_sure(name, kind) and kind not in found:
            found[kind] = (name, _limit(kind, value[name]))
    if not found:
        return None
    names = [name for name, _ in found.values()]
    examples: Mapping[str, int] = {"max_iterations": 10, "max_cost_usd": 5, "timeout": 600}
    entries = [
        {"type": kind, "value": examples[kind] if number is None else number} for kind, (_, number) in found.items()
    ]
    what = f"{' and '.join(map(cut, names))} as {'a condition' if len(names) == 1 else 'conditions'}"
    message = f'the spec has no "termination_conditions"; write {what}: termination_conditions: {flow(entries)}'
    first, *others = names
    repair = None
    if all(number is not None for _, number in found.values()):
        steps: list[Step] = [
            Replace(join(first), "termination_conditions", key=True),
            Replace(join(first), flow(entries)),
            *(Remove(join(name)) for name in others),
        ]
        timeout, budget = found.get("timeout"), found.get("max_cost_usd")
        # Seconds are a guess unless a unit says so, and a budget could be cost_limits.
        safe = (timeout is None or isinstance(value[timeout[0]], str) or "second" in timeout[0].lower()) and (
            budget is None or "budget" not in budget[0].lower()
        )
        repair = Repair(f"write {what}", tuple(steps), safe)
    return Problem(join(first), message, key=True, repair=repair)


def _limit(kind: str, value: Any) -> int | float | None:
    """The number of a limit, in its unit; None where the value gives none that can be one."""
    if isinstance(value, str):
        text = number_of(["termination_conditions", "value"], value) if len(value) <= _LONGEST_VALUE else None
        if text is None:
            return None
        value = float(text)
        value = int(value) if value.is_integer() else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e15:
        return None
    return value if kind != "max_iterations" or float(value).is_integer() else None


def _unknown(value: Mapping[str, Any], known: Collection[str]) -> list[str]:
    found = [name for name in value if name not in known and name[:2] != "x_"]
    return found[:_MOST_SLIPS]


def conditions_in_a_mapping(value: Mapping[str, Any]) -> Problem | None:
    """Conditions given as a mapping that is none of success, failure and stall, and what the list of them is."""
    if {"success", "failure", "stall"} & value.keys():
        return None
    field, start = "termination_conditions", "termination_conditions is a mapping"
    if any(squeezed(key) == ENTRIES[field] for key in list(value)[:_MOST_SLIPS]):
        text = in_a_list(value)
        return Problem(join(field), f"{start}; put it in a list: {field}: {text}")
    entries: list[dict[str, Any]] = []
    for key, held in list(value.items())[:_MOST_SLIPS]:
        kind = _kind_as_key(key, CONDITIONS)
        if kind is None:
            return None
        number = _limit(kind, held)
        entries.append({"type": kind} if number is None else {"type": kind, "value": number})
    if not entries or len(entries) < len(value):
        return None
    return Problem(join(field), f"{start}; put each in a list: {field}: {flow(entries)}")
