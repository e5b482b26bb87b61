"""Completion: in each case, the text up to `‸` is before the cursor."""

from __future__ import annotations

import pytest

from loop_engineering.lsp.actions import applied
from loop_engineering.lsp.completion import Proposal, completions
from loop_engineering.lsp.text import Lines
from loop_engineering.lsp.view import Opened
from loop_engineering.lss import RULES
from loop_engineering.lss.finding import Edit
from loop_engineering.reading import Kind

SPEC = """loop_name: triage
version: "1.0"
objective: "Label and route every new issue"
inputs:
  schema:
    issue: {type: string, description: The issue}
workers:
  - id: labeller
    role: label issues
  - id: router
    role: route issues
    depends_on: [labeller]
evaluators:
  - type: rubric
termination_conditions:
  - type: quality_threshold
"""


def proposals(text: str, kind: Kind = "spec", path: str = "a.yaml") -> tuple[str, list[Proposal]]:
    before, after = text.split("‸")
    line, column = Lines(before).place(len(before))
    return before + after, completions(Opened(before + after, path, kind), line + 1, column + 1)


def labels(text: str, kind: Kind = "spec", path: str = "a.yaml") -> list[str]:
    return [item.label for item in proposals(text, kind, path)[1]]


def chosen(text: str, label: str, kind: Kind = "spec", path: str = "a.yaml") -> str:
    """The text after a person has taken the proposal."""
    whole, found = proposals(text, kind, path)
    item = next(item for item in found if item.label == label)
    return applied(whole, [Edit(item.span, item.insert)])


def test_keys_that_are_not_there_yet_required_ones_first() -> None:
    found = labels("loop_name: x\nversion: '1'\n‸\n")
    assert found[:4] == ["objective", "workers", "evaluators", "termination_conditions"]
    assert "loop_name" not in found
    assert "cost_limits" in found


def test_a_key_of_a_worker_half_typed() -> None:
    assert labels(SPEC.replace("role: label issues\n", "role: label issues\n    dep‸\n"))[:2] == ["model", "inputs"]
    after = chosen(SPEC.replace("role: label issues\n", "role: label issues\n    tim‸\n"), "timeout_seconds")
    assert "    role: label issues\n    timeout_seconds: \n" in after


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cost_limits:\n  ‸", ["per_iteration_usd", "cumulative_usd", "on_exceed"]),
        ("cost_limits:\n  cumulative_usd: 2\n  on_‸", ["per_iteration_usd", "on_exceed"]),
        ("cost_limits: {‸", ["per_iteration_usd", "cumulative_usd"]),
        ("cost_limits: {cumulative_usd: 2, ‸}", ["per_iteration_usd", "on_exceed"]),
        ("cost_limits:\n  on_exceed: {action: ‸}", ["halt", "warn", "throttle"]),
        ("cost_limits:\n  on_exceed:\n    action: ha‸", ["halt", "warn", "throttle"]),
        ("memory:\n  type: ‸", ["ephemeral", "session", "persistent"]),
        ("memory:\n  type: '‸'", ["ephemeral", "session", "persistent"]),
        ("metrics:\n  - ‸", ["name", "definition"]),
        ("metrics:\n  ‸", ["- name:"]),
        ("metrics:\n  - name: x\n    primary: ‸", ["true", "false"]),
        ("metrics:\n  - name: x\n    source: ‸", ["evaluators.rubric", "workers.labeller", "workers.router"]),
        ("metrics:\n  - name: x\n    source: workers.‸", ["evaluators.rubric", "workers.labeller", "workers.router"]),
        ("feedback_channels:\n- source: evaluators.‸", ["evaluators.rubric", "workers.labeller"]),
        ("feedback_channels:\n- destination: ‸", ["workers.labeller", "workers.router", "optimization_strategy"]),
        ("feedback_channels:\n- fields: [passed, ‸]", ["failure_codes", "dimension_scores"]),
        ("safety_constraints:\n  - applies_to: [‸]", ["labeller", "router", "rubric", "*"]),
        ("safety_constraints:\n  - applies_to:\n      - ‸", ["labeller", "router", "rubric", "*"]),
        ("safety_constraints:\n  - applies_to:\n      ‸", ["- labeller", "- router", "- rubric", '- "*"']),
        ("memory:\n  write_policy: {allowed_writers: [router, ‸", ["labeller"]),
        ("memory:\n  read_policy:\n    ‸", ["labeller", "router", "*"]),
        ("optimization_strategy: {config: {refinement_target: ‸}}", ["workers.labeller", "workers.router"]),
    ],
)
def test_what_may_stand_at_a_place(line: str, expected: list[str]) -> None:
    assert labels(SPEC + line + "\n")[: len(expected)] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("depends_on: [labeller]", "depends_on: [‸]", ["labeller"]),
        ("depends_on: [labeller]", "depends_on: [‸", ["labeller"]),
        ("depends_on: [labeller]", "inputs: [{from: ‸}]", ["inputs.issue", "workers.labeller"]),
        ("  - type: rubric\n", "  - type: ‸\n", ["llm_rubric", "deterministic", "human", "test_suite"]),
        ("  - type: rubric\n", "  - type: rubric\n    runs_after: [‸\n", ["labeller", "router", "*"]),
        ("  - type: quality_threshold\n", "  - type: ‸\n", ["all_tests_pass", "quality_threshold"]),
        ("  - type: quality_threshold\n", "  ‸\n", ["success", "failure", "stall"]),
        ("  - type: quality_threshold\n", "  success:\n    - metric: ‸\n", ["primary_quality"]),
        ("  - type: quality_threshold\n", "  - {type: success, metric: ‸}\n", ["primary_quality"]),
    ],
)
def test_what_may_stand_within_a_part(old: str, new: str, expected: list[str]) -> None:
    assert labels(SPEC.replace(old, new))[: len(expected)] == expected


