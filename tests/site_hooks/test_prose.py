"""What counts as prose: everything that a person reads as sentences, in its place, and nothing else."""

from __future__ import annotations

import pytest
from site_hooks.prose import prose, sections, words

_PAGE = """---
title: A title is no prose
---
# One heading

Two words, `code`, $x^2 + 1$ and [a link](https://example.org/not/prose)[^key1999].

```lss title="no prose"
loop_name: none
```

| a cell | another |
| --- | --- |
| 1.5 | 20,000 |

$$
y = mx
$$

<!-- figure: none -->

It costs $6 and $0.65.

## Exercises

**1.** Why?

??? success "Answer"
    Because of that.

    And of this.

Last words.

[^own]: A note of the page.
"""


def test_lines_and_columns_stay_what_they_were() -> None:
    text = prose(_PAGE)
    assert [len(line) for line in text.split("\n")] == [len(line) for line in _PAGE.split("\n")]
    assert text.split("\n")[5].startswith("Two words,       ,           and [a link]")
    for gone in ("title", "loop_name", "example.org", "key1999", "mx", "figure", "own]"):
        assert gone not in text


@pytest.mark.parametrize(
    ("kept", "counted"), [({}, 30), ({"tables": False}, 25), ({"tables": False, "answers": False}, 17)]
)
def test_words_are_counted_with_or_without_tables_and_answers(kept: dict[str, bool], counted: int) -> None:
    assert words(_PAGE, **kept) == counted


def test_money_is_no_formula() -> None:
    assert "$6 and $0.65" in prose(_PAGE)


def test_sections_are_those_of_the_second_level_outside_code() -> None:
    found = sections(_PAGE + "\n```\n## not a heading\n```\n\n## Next\n\nEnd.\n")
    assert list(found) == ["Exercises", "Next"]
    assert "Because of that." in found["Exercises"]
    assert sections("no headings") == {}
