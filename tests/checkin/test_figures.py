"""Stale figures: quoted output and stated scores that the tools no longer compute."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from loop_engineering.assess import Assessment, assess
from loop_engineering.checkin.figures import MAX_OUTPUTS, quoted_outputs, stale_outputs, stale_scores
from loop_engineering.lss import Source
from tests.examples import CORE

SPEC = assess(Source(CORE, "core.yaml"))
READERS = {"level": lambda item: [f"{item.spec.loop_name}: two lines", "  of output"]}


def specs(name: str) -> Sequence[Assessment] | None:
    return [SPEC] if name == "core.yaml" else None


def stale(page: str) -> list[tuple[int, str, str] | None]:
    found = stale_outputs(page, "page.md", READERS, specs)
    return [None if one is None else (one.line, one.stated, one.computed) for one in found]


def below(output: str, command: str = ".venv/bin/loopctl level core.yaml") -> str:
    return f"# Page\n\n```sh\n{command}\n```\n\n```text\n{output}```\n"


def test_output_that_is_true_is_counted_and_not_stale() -> None:
    assert stale(below("code-repair-loop: two lines\n  of output\n")) == [None]


def test_the_first_line_that_differs_is_told_with_its_place() -> None:
    assert stale(below("code-repair-loop: two lines\n  of put\n")) == [(9, "of put", "of output")]
    assert stale(below("code-repair-loop: two lines\n")) == [(8, "", "of output")]
    assert stale(below("code-repair-loop: two lines\n  of output\nmore\n")) == [(10, "more", "")]


@pytest.mark.parametrize("output", ["…\n", "code-repair-loop: two lines\n…\n", "...\n  of output\n"])
def test_an_ellipsis_stands_for_any_lines(output: str) -> None:
    assert stale(below(output)) == [None]


def test_an_ellipsis_hides_no_difference_after_it() -> None:
    assert stale(below("…\n  of put\n")) == [(9, "of put", "")]


def test_commands_in_a_console_fence_each_have_their_output() -> None:
    page = (
        "```console\n$ loopctl level core.yaml\ncode-repair-loop: two lines\n  of output\n"
        "$ loopctl level core.yaml --name code-repair-loop\nold\n$ echo x\nx\n```\n"
    )
    assert stale(page) == [None, (6, "old", "code-repair-loop: two lines")]


@pytest.mark.parametrize(
    "command",
    [
        "loopctl level other.yaml",
        "loopctl level core.yaml --json",
        "loopctl validate core.yaml",
        "loopctl level core.yaml | head",
        "loopctl level 'core.yaml",
        "cat core.yaml",
        "loopctl level $(touch x)",
    ],
)
def test_what_is_no_reading_of_a_spec_of_the_project_is_passed_over(command: str) -> None:
    assert stale(below("old\n", command)) == []


def test_a_text_fence_further_down_is_no_output() -> None:
    page = below("old\n").replace("\n\n```text", "\n\nSomething else:\n\n```text")
    assert list(quoted_outputs(page, READERS)) == []


def scores(page: str, known: set[float]) -> list[tuple[int, str, str] | None]:
    found = stale_scores(page, "page.md", known)
    return [None if one is None else (one.line, one.stated, one.computed) for one in found]


def test_scores_in_the_running_text_are_held_to_the_specs_of_the_page() -> None:
    page = "# Page\n\nIt has LES 84.1, then an LES of 12.5.\n\n```text\nLES 99.9\n```\n"
    assert scores(page, {84.1, 32.3}) == [None, (3, "12.5", "32.3")]
    assert scores(page, set()) == []


def test_a_reading_is_worked_out_once_however_often_a_page_quotes_it() -> None:
    asked: list[str] = []

    def reader(item: Assessment) -> Sequence[str]:
        asked.append(item.checked.source.path)
        return ["now"]

    page = "```console\n" + "$ loopctl level core.yaml\nold\n" * (MAX_OUTPUTS + 5) + "```\n"
    known = [SPEC]
    found = list(stale_outputs(page, "page.md", {"level": reader}, lambda name: known))
    assert (len(found), asked) == (MAX_OUTPUTS, ["core.yaml"])


def test_a_command_longer_than_any_is_passed_over() -> None:
    assert list(quoted_outputs(below("x\n", f"loopctl level {'a' * 400_000}"), READERS)) == []


def test_a_page_full_of_scores_is_read() -> None:
    found = scores("LES 9.9\n" * 100_000, {1.5})
    assert (len(found), found[-1]) == (100_000, (100_000, "9.9", "1.5"))


def test_the_name_of_the_standard_is_no_score() -> None:
    assert scores("LES 1.0 is a standard.\n", {84.1}) == []
