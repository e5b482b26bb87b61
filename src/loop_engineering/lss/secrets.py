"""Credentials in texts, by the shapes that their issuers gave them.

Only shapes that hardly anything else has are looked for: a fixed prefix and a body of the right alphabet and length.
What is left out on purpose: passwords and hexadecimal keys, which look like any other word or digest. Each pattern
begins at the start of a word and has no two ways to match one text, so that a search is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

__all__ = ["Secret", "may_hold_secrets", "secrets_in"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential that was found: what it is, and its text, which belongs in no report."""

    kind: str
    text: str


_WORD = r"(?<![A-Za-z0-9_+-])"

_SHAPES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (kind, marks, re.compile(_WORD + pattern if wordy else pattern))
    for kind, marks, pattern, wordy in (
        ("AWS access key", ("AKIA", "ASIA"), r"A[KS]IA([A-Z2-7]{16})(?![A-Za-z0-9])", True),
        ("GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_([A-Za-z0-9]{36,255})", True),
        ("GitHub token", ("github_pat_",), r"github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})", True),
        ("GitLab token", ("glpat-",), r"glpat-([A-Za-z0-9_-]{20,64})", True),
        ("Slack token", ("xox",), r"xox[abeoprs]-([0-9]{8,14}-[A-Za-z0-9-]{10,250})", True),
        ("Slack webhook", ("hooks.slack.com",), r"hooks\.slack\.com/services/(T\w{8,12}/B\w{8,12}/\w{24})", False),
        ("Google API key", ("AIza",), r"AIza([A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])", True),
        ("Stripe key", ("_live_",), r"[rs]k_live_([A-Za-z0-9]{20,247})", True),
        ("Anthropic key", ("sk-ant-",), r"sk-ant-((?:api|admin|oat)[0-9]{2}-[A-Za-z0-9_-]{80,120})", True),
        ("OpenAI key", ("sk-",), r"sk-(?:proj|svcacct|admin)-([A-Za-z0-9_-]{40,200})", True),
        ("OpenAI key", ("sk-",), r"sk-([A-Za-z0-9]{48})(?![A-Za-z0-9_-])", True),
        ("Hugging Face token", ("hf_",), r"hf_([A-Za-z]{34})(?![A-Za-z0-9])", True),
        ("npm token", ("npm_",), r"npm_([A-Za-z0-9]{36})(?![A-Za-z0-9])", True),
        (
            "JSON Web Token",
            ("eyJ",),
            r"eyJ([A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000})",
            True,
        ),
        (
            "private key",
            ("PRIVATE KEY",),
            r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s){0,9}([A-Za-z0-9+/=]{40,80})",
            False,
        ),
    )
)  # fmt: skip

_PLACEHOLDERS = re.compile(
    r"example|x{4}|\*{3}|\.{3}|your|placeholder|dummy|redact|changeme|sample|fake|notreal|secret|insert|"
    r"abcdefg|1234567|0123456|7654321|IkpvaG4gRG9l",
    re.IGNORECASE,
)
"""What bodies of keys that are none contain; the last is the name John Doe in the token that JWT tutorials show."""

_FEWEST_CHARACTERS = 8
_LONG_WORD = re.compile(rb"[A-Za-z0-9_./+-]{20,}")
_MARKS = tuple(dict.fromkeys(mark.encode() for _, marks, _ in _SHAPES for mark in marks))


def may_hold_secrets(data: Any) -> bool:
    """Whether a closer look at the texts of a document is worth its time; nearly never."""
    text = msgspec.json.encode(data)
    # All but private keys are in one word with their mark, and few words of a spec are as long as a key.
    words = b" ".join(_LONG_WORD.findall(text))
    return b"PRIVATE KEY" in text or any(mark in words for mark in _MARKS)


def secrets_in(text: str) -> Iterator[Secret]:
    """The credentials in a text, without the ones of documentation: placeholders and keys of few different letters."""
    for kind, marks, shape in _SHAPES:
        if any(mark in text for mark in marks):
            for found in shape.finditer(text):
                body = found[1]
                if len(set(body)) >= _FEWEST_CHARACTERS and not _PLACEHOLDERS.search(body):
                    yield Secret(kind, found[0])
