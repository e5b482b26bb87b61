"""The two forms of LSS and the way between them.

`expand` maps core form to full form by the tables of `shorthand`; on full form it is the identity. It takes
documents that the schema accepts and always gives full form that the schema accepts. It also says, for each
part of the result, which part of the document it came from, so that findings point at what was written.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from loop_engineering.lss.position import join, split
from loop_engineering.lss.shorthand import CONDITIONS, DEFAULTS, EVALUATORS

__all__ = ["FULL_FIELDS", "Expansion", "Form", "dump_yaml", "expand", "expansion", "form_of", "growth", "minify"]

Form = Literal["core", "full"]

FULL_FIELDS = (
    "loop_name",
    "version",
    "objective",
    "inputs",
    "memory",
    "workers",
    "evaluators",
    "feedback_channels",
    "optimization_strategy",
    "termination_conditions",
    "metrics",
    "safety_constraints",
    "cost_limits",
)
"""The thirteen fields of the full form, in their order."""

_ID_LENGTH = 64
_YAML_BREAKS = re.compile("[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A document in full form, and where its parts came from.

    `origins` maps pointers of the full form to pointers of the document as written, where they differ; a
    part that was not written maps to the part it was made from.
    """

    data: dict[str, Any]
    origins: Mapping[str, str]

    def origin(self, pointer: str) -> str:
        """The pointer in the document as written for a pointer of the full form."""
        if not self.origins:
            return pointer
        parts = split(pointer)
        for length in range(len(parts), 0, -1):
            origin = self.origins.get(join(*parts[:length]))
            if origin is not None:
                return origin + join(*parts[length:])
        return pointer

    def place(self, pointer: str, written: Mapping[str, Any]) -> str | None:
        """Where the part at `pointer` of the full form stands in the document `written`; None where it does not.

        A default that was filled in has no text of its own, whatever it was made from.
        """
        origin = self.origin(pointer)
        last, there = pointer.rpartition("/")[2], origin.rpartition("/")[2]
        if last != there and not (last.isdecimal() and there.isdecimal()):
            return None
        value: Any = written
        for part in split(origin):
            if isinstance(value, Mapping) and part in value:
                value = value[part]
            elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return origin


def form_of(data: Mapping[str, Any]) -> Form:
    """Which form a document is written in.

    Full form has all thirteen fields, and its `termination_conditions` is an object; anything else is core.
    """
    full = all(name in data for name in FULL_FIELDS) and isinstance(data["termination_conditions"], dict)
    return "full" if full else "core"


def expand(data: dict[str, Any]) -> dict[str, Any]:
    """The full form of a document that the schema accepts; the same object where it is full form already."""
    return expansion(data).data


def expansion(data: dict[str, Any]) -> Expansion:
    """The full form of a document that the schema accepts, with the origin of its parts."""
    if form_of(data) == "full":
        return Expansion(data, {})
    return _Expander(data).run()


def growth(data: Mapping[str, Any]) -> int:
    """How many parts `expand` adds at most to a document that the schema accepts, where these multiply.

    Workers take all inputs where they name none, and each evaluator judges, and answers, all workers.
    """
    if form_of(data) == "full":
        return 0
    workers, evaluators = len(data["workers"]), len(data["evaluators"])
    fields = len(data["inputs"].get("schema", ())) if "inputs" in data else 1
    silent = sum("inputs" not in worker for worker in data["workers"])
    judged = sum(
        min(len(item["runs_after"]), workers) if "*" not in item.get("runs_after", "*") else workers
        for item in data["evaluators"]
    )
    return silent * fields + judged + evaluators


