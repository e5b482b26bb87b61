"""Workers with tools that change the world, and nothing over them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import covered, listed
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Fires once a spec, and only on tools whose name says that they act; a guard that only warns guards nothing."""
    spec = subject.spec
    guards = [item for item in spec.safety_constraints if item.type in _GUARDS and item.action != "warn"]
    guarded = covered(guards, subject.index.workers)
    bare = [
        (number, place, worker.id, tool)
        for number, worker in enumerate(spec.workers)
        if worker.id not in guarded
        for place, tool in enumerate(worker.tools)
        if _acts(tool)
    ]
    if bare:
        number, place, name, _ = bare[0]
        tools = list(dict.fromkeys(tool for *_, worker, tool in bare if worker == name))
        others = len({worker for *_, worker, _ in bare}) - 1
        also = f", and so can {others} other worker{'s' if others > 1 else ''}" if others else ""
        yield Problem(
            join("workers", number, "tools", place),
            f'worker "{name}" can change things outside the loop ({listed(tools)}){also}, and no tool_allowlist, '
            "egress_monitor or human_gate stands over it; add one at pre_worker that halts or asks a person",
        )


_GUARDS = ("tool_allowlist", "egress_monitor", "human_gate")
_ACTING = frozenset(
    (
        *("bash", "exec", "execute", "shell", "terminal", "install", "kill", "deploy", "push", "commit", "merge"),
        *("write", "edit", "insert", "update", "upload", "move", "delete", "remove", "rm", "drop", "truncate"),
        *("send", "mail", "post", "publish", "release", "terminate", "cancel", "destroy"),
        *("pay", "buy", "purchase", "charge", "refund", "transfer", "trade"),
    )
)
_SAFE = frozenset(
    ("read", "get", "list", "search", "sandbox", "dry", "preview", "simulate", "draft", "plan", "todo", "todos")
)
_WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")


def _acts(tool: str) -> bool:
    """Whether a word of the tool's name is a verb of change: `edit_file`, `GitPush`, `send-mail`."""
    words = {word.lower() for word in _WORDS.findall(tool[:128])}
    return not _ACTING.isdisjoint(words) and _SAFE.isdisjoint(words)


RULE = Rule(
    id="LSS506",
    name="unguarded-tools",
    severity="info",
    summary="A worker can act on the world, and no allow-list, egress monitor or person stands over it.",
    rationale=(
        "What a worker is told not to do, it can still do. In July 2025 a coding agent deleted the production database "
        "of the application that it was building, in a code freeze that its user had declared: the freeze was an "
        "instruction, the database within reach."
    ),
    remedy="Add a tool_allowlist, an egress_monitor or a human_gate at pre_worker that covers the worker.",
    failure_mode="F12",
    check=check,
    sources=("heise2025",),
)
