"""Numbers and plots of the page on memory systems: what each way of remembering makes a loop read, and pay.

Iterations count from 1. `BASE` tokens are read in every iteration whatever the memory; every iteration leaves an entry of
`ENTRY` tokens. Prices are the page's assumptions, in US dollars a million tokens.
"""

from __future__ import annotations

from collections.abc import Callable

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "cached_read",
    "claims",
    "cost",
    "crossing",
    "plots",
    "read",
    "runs_misled",
    "summary_pays_after",
    "total_read",
]

PAGE = "fundamentals/04-memory-systems.md"

BASE = 4000
ENTRY = 1500
WINDOW = 5
EVERY = 10
SUMMARY = 1200
ITEMS = 4
ITEM = 400
ITERATIONS = 60
READ_USD = 3.0
WRITE_USD = 15.0
CACHED = 0.1
"""Price of a token read from a cache, as a share of the price of one read afresh."""

_TIMES = {2: "two", 4: "four", 5: "five", 10: "ten"}

POLICIES = ("transcript", "window", "summary", "retrieval")

GIVEN = [
    "60 mismatches, one an iteration",
    "$b = 4{,}000$",
    "$c = 1{,}500$",
    "$j = 10$",
    "$s = 1{,}200$",
    "$r = 400$",
    "3 USD per million tokens read, 15 USD per million written",
    "a token read from a cache costs $\\gamma = 0.1$ of one read afresh",
    "400 USD",
    "800 tokens",
    "40 runs a day",
    "20 iterations",
    "180 days",
    "14 days",
    "one run in 20",
    "1,000 tokens",
    "2,000 tokens",
    "200,000 tokens",
    "$q = 5$",
    "10 runs a day",
    "30 days",
    "one run in 4",
    "three days",
]


def read(policy: str, iteration: int) -> int:
    """Tokens that the worker reads in an iteration under one of `POLICIES`; the first is 1."""
    past = iteration - 1
    match policy:
        case "transcript":
            return BASE + ENTRY * past
        case "window":
            return BASE + ENTRY * min(past, WINDOW)
        case "summary":
            return BASE + (SUMMARY if past >= EVERY else 0) + ENTRY * (past % EVERY)
        case "retrieval":
            return BASE + ITEM * min(past, ITEMS)
    raise ValueError(policy)


def cached_read(policy: str, iteration: int) -> float:
    """The same, in tokens at full price: what stood unchanged at the front of the last call counts `CACHED`.

    The instructions stand in front under every policy. A transcript only grows at its end; so does a block under a
    summary. A window drops its oldest entry and a retrieval picks others, so all of theirs is read afresh.
    """
    whole = read(policy, iteration)
    if iteration == 1:
        return whole
    past = iteration - 1
    match policy:
        case "transcript":
            front = BASE + ENTRY * (past - 1)
        case "summary":
            front = whole - ENTRY if past % EVERY else BASE
        case "window" if past <= WINDOW:
            front = BASE + ENTRY * (past - 1)
        case _:
            front = BASE
    return CACHED * front + whole - front


def total_read(policy: str, iterations: int) -> int:
    """Tokens that the worker reads in a run of so many iterations."""
    return sum(read(policy, t) for t in range(1, iterations + 1))


def cost(policy: str, iterations: int, *, cached: bool = False) -> float:
    """US dollars of a run's reading, and of the writing that only this policy asks for.

    A summary is written after every `EVERY` iterations but the last, by a call that reads the former summary and the
    block, afresh; a retrieval writes a note of `ITEM` tokens in each iteration. Looking things up is taken as free.
    """
    tokens = sum((cached_read if cached else read)(policy, t) for t in range(1, iterations + 1))
    written = 0
    if policy == "summary":
        blocks = (iterations - 1) // EVERY
        tokens += blocks * EVERY * ENTRY + max(0, blocks - 1) * SUMMARY
        written = blocks * SUMMARY
    elif policy == "retrieval":
        written = iterations * ITEM
    return (tokens * READ_USD + written * WRITE_USD) / 1e6


def summary_pays_after(length: int, summary: int, ratio: float) -> float:
    """Iterations after which a summary has paid for itself: (L + q s) / (L - s).

    `length` is L, the tokens summarized, `summary` s, those that replace them, `ratio` q, the price of a token written
    over that of one read.
    """
    return (length + ratio * summary) / (length - summary)


def crossing(iterations: int = 400) -> tuple[int, int]:
    """The first iteration that costs more with a cached transcript than with a window, and the first total that does."""
    single = next(
        t for t in range(2, iterations) if cached_read("transcript", t) > cached_read("window", t) and t > WINDOW + 1
    )
    total = next(n for n in range(2, iterations) if _usd("transcript", n) > _usd("window", n))
    return single, total


def _usd(policy: str, iterations: int) -> float:
    return cost(policy, iterations, cached=True)


def runs_misled(runs_per_day: float, days: float, share: float) -> float:
    """Expected number of runs that read a wrong entry of persistent memory before it is gone."""
    return runs_per_day * days * share


def _summed(name: str, price: Callable[[int], float]) -> Series:
    x = list(range(2, 121, 2))
    return Series(name, x, [price(n) for n in x])