def minify(data: Mapping[str, Any]) -> str:
    """The document as compact JSON for a prompt: the same meaning, without `metadata`."""
    kept = {key: value for key, value in data.items() if key != "metadata"}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def dump_yaml(data: Mapping[str, Any]) -> str:
    """A document as YAML in its own key order, without aliases."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_str(self, data: str) -> yaml.ScalarNode:
            # PyYAML would write these as they are, and YAML read them as the end of a line.
            style = '"' if _YAML_BREAKS.search(data) else None
            return self.represent_scalar("tag:yaml.org,2002:str", data, style)

    Dumper.add_representer(str, Dumper.represent_str)
    text: str = yaml.dump(dict(data), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Expander:
    """Builds the full form field by field; `origins` grows along."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.origins: dict[str, str] = {}
        self.types = [item["type"] for item in data["evaluators"]]

    def run(self) -> Expansion:
        data = self.data
        conditions = data["termination_conditions"]
        flat = conditions if isinstance(conditions, list) else []
        inputs = self._inputs()
        workers = self._workers(list(inputs["schema"]))
        evaluators = self._evaluators(workers)
        metrics = self._metrics(evaluators, flat)
        full: dict[str, Any] = {
            "loop_name": data["loop_name"],
            "version": _three_parts(data["version"]),
            "objective": data["objective"],
            "inputs": inputs,
            "memory": self._given("memory", DEFAULTS["memory"]),
            "workers": workers,
            "evaluators": evaluators,
            "feedback_channels": self._feedback_channels(evaluators, workers),
            "optimization_strategy": self._given("optimization_strategy", DEFAULTS["optimization_strategy"]),
            "termination_conditions": self._conditions(flat, metrics) if flat else conditions,
            "metrics": metrics,
            "safety_constraints": self._safety_constraints(),
            "cost_limits": self._cost_limits(flat),
        }
        full.update((key, value) for key, value in data.items() if key not in full)
        return Expansion(full, self.origins)

    def _given(self, name: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
        """The object that the document gives for `name`, with what it leaves out."""
        if name not in self.data:
            self.origins[join(name)] = ""
        made: dict[str, Any] = _fresh(defaults) | self.data.get(name, {})
        return made

    def _inputs(self) -> dict[str, Any]:
        return self._given("inputs", DEFAULTS["inputs"])

    def _workers(self, fields: Sequence[str]) -> list[dict[str, Any]]:
        given = self.data["workers"]
        taken = {worker["id"]: 1 for worker in given if "id" in worker}
        workers = []
        for worker in given:
            made = dict(worker)
            made["id"] = worker["id"] if "id" in worker else _new_id(worker["role"], "worker", taken)
            made.setdefault("model", _fresh(DEFAULTS["model"]))
            upstream = [f"workers.{name}" for name in worker.get("depends_on", ())]
            made.setdefault("inputs", [{"from": source} for source in [f"inputs.{name}" for name in fields] + upstream])
            made.setdefault("outputs", _fresh(DEFAULTS["outputs"]))
            workers.append(_lead(made, "id", "role", "model"))
        return workers

    def _evaluators(self, workers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        given = self.data["evaluators"]
        taken = {evaluator["id"]: 1 for evaluator in given if "id" in evaluator}
        sinks = _sinks(workers)
        evaluators = []
        for evaluator in given:
            shorthand = EVALUATORS[evaluator["type"]]
            made = dict(evaluator)
            made["id"] = evaluator["id"] if "id" in evaluator else _new_id(evaluator["type"], "evaluator", taken)
            made["type"] = shorthand.type
            made.setdefault("runs_after", list(sinks))
            if shorthand.type == "deterministic":
                made.setdefault("implementation", (shorthand.implementation or "").format(id=made["id"]))
            elif shorthand.type == "human":
                made.setdefault("timeout_seconds", DEFAULTS["human_timeout_seconds"])
            else:
                made.setdefault("model", _fresh(DEFAULTS["model"]))
            if shorthand.type == "llm_rubric" or "rubric" in evaluator:
                made["rubric"] = self._rubric(evaluator.get("rubric", {}))
            evaluators.append(_lead(made, "id", "type", "runs_after"))
        return evaluators

    def _rubric(self, rubric: Mapping[str, Any]) -> dict[str, Any]:
        dimensions = rubric.get("dimensions", [{"name": "objective", "criteria": self.data["objective"]}])
        share = max(1 - sum(item.get("weight", 0) for item in dimensions), 0)
        silent = sum("weight" not in item for item in dimensions)
        made = []
        for number, item in enumerate(dimensions, 1):
            weight = item.get("weight", round(share / silent, 6) if silent and share else 1)
            named = {"name": item.get("name", f"criterion_{number}"), "weight": weight}
            made.append(named | {"scale": list(DEFAULTS["scale"])} | item)
        threshold = rubric.get("pass_threshold", DEFAULTS["pass_threshold"])
        return {"dimensions": made, "pass_threshold": threshold}

    def _metrics(
        self, evaluators: Sequence[Mapping[str, Any]], flat: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        if "metrics" in self.data:
            return [self._metric(metric, evaluators) for metric in self.data["metrics"]]
        self.origins["/metrics"] = "/evaluators"
        taken: dict[str, int] = {}
        metrics = []
        for index, evaluator in enumerate(evaluators):
            name = EVALUATORS[self.types[index]].metric.format(id=evaluator["id"].replace("-", "_"))
            self.origins[join("metrics", index)] = join("evaluators", index)
            metrics.append(_metric_from(_unique(name, taken, "_"), evaluator))
        wanted = [entry for entry in flat if CONDITIONS[entry["type"]].group == "success"]
        for entry in wanted:
            if entry["type"] == "consensus" and "metric" not in entry and "consensus_score" not in taken:
                judge = self._judge(CONDITIONS["consensus"].judged_by)
                metrics.append(_metric_from(_unique("consensus_score", taken, "_"), evaluators[judge]))
                self.origins[join("metrics", len(metrics) - 1)] = join("evaluators", judge)
        names = [metric["name"] for metric in metrics]
        conditions = self.data["termination_conditions"]
        if isinstance(conditions, dict):
            first = next((entry["metric"] for entry in conditions.get("success", ())), names[0])
        else:
            first = self._metric_name(wanted[0], metrics) if wanted else names[0]
        metrics[names.index(first) if first in names else 0]["primary"] = True
        return metrics

    def _metric(self, metric: Mapping[str, Any], evaluators: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        made = dict(metric)
        made.setdefault("source", f"evaluators.{evaluators[0]['id']}")
        made.setdefault("definition", f"{metric['name']} as reported by {made['source']}")
        made.setdefault("unit", "ratio")
        return _lead(made, "name", "definition", "source", "unit")

    def _judge(self, types: Iterable[str]) -> int:
        """Index of the first evaluator of the first of `types` that there is, else 0."""
        return next((self.types.index(kind) for kind in types if kind in self.types), 0)

    def _metric_name(self, entry: Mapping[str, Any], metrics: Sequence[Mapping[str, Any]]) -> str:
        """The metric that a condition of the flat list speaks of."""
        if "metric" in entry:
            return str(entry["metric"])
        shorthand = CONDITIONS[entry["type"]]
        names = [metric["name"] for metric in metrics]
        if shorthand.group == "stall":
            return str(next((metric["name"] for metric in metrics if metric.get("primary")), names[0]))
        if shorthand.metric in names:
            return str(shorthand.metric)
        for kind in shorthand.judged_by:
            if kind in self.types:
                evaluator = self.data["evaluators"][self.types.index(kind)]
                source = f"evaluators.{evaluator.get('id', kind)}"
                for metric in metrics:
                    if metric["source"] == source:
                        return str(metric["name"])
        return str(shorthand.metric)

    def _conditions(self, flat: Sequence[Mapping[str, Any]], metrics: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        groups: dict[str, list[dict[str, Any]]] = {}
        named: dict[str, str] = {}
        for index, entry in enumerate(flat):
            shorthand = CONDITIONS[entry["type"]]
            group = groups.setdefault(shorthand.group, [])
            self.origins[join("termination_conditions", shorthand.group, len(group))] = join(
                "termination_conditions", index
            )
            if shorthand.group != "failure" and "metric" not in entry and entry["type"] not in named:
                named[entry["type"]] = self._metric_name(entry, metrics)
            group.append(self._condition(entry, str(entry.get("metric", named.get(entry["type"])))))
        return {name: groups[name] for name in ("success", "failure", "stall") if name in groups}

    def _condition(self, entry: Mapping[str, Any], metric: str) -> dict[str, Any]:
        shorthand = CONDITIONS[entry["type"]]
        made = dict(shorthand.defaults)
        given = {key: value for key, value in entry.items() if key != "type"}
        if shorthand.group == "failure":
            allowed: tuple[str, ...] = ("value", "action", "consecutive")
        elif shorthand.group == "stall":
            allowed = ("window_iterations", "min_improvement", "action")
            made["metric"] = metric
            if "value" in given:
                made["window_iterations"] = int(given["value"])
        else:
            allowed = ("operator", "value", "consecutive")
            made["metric"] = metric
        made.update((key, given[key]) for key in allowed if key in given)
        return _lead(made, "type", "metric") if shorthand.group != "failure" else _lead(made, "type")

    def _feedback_channels(
        self, evaluators: Sequence[Mapping[str, Any]], workers: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        taken: dict[str, int] = {}
        if "feedback_channels" in self.data:
            taken = {item["id"]: 1 for item in self.data["feedback_channels"] if "id" in item}
            return [self._feedback_channel(item, taken) for item in self.data["feedback_channels"]]
        self.origins["/feedback_channels"] = "/evaluators"
        channels: list[dict[str, Any]] = []
        ids = [worker["id"] for worker in workers]
        for index, evaluator in enumerate(evaluators):
            targets = ids if "*" in evaluator["runs_after"] else evaluator["runs_after"]
            for target in targets:
                self.origins[join("feedback_channels", len(channels))] = join("evaluators", index)
                route = {
                    "source": f"evaluators.{evaluator['id']}",
                    "destination": f"workers.{target}",
                    "fields": list(DEFAULTS["feedback_fields"]),
                }
                channels.append(self._feedback_channel(route, taken))
        return channels

    def _feedback_channel(self, channel: Mapping[str, Any], taken: dict[str, int]) -> dict[str, Any]:
        made = dict(channel)
        if "id" not in made:
            ends = [str(made[end]).partition(".")[2] or str(made[end]) for end in ("source", "destination")]
            made["id"] = _new_id("_to_".join(ends), "channel", taken)
        made.setdefault("format", "structured")
        return _lead(made, "id", "source", "destination", "format")

    def _safety_constraints(self) -> list[dict[str, Any]]:
        given = self.data.get("safety_constraints", [])
        if "safety_constraints" not in self.data:
            self.origins["/safety_constraints"] = ""
        taken = {item["id"]: 1 for item in given if "id" in item}
        made = []
        for item in given:
            named = {"id": item["id"] if "id" in item else _new_id(item["type"], "constraint", taken)}
            made.append(_lead(dict(DEFAULTS["safety_constraint"]) | named | item, "id", "type"))
        return made

    def _cost_limits(self, flat: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        limits: dict[str, Any] = dict(self.data.get("cost_limits", {}))
        declared = [entry["value"] for entry in flat if entry["type"] == "max_cost_usd"]
        if "cost_limits" not in self.data:
            kinds = [entry["type"] for entry in flat]
            place = join("termination_conditions", kinds.index("max_cost_usd")) if declared else ""
            self.origins["/cost_limits"] = place
        if declared:
            limits.setdefault("cumulative_usd", min(declared))
        if "cumulative_usd" in limits:
            limits.setdefault("per_iteration_usd", limits["cumulative_usd"])
        made: dict[str, Any] = _fresh(DEFAULTS["cost_limits"]) | limits
        return made


def _fresh(value: Any) -> Any:
    return copy.deepcopy(value)


def _lead(made: Mapping[str, Any], *first: str) -> dict[str, Any]:
    """The same mapping with the named keys first."""
    return {key: made[key] for key in first if key in made} | dict(made)


def _three_parts(version: str) -> str:
    return f"{version}.0" if re.fullmatch(r"\d+\.\d+", version) else version


def _new_id(text: str, fallback: str, taken: dict[str, int]) -> str:
    """An id made from free text: lower-case ASCII words joined by underscores, unique among `taken`."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    slug = "_".join(words).lstrip("0123456789_")[: _ID_LENGTH - 8].rstrip("_")
    return _unique(slug or fallback, taken, "_")


def _unique(name: str, taken: dict[str, int], joint: str) -> str:
    """`name`, or the name with the first number that makes it new. `taken` maps names to the last number tried."""
    stem = name[: _ID_LENGTH - 8]
    candidate, number = stem, taken.get(stem, 1)
    while candidate in taken:
        number += 1
        candidate = f"{stem}{joint}{number}"
    taken[stem] = number
    taken.setdefault(candidate, 1)
    return candidate


def _sinks(workers: Sequence[Mapping[str, Any]]) -> list[str]:
    """The workers whose output no other worker consumes; all of them where each is consumed."""
    consumed = {name for worker in workers for name in worker.get("depends_on", ())}
    for worker in workers:
        for item in worker["inputs"]:
            kind, _, name = item["from"].partition(".")
            if kind == "workers" and name != worker["id"]:
                consumed.add(name)
    ids = list(dict.fromkeys(worker["id"] for worker in workers))
    return [name for name in ids if name not in consumed] or ids


def _metric_from(name: str, evaluator: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "definition": f"{name} as reported by evaluators.{evaluator['id']}",
        "source": f"evaluators.{evaluator['id']}",
        "unit": "ratio",
    }
