"""The worked examples of the LES page, recomputed."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

from loop_engineering.les import AUDITS, DIMENSIONS, Score, score
from loop_engineering.lss import Source, check
from loop_engineering.lss.fences import fences
from mkdocs_lss.macros import Surroundings, anchors, expand, find_calls
from tests.standards import observed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "standards/les-1.0.md").read_text("utf-8")
TRACE = [
    json.loads(line)
    for line in (ROOT / "standards/examples/research-agent.trace.jsonl").read_text("utf-8").splitlines()
]
ONE_LINE = " ".join(PAGE.split())


def example() -> Score:
    block = next(fence for fence in fences(PAGE) if fence.info.startswith("lss"))
    spec = check(Source(block.text, "example")).spec
    assert spec is not None
    return score(spec)


def test_the_page_lists_the_audits_of_every_dimension_with_an_anchor_each() -> None:
    calls = [call for call in find_calls(PAGE) if call.name == "audits"]
    assert [call.argument for call in calls] == [dimension.name for dimension in DIMENSIONS]
    given = [anchor for call in calls for anchor in anchors(call)]
    assert given == [audit.id.replace(".", "-") for audits in AUDITS.values() for audit in audits]
    for anchor in re.findall(r"\]\(#([a-z-]+)\)", PAGE):
        assert anchor in given


def test_anchors_of_audits_are_those_of_the_table(around: Surroundings) -> None:
    for call in find_calls("<!-- lss:audits -->\n\n<!-- lss:audits cost -->"):
        html = expand(call, around)
        assert tuple(re.findall(r'<tr id="([^"]+)"', html)) == anchors(call)


def test_the_page_cites_what_the_audits_rest_on() -> None:
    sections = dict(re.findall(r"<!-- lss:audits (\w+) -->\n(.*?)\n###? ", PAGE, re.DOTALL))
    for dimension, audits in AUDITS.items():
        cited = set(re.findall(r"\[\^(\w+)\]", sections[dimension]))
        assert cited == {source for audit in audits for source in audit.sources}, dimension


def test_the_structural_example_is_worked_out_as_the_code_does_it() -> None:
    found, total = example(), 0
    for item in found.dimensions:
        product = item.dimension.percent * item.earned
        total += product
        points = " + ".join(str(audit.earned) for audit in item.audits)
        assert f"| {item.dimension.name} | {item.dimension.percent} | {points} | {item.earned} | {product:,} |" in PAGE
    assert f"| all | 100 |  |  | {total:,} |" in PAGE
    assert f"The sum over 100 is {total / 100:.2f}, so the composite is {found.les:.1f}." in ONE_LINE
    for audit in (audit for item in found.dimensions for audit in item.audits):
        anchor = audit.audit.id.replace(".", "-")
        for said in re.findall(rf"\]\(#{anchor}\), (\d+) of (\d+)", PAGE):
            assert said == (str(audit.earned), str(audit.audit.possible))


def test_the_observed_example_follows_from_the_trace() -> None:
    scores = {
        "effectiveness": observed.effectiveness(TRACE),
        "speed": observed.speed(TRACE),
        "cost": observed.cost(TRACE),
        "safety": observed.safety(TRACE),
        "autonomy": observed.autonomy(TRACE),
    }
    rows = dict(re.findall(r"^\| (\w+) \| [^|]+ \| (\d\.\d{4}) \|$", PAGE, re.MULTILINE))
    assert rows == {name: f"{value:.4f}" for name, value in scores.items()}
    weights = {item.name: item.weight for item in DIMENSIONS}
    weight = math.fsum(weights[name] for name in scores)
    summed = math.fsum(weights[name] * (value or 0) for name, value in scores.items())
    composite, label = observed.composite(scores)
    times = sorted(record["duration_seconds"] for record in TRACE[1:-1])
    usd = math.fsum(record["usd"] for record in TRACE[1:-1])
    seconds = TRACE[-1]["totals"]["seconds"]
    gain = TRACE[-2]["goal_score"] - TRACE[0]["goal"]["initial"]
    rate = 1 / (0.7 * times[1] + 0.3 * times[2])
    often, share = 1 - 1 / 3 / 0.5, 1 - 80 / seconds / 0.3
    for claim in (
        f"{gain} / 0.82 is {gain / 0.82:.3f}",
        f"1 / (0.7 × {times[1]} + 0.3 × {times[2]}) is {rate:.6f} iterations a second",
        f"no iteration took over {3 * times[1]:.2f} s",
        f"{gain} / {usd:.6f} is {gain / usd:.4f} per dollar",
        f"80 of {seconds:,} seconds: (1 − {1 - often:.4f}) × (1 − {1 - share:.4f}) is {often * share:.4f}",
        f"The weights of these five add up to {weight:.2f}. The sum of weight × score is {summed:.6f}, "
        f"and {summed:.6f} / {weight:.2f} is {summed / weight:.4f}.",
        f"`{composite:.1f}, {label}`",
    ):
        assert claim in ONE_LINE, claim


def test_weights_of_interventions_and_normalizations_are_those_of_the_formulas() -> None:
    for said, kind in (
        ("approval", "approval"),
        ("correction", "correction"),
        ("parameter override", "parameter_override"),
        ("restart", "restart"),
        ("takeover", "takeover"),
    ):
        assert re.search(rf"{said}( weighs)? {observed.KINDS[kind]:g}[,.]", ONE_LINE), said