def plots() -> dict[str, Plot]:
    """Tokens read per iteration by policy, and dollars of a run by policy where prompts are cached."""
    x = list(range(1, ITERATIONS + 1))
    _single, total = crossing()
    names = {
        "transcript": "whole transcript",
        "window": f"window of {WINDOW}",
        "summary": f"summary every {EVERY}",
        "retrieval": f"retrieval of {ITEMS}",
    }
    return {
        "memory-tokens": Plot(
            title="Tokens read in each iteration",
            x_label="iteration",
            y_label="tokens read",
            series=[Series(names[policy], x, [float(read(policy, t)) for t in x]) for policy in POLICIES],
            alt=(
                f"The transcript's line climbs steadily from {read('transcript', 1):,} tokens to "
                f"{read('transcript', ITERATIONS):,} in iteration {ITERATIONS}. The window levels off at "
                f"{read('window', ITERATIONS):,}, retrieval at {read('retrieval', ITERATIONS):,}, and the summary is a "
                f"sawtooth between {read('summary', ITERATIONS - EVERY + 1):,} and {read('summary', ITERATIONS):,}."
            ),
        ),
        "memory-cost": Plot(
            title="Cost of a run where the unchanged front of a prompt is cached",
            x_label="iterations in the run",
            y_label="memory, USD a run",
            series=[
                _summed("transcript, no cache", lambda n: cost("transcript", n)),
                _summed("transcript", lambda n: _usd("transcript", n)),
                _summed(names["window"], lambda n: _usd("window", n)),
                _summed(names["summary"], lambda n: _usd("summary", n)),
                _summed(names["retrieval"], lambda n: _usd("retrieval", n)),
            ],
            rules=[Rule(total, f"transcript passes window: {total}", axis="x")],
            y_range=(0, 8),
            alt=(
                f"Without a cache the transcript costs {cost('transcript', ITERATIONS):.2f} USD at {ITERATIONS} "
                f"iterations and leaves the plot; with one it costs {_usd('transcript', ITERATIONS):.2f} USD there, less "
                f"than the window's {_usd('window', ITERATIONS):.2f} USD, and passes it at {total} iterations."
            ),
        ),
    }


def claims() -> list[str]:
    """What the page says, from the functions above."""
    n = ITERATIONS
    rows = {
        "transcript": "the rest of its run",
        "window": f"{WINDOW} iterations",
        "summary": "up to the rest of its run",
        "retrieval": "as long as it is kept",
    }
    single, total = crossing()
    lesson = 800 * READ_USD / 1e6
    iterations = 400 / lesson
    limit = (200_000 - BASE) // ENTRY + 1
    return [
        *(
            f"{read(policy, n):,} | {total_read(policy, n):,} | {cost(policy, n):.2f} | "
            f"{cost(policy, n, cached=True):.2f} | {wrong} |"
            for policy, wrong in rows.items()
        ),
        f"$60 \\times 4{{,}}000 + 1{{,}}500 \\times 60 \\times 59 / 2 = {_tex(total_read('transcript', n))}$",
        f"{total_read('transcript', 100) / total_read('transcript', 10):.0f} times the reading",
        f"$L = 10 \\times 1{{,}}500 = {_tex(EVERY * ENTRY)}$",
        f"$q = 15 / 3 = {WRITE_USD / READ_USD:.0f}$",
        f"tokens in iteration {n}",
        f"iteration {single}",
        f"{total} iterations",
        f"after {limit} iterations",
        f"$(15{{,}}000 + 5 \\times 1{{,}}200) / (15{{,}}000 - 1{{,}}200) = {summary_pays_after(15000, 1200, 5):.2f}$",
        f"{lesson:.4f} USD",
        f"{iterations:,.0f} iterations",
        f"{iterations / 800:.0f} days, and about {_TIMES[round(1 / CACHED)]} times as long where the prompt is cached",
        f"$40 \\times 180 \\times 0.05 = {runs_misled(40, 180, 0.05):.0f}$",
        f"$40 \\times 14 \\times 1 = {runs_misled(40, 14, 1):.0f}$",
        f"$40 \\times 14 \\times 0.05 = {runs_misled(40, 14, 0.05):.0f}$",
        # Exercise 1
        f"$20 \\times 1{{,}}000 + 2{{,}}000 \\times 20 \\times 19 / 2 = {_tex(20 * 1000 + 2000 * 190)}$",
        f"$40 \\times 1{{,}}000 + 2{{,}}000 \\times 40 \\times 39 / 2 = {_tex(40 * 1000 + 2000 * 780)}$",
        f"{(40 * 1000 + 2000 * 780) / (20 * 1000 + 2000 * 190):.1f} times",
        # Exercise 2
        *(
            f"$({_tex(length)} + 5 \\times 1{{,}}000) / ({_tex(length)} - 1{{,}}000) = "
            f"{summary_pays_after(length, 1000, 5):.{digits}f}$"
            for length, digits in ((10_000, 2), (20_000, 2), (2_000, 0))
        ),
        # Exercise 3
        f"$10 \\times 30 \\times 0.25 = {runs_misled(10, 30, 0.25):.0f}$",
        f"$10 \\times 3 \\times 0.25 = {runs_misled(10, 3, 0.25):.1f}$",
        f"$10 \\times 3 = {runs_misled(10, 3, 1):.0f}$",
    ]


def _tex(number: int) -> str:
    return f"{number:,}".replace(",", "{,}")