def test_the_text_may_be_broken_above_and_below() -> None:
    broken = SPEC.replace("role: label issues", 'role: "label issues').replace("  - type: rubric", "  - type: ‸\n  }")
    assert "test_suite" in labels(broken)


def test_an_evaluator_of_the_full_form_has_three_types() -> None:
    names = ("inputs", "memory", "feedback_channels", "optimization_strategy", "metrics", "safety_constraints")
    full = SPEC.replace("  - type: rubric", "  - type: ‸").replace("  - type: quality_threshold", "  success: []")
    full = full.replace("inputs:\n", "cost_limits: {}\ninputs:\n") + "".join(f"{name}: []\n" for name in names[1:])
    assert labels(full) == ["llm_rubric", "deterministic", "human"]


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  web:\n    ‸\n",
        SPEC.replace("Label and", "Label ‸and"),
        SPEC + "# a comment ‸\n",
        SPEC + "extensions:\n  mine:\n    ‸\n",
        SPEC.replace('objective: "Label and route every new issue"', "objective: |\n  Label\n  ‸"),
        "a\n‸",
        "‸" + "x" * 2_000_000,
    ],
)
def test_nothing_where_nothing_is_known(text: str) -> None:
    assert labels(text) == []


def test_an_empty_file_may_become_a_spec() -> None:
    assert chosen("‸", "loop_name") == "loop_name: "
    assert chosen("‸", "loop_name", path="a.json") == '"loop_name": '
    assert chosen("l‸", "loop_name") == "loop_name: "
    assert chosen("# yaml-language-server: $schema=x\n\nloo‸\n", "loop_name").endswith("x\n\nloop_name: \n")
    assert labels("services‸") == labels("loo\nx‸") == []


def test_below_the_dashes_of_a_list_stands_its_next_item() -> None:
    text = "loop_name: x\nworkers:\n  - id: a\n    role: b\n  ‸\nevaluators: []\n"
    assert labels(text) == ["- role:"]
    assert "    role: b\n  - role: \nevaluators" in chosen(text, "- role:")
    assert "evaluators" in labels("loop_name: x\nworkers:\n- role: b\n‸\n")
    assert "depends_on" in labels("loop_name: x\nworkers:\n  - id: a\n    role: b\n    ‸\n")


def test_json_is_written_as_json() -> None:
    text = '{"loop_name": "x", "evaluators": [{"type": ‸}]}'
    assert '{"type": "test_suite"}' in chosen(text, "test_suite", path="a.json")
    text = '{"loop_name": "x", "evaluators": [{"type": "‸"}]}'
    assert '{"type": "test_suite"}' in chosen(text, "test_suite", path="a.json")
    text = '{"loop_name": "x", "evaluators": [{"ty‸"}]}'
    assert '{"type": }' in chosen(text, "type", path="a.json")
    text = '{"loop_name": "x", ‸}'
    assert '{"loop_name": "x", "workers": }' in chosen(text, "workers", path="a.json")


def test_rules_in_a_suppression() -> None:
    text = SPEC.replace("  - type: rubric", "  - type: rubric  # lss: ignore[LSS1‸]")
    assert labels(text) == list(RULES)
    assert "ignore[LSS602]" in chosen(text, "LSS602")
    assert "ignore[LSS601, LSS602]" in chosen(text.replace("LSS1‸", "LSS601, ‸"), "LSS602")


PAGE = """# Page

loop_name: not in a block

> ```lss title="x"
> loop_name: triage
> workers:
>   - role: labeller
>     ‸
> ```

```yaml
a: b
```
"""


def test_blocks_of_a_page() -> None:
    assert "depends_on" in labels(PAGE, "page", "a.md")
    assert ">     timeout_seconds: \n" in chosen(PAGE, "timeout_seconds", "page", "a.md")


@pytest.mark.parametrize("line", ["# Page", "loop_name: not", "> ```\n", "a: b"])
def test_nothing_outside_of_the_blocks(line: str) -> None:
    assert labels(PAGE.replace("‸", "").replace(line, f"{line}‸"), "page", "a.md") == []


def test_a_block_that_is_not_closed_yet() -> None:
    assert "workers" in labels("text\n\n```lss\nloop_name: x\n‸", "page", "a.md")


def test_options_of_a_fence() -> None:
    opening = PAGE.replace("‸", "")
    assert labels(opening.replace('title="x"', 'title="x" ‸'), "page", "a.md") == ["panel", "src", "expect"]
    assert labels(opening.replace('title="x"', 'expect="LSS201, ‸"'), "page", "a.md") == list(RULES)
    assert labels(opening.replace('title="x"', 'panel="‸"'), "page", "a.md") == ["full", "summary", "none"]
    assert labels(opening.replace('title="x"', 'title="‸x"'), "page", "a.md") == []
