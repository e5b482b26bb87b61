"""Hostile inputs that are too large to keep as files: each is made when it is asked for, always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.examples import BUDGET, CORE

__all__ = ["MADE"]

_MIB = 1_048_576

_CORE = CORE + BUDGET


def _filled(head: str, unit: str, tail: str = "", size: int = _MIB - 2_000) -> str:
    """`unit`, as often as it fits into `size`, between `head` and `tail`."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def _numbered(head: str, line: str, count: int) -> str:
    """`line` with its number, `count` times."""
    return head + "".join(line.format(number) for number in range(count))


MADE: Mapping[str, Callable[[], str]] = {
    "one-scalar-of-1-mib.yaml": lambda: _filled(f'{_CORE}extensions: {{note: "', "lorem ", '"}\n'),
    "one-plain-scalar-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions: {{note: ", "word ", "}\n"),
    "one-block-scalar-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions:\n  note: |\n", "    a line of a log\n"),
    "scalar-past-1-mib.yaml": lambda: _filled(f'{_CORE}extensions: {{note: "', "lorem ", '"}\n', 2 * _MIB),
    "comments-of-1-mib.yaml": lambda: _filled(_CORE, "# a comment that says nothing\n"),
    "blank-lines-of-1-mib.yaml": lambda: _filled(_CORE, "\n"),
    "hashes-of-1-mib.yaml": lambda: _filled(f'{_CORE}extensions: {{note: "', "# lss: ignore[", '"}\n'),
    "suppressions-of-1-mib.yaml": lambda: _filled(_CORE, "# lss: ignore[LSS601] a reason\n"),
    "broken-suppressions-of-1-mib.yaml": lambda: _filled(_CORE, "# lss: ignore[\n"),
    "suppressions-of-99-unknown-rules-of-1-mib.yaml": lambda: _filled(
        _CORE, f"# lss: ignore[{','.join(f'LSS{number}' for number in range(501, 600))}] a reason\n"
    ),
    "brackets-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions: ", "["),
    "braces-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions: ", "{a: "),
    "dashes-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions:\n  - ", "- "),
    "question-marks-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions:\n  ", "? "),
    "anchors-of-1-mib.yaml": lambda: _numbered(f"{_CORE}extensions:\n  x:\n", "    - &a{0} v\n", 60_000),
    "quotes-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions: {{note: '", "''", "'}\n"),
    "escapes-of-1-mib.yaml": lambda: _filled(f'{_CORE}extensions: {{note: "', "\\u202e", '"}\n'),
    "tags-of-1-mib.yaml": lambda: _filled(f"{_CORE}extensions:\n  x:\n", "    - !!python/name:os.system x\n"),
    "directives-of-1-mib.yaml": lambda: _filled("", "%YAML 1.1\n", f"---\n{_CORE}"),
    "documents-of-1-mib.yaml": lambda: _filled(_CORE, "---\na: b\n"),
    "keys-9000.yaml": lambda: _numbered(f"{_CORE}extensions:\n", "  key-{0}: 1\n", 9_000),
    "unknown-keys-4000.yaml": lambda: _numbered(_CORE, "worker_{0}: 1\n", 4_000),
    "duplicate-keys-9000.yaml": lambda: _filled(_CORE, "version: '1.0'\n", size=len(_CORE) + 9_000 * 15),
    "workers-2000.yaml": lambda: (
        _numbered(
            _CORE.split("workers:")[0] + "workers:\n", "  - {{role: worker, id: w{0}, depends_on: [w0]}}\n", 2_000
        )
        + "evaluators:"
        + _CORE.split("evaluators:")[1]
    ),
    "workers-in-a-circle-2000.yaml": lambda: (
        _CORE.split("workers:")[0]
        + "workers:\n"
        + "".join(f"  - {{role: worker, id: w{n}, depends_on: [w{(n + 1) % 2_000}]}}\n" for n in range(2_000))
        + "evaluators:"
        + _CORE.split("evaluators:")[1]
    ),
    "similar-long-names.yaml": lambda: (
        _CORE.split("workers:")[0]
        + "workers:\n"
        + "".join(f"  - {{role: worker, id: {'w' * 58}{n}, depends_on: [{'w' * 57}x{n}]}}\n" for n in range(900))
        + "evaluators:"
        + _CORE.split("evaluators:")[1]
    ),
    "bad-input-names-of-120-kb.yaml": lambda: _numbered(
        f"{_CORE}inputs:\n  schema:\n", "    ! bad name {0}: {{type: string, description: What to do}}\n", 2_000
    ),
    "long-line-with-a-fault-at-its-end.yaml": lambda: _filled(f'{_CORE}extensions: {{note: "', "x", '"}}}\n'),
    "fences-of-8-mib.md": lambda: _filled("# Page\n\n", f"```lss\n{_CORE}```\n\n", size=8 * _MIB - 9_000),
    "open-fences-of-8-mib.md": lambda: _filled("# Page\n\n", "```lss\n", size=8 * _MIB - 9_000),
    "nested-quotes-of-1-mib.md": lambda: _filled("# Page\n\n", ">" * 2_000 + " ```lss\n"),
    "fence-options-of-1-mib.md": lambda: _filled("# Page\n\n```lss ", 'a="b" ', f"\n{_CORE}```\n"),
    "billion-laughs-in-1000-fences.md": lambda: (
        "# Page\n\n"
        + (
            "```lss\nx_a: &a [l, l, l, l, l, l, l, l, l]\n"
            + "".join(
                f"x_{n}: &{n} [{', '.join(['*' + before] * 9)}]\n" for before, n in zip("abcdef", "bcdefg", strict=True)
            )
            + f"{_CORE}```\n\n"
        )
        * 1_000
    ),
}
"""The inputs by name; the suffix says whether it is a spec or a page."""
