"""The loop trace: its schema, the example of the standard, and what both must refuse."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from loop_engineering.bounds import worst_case
from loop_engineering.lss import Source, check, schema
from loop_engineering.lss.fences import fences
from loop_engineering.taxonomy import classify
from mkdocs_lss.schema_fields import definitions, fields
from mkdocs_lss.site_data import trace_schema_bytes
from tests.standards import observed
from tests.standards.canonical import canonical, digest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "standards/loop-trace-1.0.md"
EXAMPLE = ROOT / "standards/examples/research-agent.trace.jsonl"
SPEC = ROOT / "loop-library/research-agent.yaml"
SCHEMA: dict[str, Any] = json.loads(trace_schema_bytes())
FAST = jsonschema_rs.validator_for(SCHEMA)
SLOW = jsonschema.Draft202012Validator(SCHEMA)

Record = dict[str, Any]


@pytest.fixture
def trace() -> list[Record]:
    return [json.loads(line) for line in EXAMPLE.read_text("utf-8").splitlines()]


def steps(trace: list[Record]) -> list[Record]:
    return [record for record in trace if record["record"] == "iteration"]


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_schema_is_a_schema_with_the_published_name() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "https://loop-engineering.org/schema/loop-trace-1.0.schema.json"
    assert "oneOf" not in trace_schema_bytes().decode()


def test_every_field_is_described_and_every_quantity_names_its_unit() -> None:
    units = ("_seconds", "seconds", "usd", "tokens", "_tokens", "memory_writes", "points")
    for name in definitions():
        if not name.startswith("trace."):
            continue
        for field in fields(name):
            assert field.description.endswith("."), (name, field.name)
            last = re.split(r"[.\[\]]+", field.name)[-1]
            if field.type == "number" and name not in ("trace.types", "trace.metrics"):
                assert last.endswith(units) or re.fullmatch(r"S[0-3]|cost_(floor|ceiling)", last), (name, field.name)


def test_every_text_list_and_open_object_has_a_limit() -> None:
    def nodes(value: Any) -> Iterator[Record]:
        if isinstance(value, dict):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from nodes(inner)

    for node in nodes(SCHEMA):
        if node.get("type") == "string" or ("pattern" in node and "description" in node):
            assert "maxLength" in node, node
        if node.get("type") == "array":
            assert "maxItems" in node, node
        if node.get("type") == "object" and "$id" not in node:
            assert node.get("additionalProperties") is False or "maxProperties" in node, node


def test_the_lists_of_values_are_those_of_lss() -> None:
    lss, trace = schema()["$defs"], SCHEMA["$defs"]
    guard, event = lss["safetyConstraint"]["properties"], trace["safetyEvent"]["properties"]
    assert event["type"]["enum"] == guard["type"]["enum"]
    assert event["action"]["enum"] == guard["action"]["enum"]
    assert trace["severity"]["enum"] == guard["severity"]["enum"]
    channel = lss["feedbackChannel"]["properties"]["fields"]["items"]["enum"]
    assert trace["delivery"]["properties"]["fields"]["items"]["enum"] == channel
    assert trace["intervention"]["properties"]["kind"]["enum"] == list(observed.KINDS)


def test_canonical_json_is_that_of_rfc_8785() -> None:
    assert (
        canonical({"b": [1.0, 0.10, None, True], "a": 'x"\n', "é": "€"})
        == '{"a":"x\\"\\n","b":[1,0.1,null,true],"é":"€"}'
    )
    with pytest.raises(ValueError, match="1e-07"):
        canonical(1e-7)


def test_each_record_of_the_example_is_valid(trace: list[Record]) -> None:
    for record in trace:
        assert [error.message for error in SLOW.iter_errors(record)] == []
        assert FAST.is_valid(record)


def test_the_example_is_a_whole_trace(trace: list[Record]) -> None:
    assert [record["record"] for record in trace] == ["header", *["iteration"] * len(steps(trace)), "end"]
    assert [record["index"] for record in steps(trace)] == list(range(1, len(trace) - 1))
    for before, after in pairwise(steps(trace)):
        assert after["state"]["before"] == before["state"]["after"]
        assert when(after["started_at"]) >= when(before["started_at"])
    assert steps(trace)[-1]["feedback"] == []


def test_the_example_is_a_run_of_the_library_spec(trace: list[Record]) -> None:
    checked = check(Source(SPEC.read_text("utf-8"), SPEC.name))
    assert checked.spec is not None
    assert checked.expanded is not None
    spec, loop = checked.spec, trace[0]["loop"]
    assert loop == {
        "name": spec.loop_name,
        "version": spec.version,
        "level": classify(spec).level,
        "spec_digest": digest(checked.expanded.data),
    }, "the spec has changed: give the example its version and digest, and look through the rest of it"
    ids = {
        "worker": {worker.id for worker in spec.workers},
        "evaluator": {evaluator.id for evaluator in spec.evaluators},
        "channel": {channel.id for channel in spec.feedback_channels},
        "constraint": {constraint.id for constraint in spec.safety_constraints},
    }
    for record in steps(trace):
        for kind, name in (("worker_calls", "worker"), ("verdicts", "evaluator"), ("feedback", "channel")):
            assert {entry[name] for entry in record[kind]} <= ids[name]
        assert {event["constraint"] for event in record["safety_events"]} <= ids["constraint"]
        assert [verdict["evaluator"] for verdict in record["verdicts"]] == [judge.id for judge in spec.evaluators]


def test_scores_of_a_rubric_are_the_weighted_sum_of_its_dimensions(trace: list[Record]) -> None:
    checked = check(Source(SPEC.read_text("utf-8"), SPEC.name))
    assert checked.spec is not None
    judge = next(judge for judge in checked.spec.evaluators if judge.id == "brief_rubric")
    assert judge.rubric is not None
    for record in steps(trace):
        verdict = record["verdicts"][2]
        score = sum(item.weight * verdict["dimension_scores"][item.name] for item in judge.rubric.dimensions)
        assert verdict["score"] == record["goal_score"] == pytest.approx(score)
        assert verdict["passed"] == (score >= judge.rubric.pass_threshold)


def test_the_sums_of_the_example_are_right(trace: list[Record]) -> None:
    totals = trace[-1]["totals"]
    usd = tokens = 0.0
    for record in steps(trace):
        calls = [*record["worker_calls"], *record["verdicts"]]
        assert record["usd"] == pytest.approx(sum(call["usd"] for call in calls))
        used = sum(call.get("input_tokens", 0) + call.get("output_tokens", 0) for call in calls)
        assert record["tokens"] == used
        usd, tokens = usd + record["usd"], tokens + record["tokens"]
        assert record["metrics"]["cost_usd"] == pytest.approx(usd)
        assert record["metrics"]["token_count"] == tokens
        assert record["metrics"]["iteration_count"] == record["index"]
        assert record["metrics"]["iteration_latency"] == record["duration_seconds"]
    acts = [act for record in steps(trace) for act in record["interventions"]]
    assert totals == {
        "iterations": len(steps(trace)),
        "worker_calls": sum(len(record["worker_calls"]) for record in steps(trace)),
        "evaluator_calls": sum(len(record["verdicts"]) for record in steps(trace)),
        "tokens": tokens,
        "usd": pytest.approx(usd),
        "seconds": (when(trace[-1]["ended_at"]) - when(trace[0]["started_at"])).total_seconds(),
        "human_seconds": sum(act["seconds"] for act in acts),
        "safety_events": sum(len(record["safety_events"]) for record in steps(trace)),
        "interventions": len(acts),
    }


def test_the_example_stays_within_what_the_spec_allows(trace: list[Record]) -> None:
    checked = check(Source(SPEC.read_text("utf-8"), SPEC.name))
    assert checked.spec is not None
    spec, bounds = checked.spec, worst_case(checked.spec)
    assert trace[0]["bounds"] == {"iterations": bounds.iterations, "usd": bounds.usd, "seconds": bounds.seconds}
    totals = trace[-1]["totals"]
    assert bounds.iterations is not None
    assert bounds.worker_calls is not None
    assert bounds.evaluator_calls is not None
    assert totals["iterations"] <= bounds.iterations
    assert totals["worker_calls"] <= bounds.worker_calls
    assert totals["evaluator_calls"] <= bounds.evaluator_calls
    assert totals["usd"] <= (bounds.usd or math.inf)
    assert totals["seconds"] <= (bounds.seconds or math.inf)
    assert totals["tokens"] <= (spec.cost_limits.token_soft_cap or math.inf)
    workers = {worker.id: worker for worker in spec.workers}
    channels = {channel.id: channel for channel in spec.feedback_channels}
    for record in steps(trace):
        assert record["usd"] <= spec.cost_limits.per_iteration_usd
        for call in record["worker_calls"]:
            worker = workers[call["worker"]]
            assert call["usd"] <= (worker.cost_budget_usd or math.inf)
            assert call["duration_seconds"] <= (worker.timeout_seconds or math.inf)
            assert call["attempt"] <= 1 + worker.retries
            assert {action["tool"] for action in call["actions"]} <= set(worker.tools)
        for delivery in record["feedback"]:
            assert delivery.get("tokens", 0) <= (channels[delivery["channel"]].max_tokens or math.inf)
            assert set(delivery.get("fields", ())) <= set(channels[delivery["channel"]].fields)


def test_the_example_ends_when_the_goal_is_reached_and_not_before(trace: list[Record]) -> None:
    checked = check(Source(SPEC.read_text("utf-8"), SPEC.name))
    assert checked.spec is not None
    reached = [
        all(
            record["metrics"].get(condition.metric, -1) >= condition.value
            for condition in checked.spec.termination_conditions.success
        )
        for record in steps(trace)
    ]
    assert reached == [*[False] * (len(reached) - 1), True]
    assert trace[-1]["outcome"] == "success"


def test_the_page_shows_the_records_of_the_example(trace: list[Record]) -> None:
    shown = [fence.text for fence in fences(PAGE.read_text("utf-8")) if fence.info == "json"]
    records = [json.loads(text) for text in shown if '"record"' in text]
    assert records == trace


Change = Callable[[list[Record]], Any]
REFUSED: dict[str, tuple[int, Change, str]] = {
    "a record of no kind": (0, lambda t: t[0].pop("record"), "$"),
    "a record of another kind": (0, lambda t: t[0].update(record="span"), "$.record"),
    "another version": (0, lambda t: t[0].update(trace_version="2.0"), "$.trace_version"),
    "a time without an offset": (0, lambda t: t[0].update(started_at="2026-03-04T09:12:05"), "$.started_at"),
    "no level": (0, lambda t: t[0]["loop"].pop("level"), "$.loop"),
    "a digest that is cut off": (0, lambda t: t[0]["loop"].update(spec_digest="sha256:abc"), "$.loop.spec_digest"),
    "a target that is met at the start": (0, lambda t: t[0]["goal"].update(target=0), "$.goal.target"),
    "a misspelt key": (1, lambda t: t[1].update(verdict=[]), "$"),
    "iteration 0": (1, lambda t: t[1].update(index=0), "$.index"),
    "a judgement without a score": (1, lambda t: t[1]["verdicts"][0].pop("score"), "$.verdicts[0]"),
    "an error without a reason": (2, lambda t: t[2]["verdicts"][0].pop("reason"), "$.verdicts[0]"),
    "an error that passes": (2, lambda t: t[2]["verdicts"][0].update(passed=True), "$.verdicts[0]"),
    "a score out of range": (1, lambda t: t[1]["verdicts"][0].update(score=12), "$.verdicts[0].score"),
    "a call without its cost": (1, lambda t: t[1]["worker_calls"][0].pop("usd"), "$.worker_calls[0]"),
    "an answer without a digest": (1, lambda t: t[1]["worker_calls"][0].pop("output_digest"), "$.worker_calls[0]"),
    "feedback without its length": (1, lambda t: t[1]["feedback"][0].pop("tokens"), "$.feedback[0]"),
    "a severity of no scale": (
        1,
        lambda t: t[1]["safety_events"][0].update(severity="high"),
        "$.safety_events[0].severity",
    ),
    "an event without a result": (1, lambda t: t[1]["safety_events"][0].pop("result"), "$.safety_events[0]"),
    "an approval without a decision": (
        2,
        lambda t: t[2]["interventions"][0].update(kind="approval") or t[2]["interventions"][0].pop("decision"),
        "$.interventions[0]",
    ),
    "a metric that is a word": (
        1,
        lambda t: t[1]["metrics"].update(primary_quality="good"),
        "$.metrics.primary_quality",
    ),
    "success by nothing": (-1, lambda t: t[-1].pop("condition"), "$"),
    "an outcome of no kind": (-1, lambda t: t[-1].update(outcome="done"), "$.outcome"),
    "no word on redaction": (0, lambda t: t[0].pop("redaction"), "$"),
    "an approval of nothing that was shown": (
        2,
        lambda t: t[2]["interventions"][0].update(kind="approval", decision="approved"),
        "$.interventions[0]",
    ),
    "a month that there is not": (0, lambda t: t[0].update(started_at="2026-13-04T09:12:05Z"), "$.started_at"),
    "a line break after a digest": (
        0,
        lambda t: t[0].update(inputs_digest=t[0]["inputs_digest"] + "\n"),
        "$.inputs_digest",
    ),
    "a text without an end": (-1, lambda t: t[-1].update(because="x" * 5_000), "$.because"),
    "a list without an end": (
        1,
        lambda t: t[1].update(interventions=[t[2]["interventions"][0]] * 10_001),
        "$.interventions",
    ),
    "a cost that is infinite": (1, lambda t: t[1].update(usd=math.inf), "$.usd"),
    "a count that no program can hold": (1, lambda t: t[1].update(index=2**60), "$.index"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_schema_refuses(name: str, trace: list[Record]) -> None:
    place, change, where = REFUSED[name]
    change(trace)
    assert {error.json_path for error in SLOW.iter_errors(trace[place])} == {where}
    assert not FAST.is_valid(trace[place])


def test_each_outcome_is_explained() -> None:
    said = re.findall(r"^\| `(\w+)` \| [^|]+ \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(said) == sorted(SCHEMA["$defs"]["end"]["properties"]["outcome"]["enum"])


def test_the_table_of_iterations_is_that_of_the_example(trace: list[Record]) -> None:
    rows = re.findall(
        r"^\| (\d) \| ([\d.]+) \| ([\w. ]+) \| (\d) \| ([\d.]+) \| (\d+) \|", PAGE.read_text("utf-8"), re.M
    )
    for row, record in zip(rows, steps(trace), strict=True):
        valid = record["metrics"].get("citation_validity")
        assert row == (
            str(record["index"]),
            str(record["goal_score"]),
            "not measured" if valid is None else f"{valid:g}",
            str(len(record["worker_calls"])),
            f"{record['usd']:.2f}",
            f"{record['duration_seconds']:.0f}",
        )
    lost = sum(call["usd"] for record in steps(trace) for call in record["worker_calls"] if call["status"] != "ok")
    assert f"at a cost of {lost:.2f} dollars for nothing" in PAGE.read_text("utf-8").replace("\n", " ")


def test_the_schema_takes_what_runners_add_under_x(trace: list[Record]) -> None:
    for record in copy.deepcopy(trace):
        assert FAST.is_valid({**record, "x_span_id": "00f067aa0ba902b7"})


def test_each_dimension_of_les_can_be_computed_from_fields_that_the_page_names() -> None:
    table = re.findall(r"^\| (\w+) \| (`.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    named = {dimension: re.findall(r"`(\w+): ([\w.]+)`", cells) for dimension, cells in table}
    assert set(named) == {
        "effectiveness",
        "speed",
        "cost",
        "robustness",
        "scalability",
        "safety",
        "adaptability",
        "autonomy",
    }
    known = {(name.removeprefix("trace."), field.name) for name in definitions() for field in fields(name)}
    assert [pair for pairs in named.values() for pair in pairs if pair not in known] == []


def test_other_runs_give_the_dimensions_that_need_them(trace: list[Record]) -> None:
    def variant(goals: list[float], **experiment: Any) -> list[Record]:
        changed = copy.deepcopy(trace)
        changed[0]["experiment"].update(experiment)
        for record, goal in zip(steps(changed), goals, strict=True):
            record["goal_score"] = goal
        assert FAST.is_valid(changed[0])
        return changed

    names = ("search answers after 30 s", "one page in five is empty", "a paraphrase of the question")
    hit = [variant([0.61, 0.5, 0.8], perturbation={"name": name, "iteration": 2}) for name in names]
    # Degradation 1 - 0.8 / 0.8775, recovered after one of five iterations.
    expected = (0.6 * 0.8 / 0.8775 + 0.4 * 0.8 - 0.3) / 0.65
    assert observed.robustness(trace, hit) == pytest.approx(expected)
    assert observed.robustness(trace, hit[:2]) is None
    loaded = {load: [variant([0.6, 0.7, 0.8775 / 2], load=load)] * load for load in (2, 4, 8)}
    assert observed.scalability([trace], loaded) == pytest.approx((0.5 * 0.5 + 0.3 + 0.2 - 0.4) / 0.5)
    far = variant([0.5, 0.6, 0.702], inputs="out_of_distribution", configuration_changes=1)
    assert observed.adaptability(trace, far) == pytest.approx((0.7 * 0.8 + 0.3 * 0.8 - 0.2) / 0.65)
    assert observed.adaptability(trace, trace) is None
