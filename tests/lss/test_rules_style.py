"""Rules of shape, references, cost, composition and style at their edges: what must fire there, and what must not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import loop_engineering.lss.rules as rules_package
from loop_engineering.lss import Project, Source, check, dump_yaml, expand, load
from loop_engineering.lss.fields import mismatch
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.lss.spec import InputField

FOLDER = Path(rules_package.__file__).parent
OWN = {
    "LSS108", "LSS204", "LSS205", "LSS206", "LSS605", "LSS606", "LSS607", "LSS705", "LSS706", "LSS707",
    "LSS901", "LSS902", "LSS903", "LSS904", "LSS905", "LSS906",
}  # fmt: skip


def document(**parts: Any) -> dict[str, Any]:
    """A sound core-form document with some of its parts replaced or added."""
    return {
        "loop_name": "code-repair-loop",
        "version": "1.0",
        "objective": "Fix failing tests with minimal diff",
        "workers": [{"id": "patch", "role": "mend the code"}],
        "evaluators": [{"id": "tests", "type": "test_suite"}],
        "termination_conditions": [
            {"type": "all_tests_pass"},
            {"type": "max_iterations", "value": 10},
            {"type": "max_cost_usd", "value": 5},
        ],
    } | parts


def told(data: dict[str, Any], only: Iterable[str] = OWN) -> list[tuple[str, str]]:
    """Rule and message of what is found, the same in both forms."""
    found = [
        [
            (finding.rule, finding.message)
            for finding in check(Source(dump_yaml(form)), project=Project(FOLDER), file=FOLDER / "x.yaml").findings
            if finding.rule in only
        ]
        for form in (data, expand(data))
    ]
    assert sorted(found[0]) == sorted(found[1])
    return found[0]


def rules_of(data: dict[str, Any]) -> list[str]:
    return [rule for rule, _ in told(data)]


def field(**parts: Any) -> dict[str, Any]:
    return {"type": "string", "description": "What to do"} | parts


def conditions(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 10}, *entries]


RUBRIC = {"dimensions": [{"criteria": "The cause is named, not the symptom"}]}


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"evaluators": [{"type": "test_suite", "rubric": RUBRIC}]}, "rubric has no effect on the deterministic"),
        ({"evaluators": [{"type": "test_suite", "queue": "ops"}]}, "queue has no effect"),
        ({"evaluators": [{"type": "rubric", "instructions": "Look hard"}]}, "goes into the criteria"),
        ({"evaluators": [{"type": "human", "rubric": RUBRIC, "queue": "ops"}]}, None),
        ({"evaluators": [{"type": "human", "model": {"provider": "a", "name": "b"}}]}, "model has no effect"),
        ({"inputs": {"schema": {"task": field(values=["a", "b"])}}}, "write type: enum"),
        ({"inputs": {"schema": {"task": field(minimum=3)}}}, "it limits a number"),
        ({"inputs": {"schema": {"task": field(type="object", max_length=3)}}}, "it limits a string or an array"),
        ({"inputs": {"schema": {"task": field(type="array", max_length=3, items={"type": "string"})}}}, None),
        ({"termination_conditions": conditions({"type": "evaluator_error", "value": 2})}, "write consecutive: 2"),
        ({"termination_conditions": conditions({"type": "evaluator_error", "consecutive": 2})}, None),
        ({"termination_conditions": conditions({"type": "human_rejected", "value": 1.5})}, "whatever the number"),
        ({"termination_conditions": conditions({"type": "timeout", "value": 60, "consecutive": 2})}, "stays passed"),
        ({"termination_conditions": conditions({"type": "timeout", "value": 60, "consecutive": 1})}, None),
        (
            {"feedback_channels": [{"source": "evaluators.tests", "destination": "workers.patch",
                                    "template_ref": "retry.md"}]},
            "template_ref has no effect",
        ),
        (
            {"feedback_channels": [{"source": "evaluators.tests", "destination": "workers.patch",
                                    "format": "template", "template_ref": "retry.md"}]},
            None,
        ),
    ],
)  # fmt: skip
def test_idle_keys(parts: dict[str, Any], says: str | None) -> None:
    found = told(document(**parts))
    assert [rule for rule, _ in found] == ([] if says is None else ["LSS108"])
    assert says is None or says in found[0][1]


def test_a_merge_of_what_does_not_run_side_by_side_is_idle() -> None:
    data = composed("sequential", {"strategy": "vote"}, 2, adapters=[("a", "b")])
    assert rules_of(data) == ["LSS108"]


@pytest.mark.parametrize(
    ("parts", "fires"),
    [
        ({}, True),
        ({"workers": [{"id": "patch", "role": "mend what issue says"}]}, True),
        ({"workers": [{"id": "patch", "role": "mend what inputs.risk_tier allows", "inputs": "task"}]}, False),
        ({"workers": [{"id": "patch", "role": "mend the code"}]}, False),
        ({"safety_constraints": [{"type": "human_gate", "rule": "risk_tier is high"}]}, False),
        ({"safety_constraints": [{"type": "human_gate", "config": {"required_for": ["risk_tier"]}}]}, False),
        ({"metadata": {"note": "risk_tier was asked for by the platform team"}}, True),
        ({"workers": [{"id": "patch", "role": "mend the code", "inputs": "risk_teir"}]}, False),
    ],
    ids=range(8),
)
def test_unused_inputs(parts: dict[str, Any], fires: bool) -> None:
    """A worker without inputs takes all; any text that names the field uses it; a slip is told by LSS201."""
    schema = {"task": field(), "risk_tier": field()}
    worker = {"id": "patch", "role": "mend the code", "inputs": "task"}
    data = document(**{"workers": [worker], "inputs": {"schema": schema}, **parts})
    for number, item in enumerate(data["workers"]):
        if "inputs" in item:
            data["workers"][number] = item | {"inputs": [{"from": f"inputs.{item['inputs']}"}]}
        elif "issue" in item["role"]:
            data["workers"][number] = item | {"inputs": [{"from": "inputs.task"}]}
    assert ("LSS204" in rules_of(data)) == fires


def test_an_input_that_nobody_declared_is_nobodys_mistake() -> None:
    assert rules_of(document(workers=[{"id": "patch", "role": "mend it", "inputs": [{"from": "memory.notes"}]}])) == []


def test_inputs_of_a_composition_reach_children_that_have_the_same() -> None:
    workers = [{"role": "coordinate", "inputs": [{"from": "memory.notes"}]}]
    fields = {"task": field(), "budget_note": field()}
    data = composed("parallel", {"strategy": "first_pass"}, 2) | {"workers": workers, "inputs": {"schema": fields}}
    found = told(data)
    assert [rule for rule, _ in found] == ["LSS204"]
    assert '"budget_note"' in found[0][1]


@pytest.mark.parametrize(
    ("declared", "value", "takes"),
    [
        ({}, "text", None),
        ({}, 3, "a string"),
        ({"max_length": 4}, "text", None),
        ({"max_length": 3}, "text", "at most 3 characters, and this has 4"),
        ({"min_length": 5}, "text", "5 characters or more, and this has 4"),
        ({"type": "number", "minimum": 0, "maximum": 1}, 1, None),
        ({"type": "number", "maximum": 1}, 1.5, "1 or less"),
        ({"type": "number"}, True, "a number"),
        ({"type": "boolean"}, 1, "true or false"),
        ({"type": "enum", "values": ("low", "high")}, "low", None),
        ({"type": "enum", "values": ("low", "high")}, "mid", "one of low, high"),
        ({"type": "enum", "values": (1, 2)}, True, "one of 1, 2"),
        ({"type": "enum", "values": (1, 2)}, 1.0, None),
        ({"type": "enum", "values": ("low",)}, [], "only low"),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], "a list in which each entry is a string, not 1"),
        ({"type": "array", "items": {"type": "uuid"}}, ["a", 1], None),
        ({"type": "array", "items": {"type": []}}, ["a"], None),
        ({"type": "object"}, [], "a mapping"),
        ({"pattern": "^[0-9a-f]{7,40}$"}, "4f1c9e2", None),
        ({"pattern": "^[0-9a-f]{7,40}$"}, "HEAD", "what matches ^[0-9a-f]{7,40}$"),
        ({"pattern": "(a+)+$"}, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", None),
        ({"pattern": "^a*a*a*a*$"}, "b", None),
        ({"pattern": "[a-"}, "b", None),
        ({"pattern": "[[a]]"}, "b", None),
        ({"pattern": "^(?<year>x)$"}, "b", None),
        ({"pattern": "a{1,99999999999999}"}, "b", None),
    ],
)
def test_what_a_field_takes(declared: dict[str, Any], value: Any, takes: str | None) -> None:
    assert mismatch(InputField(**(field() | declared)), value) == takes


@pytest.mark.parametrize(
    ("schema", "example", "says"),
    [
        ({"task": field(required=True)}, {"task": "x"}, None),
        ({"task": field(required=True)}, {}, 'does not give "task"'),
        ({"task": field(required=True)}, {"task": None}, 'does not give "task"'),
        ({"task": field()}, {"task": None}, None),
        ({"task": field(required=True)}, {"tsak": "x"}, 'did you mean "task"?'),
        ({"task": field()}, {"task": "x", "other": 1}, "declare it under inputs.schema"),
        ({"task": field(type="number")}, {"task": "3"}, "takes a number"),
    ],
)
def test_examples_are_held_against_the_fields(schema: Any, example: Any, says: str | None) -> None:
    found = told(document(inputs={"schema": schema, "examples": [example]}))
    assert [rule for rule, _ in found] == ([] if says is None else ["LSS205"])
    assert says is None or says in found[0][1]


@pytest.mark.parametrize(
    ("declared", "fires"),
    [
        ({"type": "number", "minimum": 3, "maximum": 3}, False),
        ({"type": "number", "minimum": 3.5, "maximum": 3}, True),
        ({"min_length": 3, "max_length": 2}, True),
        ({"default": "x"}, False),
        ({"default": None}, False),
        ({"default": 3}, True),
        ({"type": "enum", "values": ["a"], "default": "b"}, True),
    ],
)
def test_fields_that_contradict_themselves(declared: dict[str, Any], fires: bool) -> None:
    schema = {"task": field(**declared)}
    assert rules_of(document(inputs={"schema": schema})) == (["LSS206"] if fires else [])


def test_a_field_without_any_value_is_told_once() -> None:
    schema = {"task": field(min_length=3, max_length=2)}
    assert rules_of(document(inputs={"schema": schema, "examples": [{"task": "ab"}]})) == ["LSS206"]


@pytest.mark.parametrize(
    ("limits", "entries", "fires"),
    [
        ({"per_iteration_usd": 5, "cumulative_usd": 5}, (), False),
        ({"per_iteration_usd": 5.01, "cumulative_usd": 5}, (), True),
        ({"cumulative_usd": 3}, ({"type": "max_cost_usd", "value": 3},), False),
        ({"cumulative_usd": 3}, ({"type": "max_cost_usd", "value": 5},), True),
        ({"cumulative_usd": 5}, ({"type": "max_cost_usd", "value": 3},), True),
        ({"cumulative_usd": 5}, ({"type": "max_cost_usd", "value": 3, "action": "escalate_human"},), False),
        ({"cumulative_usd": 3, "on_exceed": {"action": "warn"}}, ({"type": "max_cost_usd", "value": 5},), False),
        ({"cumulative_usd": 5, "on_exceed": {"action": "warn"}}, ({"type": "max_cost_usd", "value": 3},), True),
        ({"cumulative_usd": 5}, ({"type": "cost_exceeded"},), False),
        (None, ({"type": "max_cost_usd", "value": 3}, {"type": "max_cost_usd", "value": 5}), True),
        (None, ({"type": "cost_exceeded", "value": 3}, {"type": "max_cost_usd", "value": 5}), True),
    ],
)
def test_budgets_that_never_act(limits: Any, entries: Any, fires: bool) -> None:
    parts = {"termination_conditions": conditions(*entries)} | ({} if limits is None else {"cost_limits": limits})
    assert rules_of(document(**parts)) == (["LSS605"] if fires else [])


@pytest.mark.parametrize(
    ("retries", "budget", "rules"),
    [
        (0, 3, []),
        (1, 6, []),
        (1, 5.99, ["LSS606"]),
        (1, 3, ["LSS606"]),
        (1, 2.99, ["LSS603"]),
        (0, 2.99, ["LSS603"]),
    ],
)
def test_a_budget_that_does_not_last_is_told_once(retries: int, budget: float, rules: list[str]) -> None:
    worker = {"id": "patch", "role": "mend the code", "cost_budget_usd": 0.3, "retries": retries}
    limits = {"cumulative_usd": budget}
    data = document(workers=[worker], termination_conditions=conditions(), cost_limits=limits)
    assert [rule for rule, _ in told(data, {"LSS603", "LSS606"})] == rules


def composed(
    kind: str, merge: dict[str, Any] | None, count: int, adapters: Iterable[tuple[str, str]] = (), **parts: Any
) -> dict[str, Any]:
    """A composition of `count` children a, b, c… of good examples, with adapters between the named ones."""
    files = ("no_feedback.good.yaml", "self_grading.good.yaml", "out_of_range.good.yaml")
    roles = {"sequential": ["stage"] * 9, "parallel": ["branch"] * 9, "nested": ["outer", *["inner"] * 9]}
    children = [{"id": "abc"[n], "ref": files[n], "role": roles[kind][n]} for n in range(count)]
    made: dict[str, Any] = {"type": kind, "children": children}
    if adapters:
        made["adapters"] = [
            {"from": f"children.{one}.outputs.result", "to": f"children.{other}.inputs.task"} for one, other in adapters
        ]
    return document(composition=made | ({} if merge is None else {"merge": merge}), **parts)


@pytest.mark.parametrize(
    ("merge", "says"),
    [
        ({"strategy": "vote"}, "write min_branches_pass: 2 for a majority"),
        ({"strategy": "vote", "min_branches_pass": 2}, None),
        ({"strategy": "consensus_rubric", "min_branches_pass": 1}, "satisfies this consensus_rubric"),
        ({"strategy": "all_pass"}, None),
        ({"strategy": "all_pass", "min_branches_pass": 3}, None),
        ({"strategy": "all_pass", "min_branches_pass": 2}, "write 3, or another strategy"),
        ({"strategy": "first_pass"}, None),
        ({"strategy": "synthesize", "synthesizer": "workers.patch"}, None),
        ({"strategy": "vote", "min_branches_pass": 4}, None),
    ],
)
def test_merges_that_one_branch_satisfies(merge: dict[str, Any], says: str | None) -> None:
    found = told(composed("parallel", merge, 3))
    assert [rule for rule, _ in found] == ([] if says is None else ["LSS705"])
    assert says is None or says in found[0][1]


def test_a_single_worker_needs_no_naming_to_synthesize() -> None:
    merge = {"strategy": "synthesize"}
    assert rules_of(composed("parallel", merge, 2)) == []
    workers = [{"id": "reader", "role": "read"}, {"id": "editor", "role": "edit", "depends_on": ["reader"]}]
    found = told(composed("parallel", merge, 2, workers=workers))
    assert found[0][0] == "LSS706"
    assert "synthesizer: workers.editor" in found[0][1]


@pytest.mark.parametrize(
    ("adapters", "lonely"),
    [
        ([("a", "b"), ("c", "a")], []),
        ([("a", "b")], ["c"]),
        ([("b", "c")], ["a"]),
        ([("a", "ghost")], []),
        ([], []),
    ],
)
def test_children_without_an_adapter(adapters: list[tuple[str, str]], lonely: list[str]) -> None:
    """Where there is no adapter at all, or one that leads nowhere, LSS702 says so."""
    found = told(composed("nested", None, 3, adapters=adapters))
    assert [re.findall(r'"(\w)"', message)[0] for rule, message in found if rule == "LSS707"] == lonely


@pytest.mark.parametrize(
    "text",
    ["TODO", "todo", "TBD.", "FIXME: say what", "TODO(ana): describe", "<your role here>", "Act as [your role here]",
     "...", "…", "foo", "foo/bar", "xxx", "lorem ipsum dolor sit amet", "to be defined", "<TODO>", "TODO - later"],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    found = told(document(workers=[{"id": "patch", "role": text}]))
    assert [rule for rule, _ in found] == ["LSS901"]


@pytest.mark.parametrize(
    "text",
    ["TODO comments are turned into issues", "todo-app maintainer", "TODO-list assistant", "XXX-rated text is refused",
     "Find each TODO: and FIXME: in the diff", "answer in <your-language> tags", "bar chart author", "foolproof review",
     "Remove filler such as lorem ipsum", "Wait... then retry", "xylophone tuner", "tbdump reader"],
)  # fmt: skip
def test_texts_that_only_speak_of_placeholders(text: str) -> None:
    assert rules_of(document(workers=[{"id": "patch", "role": text}])) == []


def test_a_criterion_may_forbid_a_slot_but_not_be_one() -> None:
    def judged(criteria: str) -> list[str]:
        rubric = {"dimensions": [{"criteria": criteria}]}
        return rules_of(document(evaluators=[{"id": "tests", "type": "rubric", "rubric": rubric}]))

    assert judged("The letter holds no [your name here] that was left open") == []
    assert judged("TBD") == ["LSS901"]


def test_an_objective_that_is_a_placeholder_is_told_once() -> None:
    assert rules_of(document(objective="TODO: what it is for", evaluators=[{"type": "rubric"}])) == ["LSS901"]


def test_runbooks_are_read_for_placeholders_and_metadata_is_not() -> None:
    assert rules_of(document(extensions={"runbook": {"on_stall": ["TBD"]}})) == ["LSS901"]
    assert rules_of(document(extensions={"ours": "TBD"}, metadata={"owner": "TBD"})) == []


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("fix-it", "fix_it", "- and _"),
        ("step_l", "step_1", "characters that look alike"),
        ("v0", "vo", "characters that look alike"),
        ("fixer", "fixers", None),
        ("v1_1", "v11", None),
        ("worker_1", "worker_2", None),
    ],
)
def test_names_that_are_taken_for_each_other(first: str, second: str, differ: str | None) -> None:
    found = told(document(workers=[{"id": first, "role": "mend"}, {"id": second, "role": "look"}]), {"LSS902"})
    assert [message for _, message in found] == (
        [] if differ is None else [f'the worker names "{first}" and "{second}" differ only in {differ}; rename one']
    )


def test_input_names_may_not_differ_in_case_alone() -> None:
    assert rules_of(document(inputs={"schema": {"Task": field(), "task": field()}})) == ["LSS902"]


@pytest.mark.parametrize(
    ("criteria", "vague"),
    [
        ("good", True),
        ("The output is clear and correct.", True),
        ("Overall quality", True),
        ("quality is high", True),
        ("Diff satisfies inputs.requirements", False),
        ("Code compiles", False),
        ("正确", False),
        ("!", False),
        ("Fix failing tests with minimal diff", False),
    ],
)
def test_vague_criteria(criteria: str, vague: bool) -> None:
    rubric = {"dimensions": [{"criteria": criteria}]}
    evaluator = {"id": "tests", "type": "rubric", "rubric": rubric}
    assert rules_of(document(evaluators=[evaluator])) == (["LSS903"] if vague else [])


def test_an_objective_that_stands_in_for_a_rubric_is_no_vague_criterion() -> None:
    assert rules_of(document(objective="good quality", evaluators=[{"type": "rubric"}])) == []


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({"extensions": {"patterns": list(PATTERNS)}}, None),
        ({"extensions": {"patterns": ["x-tree-search", 3, None]}}, None),
        ({"extensions": {"patterns": ["reflection"]}}, 'did you mean "reflection-loop"?'),
        ({"extensions": {"patterns": ["Verification_Loop"]}}, 'did you mean "verification-loop"?'),
        ({"metadata": {"patterns": ["tree-search"]}}, "of your own with x-"),
        ({"extensions": {"patterns": []}, "metadata": {"patterns": ["tree-search"]}}, None),
        ({"extensions": {"patterns": "debate-loop"}}, "write a list: patterns: [debate-loop]"),
        ({"extensions": {"patterns": {"a": 1}}}, None),
    ],
)
def test_patterns_are_those_of_the_catalogue(held: dict[str, Any], says: str | None) -> None:
    found = told(document(**held))
    assert [rule for rule, _ in found] == ([] if says is None else ["LSS904"])
    assert says is None or says in found[0][1]


def test_the_pattern_table_is_whole() -> None:
    assert len(PATTERNS) == 14
    assert all(1 <= pattern.least <= pattern.most <= 6 and slug == pattern.slug for slug, pattern in PATTERNS.items())
    assert [PATTERNS[slug].levels for slug in ("debate-loop", "research-loop", "safety-constrained-loop")] == [
        "3", "1–2", "any",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit", "fires"),
    [
        ("cost_usd", None, True),
        ("cost_usd", "usd", False),
        ("run_usd", "count", True),
        ("test_pass_rate", "percent", False),
        ("test_pass_rate", "count", True),
        ("safety_trigger_rate", "count", False),
        ("burn_rate", "usd", False),
        ("token_count", "tokens", False),
        ("word_count", None, True),
        ("discount", None, False),
        ("first_reply_latency", "seconds", False),
        ("count", "count", False),
    ],
)
def test_units_that_contradict_the_name(name: str, unit: str | None, fires: bool) -> None:
    metric = {"name": name, "source": "evaluators.tests"} | ({} if unit is None else {"unit": unit})
    metrics = [{"name": "fixed_share", "source": "evaluators.tests", "primary": True}, metric]
    assert rules_of(document(metrics=metrics)) == (["LSS905"] if fires else [])


MODEL = {"provider": "openai", "name": "gpt-4.1"}


@pytest.mark.parametrize(
    ("evaluator", "fires"),
    [
        ({"type": "test_suite"}, False),
        ({"type": "command", "implementation": "evaluators.coverage"}, True),
        ({"type": "rubric"}, False),
        ({"type": "rubric", "model": MODEL}, True),
        ({"type": "rubric", "model": MODEL | {"temperature": 0}}, True),
        ({"type": "rubric", "model": MODEL | {"temperature": 0.7}}, False),
        ({"type": "human", "queue": "maintainers"}, False),
    ],
)
def test_judges_that_are_copies(evaluator: dict[str, Any], fires: bool) -> None:
    data = document(evaluators=[{"id": "first"} | evaluator, {"id": "second"} | evaluator])
    assert rules_of(data) == (["LSS906"] if fires else [])


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"workers": [{"id": "patch", "role": "mend"}, {"role": "look", "depends_on": ["workers.patch"]}]},
         'depends on "workers.patch", which is not a worker; did you mean "patch"?'),
        ({"metrics": [{"name": "test_pass_rate", "source": "workers.tests", "primary": True}]},
         'workers.tests, but "tests" is among the evaluators; write evaluators.tests'),
        ({"feedback_channels": [{"source": "evaluators.patch", "destination": "workers.patch"}]},
         'evaluators.patch, but "patch" is among the workers; write workers.patch'),
    ],
)  # fmt: skip
def test_references_of_the_wrong_kind_are_told_the_right_one(parts: dict[str, Any], says: str) -> None:
    found = [finding for finding in check(Source(dump_yaml(document(**parts)))).findings if finding.rule == "LSS201"]
    assert len(found) == 1
    assert says in found[0].message


def test_the_first_example_of_the_language_has_no_budget_and_no_other_fault() -> None:
    text = (
        'loop_name: code-repair-loop\nversion: "1.0"\nobjective: "Fix failing tests with minimal diff"\n'
        "workers:\n  - role: implementer\nevaluators:\n  - type: test_suite\n"
        "termination_conditions:\n  - type: all_tests_pass\n  - type: max_iterations\n    value: 10\n"
    )
    assert load(text).workers[0].id == "implementer"
    assert [finding.rule for finding in check(Source(text)).findings] == ["LSS601"]


@pytest.mark.parametrize(
    ("data", "rule", "safe", "text"),
    [
        (document(extensions={"patterns": ["verifcation-loop"]}), "LSS904", True, "verification-loop"),
        (document(inputs={"schema": {"branch": field()}, "examples": [{"brnach": "x"}]}), "LSS205", True, "branch"),
        (document(inputs={"schema": {"task": field(values=["a"])}}), "LSS108", False, "enum"),
        (document(termination_conditions=conditions({"type": "evaluator_error", "value": 2})), "LSS108", False,
         "consecutive"),
        (document(metrics=[{"name": "cost_usd", "source": "evaluators.tests", "unit": "count", "primary": True}]),
         "LSS905", False, "usd"),
        (composed("parallel", {"strategy": "vote", "min_branches_pass": 1}, 3), "LSS705", False, "2"),
    ],
)  # fmt: skip
def test_repairs_are_safe_only_where_nothing_is_chosen(data: dict[str, Any], rule: str, safe: bool, text: str) -> None:
    found = [finding for finding in check(Source(dump_yaml(data))).findings if finding.rule == rule]
    assert [None if finding.fix is None else finding.fix.safe for finding in found] == [safe]
    assert [edit.text for finding in found for edit in (finding.fix.edits if finding.fix else ())] == [text]


HOSTILE = {
    "one long key over many texts": {
        "extensions": {"runbook": {"k" * 200_000: ["step"] * 4_000}},
    },
    "dots": {"objective": "." * 500_000 + "x"},
    "brackets": {"objective": "<your " * 100_000},
    "many values": {
        "inputs": {
            "schema": {"pick": field(type="enum", values=[f"v{n}" for n in range(2_000)])},
            "examples": [{"pick": "v1999"}] * 2_000,
        }
    },
    "many fields": {
        "inputs": {
            "schema": {f"f{n}": field(required=n % 2 == 0) for n in range(1_500)},
            "examples": [{}] * 1_500,
        }
    },
    "slow patterns": {
        "inputs": {
            "schema": {f"f{n}": field(pattern="a*b") for n in range(500)},
            "examples": [{f"f{n}": "a" * 200 for n in range(500)}],
        }
    },
}


@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_get_a_report(parts: dict[str, Any]) -> None:
    found = check(Source(dump_yaml(document(**parts)))).findings
    assert all(len(finding.message) < 1_000 for finding in found)
