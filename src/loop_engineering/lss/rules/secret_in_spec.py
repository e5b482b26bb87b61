"""Credentials in the text of a spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.secrets import may_hold_secrets, secrets_in
from loop_engineering.lss.subject import Subject

# The way to a value: the way to what holds it, and its key or number there. A pointer is spelt out only where needed.
_Path = tuple[Any, str | int] | None


def check(subject: Subject) -> Iterator[Problem]:
    """Tells each credential once, where it stands first, and never prints it: reports are read by more people."""
    if not may_hold_secrets(subject.written):
        return
    told: set[str] = set()
    for path, text, is_key in _texts(subject.expanded.data):
        for secret in secrets_in(text):
            if secret.text not in told:
                told.add(secret.text)
                article = "an" if secret.kind[0] in "AO" else "a"
                yield Problem(
                    _pointer(path),
                    f"this is {article} {secret.kind}, in a file that people and models read; revoke it, and name an "
                    "environment variable or an entry of a secret store instead",
                    key=is_key,
                )


def _texts(value: Any) -> Iterator[tuple[_Path, str, bool]]:
    """Every string of the document with the way to it, in order, keys included."""
    waiting: list[tuple[Any, _Path]] = [(value, None)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            yield path, value, False
        elif isinstance(value, dict):
            for key in value:
                yield (path, key), key, True
            waiting.extend((item, (path, key)) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((value[number], (path, number)) for number in range(len(value) - 1, -1, -1))


def _pointer(path: _Path) -> str:
    parts: list[str | int] = []
    while path is not None:
        path, part = path
        parts.append(part)
    return join(*reversed(parts))


RULE = Rule(
    id="LSS504",
    name="secret-in-spec",
    severity="error",
    summary="The spec holds a credential: a key or a token in an example, a default, a config or an extension.",
    rationale=(
        "Specs are committed, published and put into prompts, and a secret in any of these is no secret. A study of "
        "public repositories found leaked keys in over 100,000 of them and thousands of new ones each day "
        "(Meli et al., NDSS 2019)."
    ),
    remedy="Revoke the credential, then name where the runtime finds its successor, for instance ${BILLING_API_KEY}.",
    failure_mode="F12",
    check=check,
    sources=("meli2019",),
)
