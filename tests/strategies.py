"""Hypothesis strategies for LSS documents: whatever the schema accepts, from the barest core form to full form.

`sound=True` draws documents whose ids are unique, whose references resolve and whose workers form no cycle;
without it references may dangle, ids repeat and workers wait for each other. Texts hold markup, quotes, line
breaks, Mermaid syntax and bidi controls on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["TEXTS", "core_documents", "documents", "full_documents", "json_values"]

_HOSTILE = (
    "<script>alert(1)</script>",
    '"); drop --> %%{init: {}}%%',
    'end subgraph; A-->B["x"]',
    "two\nlines\r\nand a tab\t",
    "\u202egnitset\u2066 \u200b",
    "a: b # c",
    "- [x]({{ y }}) `z` ~~~",
    "&amp; | ' \\ $(id) ${HOME}",
    "\x85 \u2028 \ufeff \U0001f600",
)

_CHARACTERS = st.characters(
    codec="utf-8",
    exclude_characters=[chr(c) for c in range(32) if c not in (9, 10, 13)],
)
_WORDS = st.sampled_from(
    ("write a fix", "review the change", "search the sources", "plan", "check it against the goal")
)

TEXTS: SearchStrategy[str] = st.one_of(_WORDS, st.sampled_from(_HOSTILE), st.text(_CHARACTERS, min_size=1, max_size=20))
"""Texts of one character and more."""

_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(-1e6, 1e6), TEXTS, st.just(""))
_VALUES: SearchStrategy[Any] = st.one_of(
    _SCALARS, st.lists(_SCALARS, max_size=3), st.dictionaries(TEXTS, st.one_of(_SCALARS, st.just([{}])), max_size=2)
)
_DATA = st.dictionaries(TEXTS, _VALUES, max_size=2)

_IDS = st.one_of(
    st.sampled_from(("writer", "reviewer", "tester", "planner", "merger", "scout")),
    st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True),
)
_METRIC_NAMES = st.one_of(
    st.sampled_from(("primary_quality", "test_pass_rate", "cost_usd", "consensus_score", "iteration_latency")),
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
)
_COUNTS = st.integers(1, 50)
_FRACTIONS = st.one_of(st.sampled_from((0, 0.5, 0.8, 1)), st.floats(0, 1).map(lambda x: round(x, 4)))
_USD = st.one_of(st.sampled_from((0, 0.05, 1, 5, 20)), st.floats(0, 100).map(lambda x: round(x, 4)))
_NUMBERS = st.one_of(st.integers(-100, 100), st.floats(-1e6, 1e6).map(lambda x: round(x, 6)))
_SECONDS = st.one_of(st.integers(1, 7200), st.sampled_from((1.5, 90.0)))
_MODEL = st.fixed_dictionaries(
    {"provider": st.sampled_from(("openai", "anthropic", "local")), "name": TEXTS},
    optional={"temperature": st.sampled_from((0, 0.7, 2)), "max_tokens": _COUNTS, "top_p": _FRACTIONS},
)
_ACTIONS = st.sampled_from(("halt", "escalate_human", "retry_iteration"))
_OPERATORS = st.sampled_from(("gte", "lte", "eq", "gt", "lt"))

_EVALUATOR_TYPES = (
    "test_suite", "command", "lint", "type_check", "json_schema",
    "rubric", "human", "deterministic", "llm_rubric",
)  # fmt: skip
_FEEDBACK_FIELDS = (
    "failure_codes", "dimension_scores", "remediation_hints", "passed", "score",
    "raw_output", "summary",
)  # fmt: skip
_CONSTRAINTS = (
    "injection_detect", "secret_scan", "pii_detect", "egress_monitor", "tool_allowlist", "schema_enforce",
    "human_gate", "tenant_isolation", "output_bounds", "rate_limit",
)  # fmt: skip
_FAILURES = (
    "safety_violation",
    "max_iterations",
    "evaluator_error",
    "cost_exceeded",
    "human_rejected",
    "timeout",
)


def json_values() -> SearchStrategy[Any]:
    """Anything that a document can hold at any place."""
    return _VALUES


def documents(*, sound: bool = False) -> SearchStrategy[dict[str, Any]]:
    """Documents of either form."""
    return st.one_of(core_documents(sound=sound), full_documents(sound=sound))


@st.composite
def core_documents(draw: DrawFn, *, sound: bool = False) -> dict[str, Any]:
    """Documents in core form: at least the six keys, anything of the full form added at any level of detail."""
    builder = _Builder(draw, sound, full=False)
    document = builder.required()
    optional = {
        "inputs": builder.inputs,
        "memory": builder.memory,
        "feedback_channels": builder.feedback_channels,
        "optimization_strategy": builder.optimization_strategy,
        "metrics": builder.metrics,
        "safety_constraints": builder.safety_constraints,
        "cost_limits": builder.cost_limits,
    }
    if sound and not (builder.worker_ids or builder.evaluator_ids):
        del optional["feedback_channels"]
    named = draw(st.lists(st.sampled_from(sorted(optional)), unique=True, max_size=4))
    given = {name: optional[name]() for name in optional if name in named}
    return document | {"termination_conditions": builder.termination_conditions()} | given | builder.extras()


@st.composite
def full_documents(draw: DrawFn, *, sound: bool = False) -> dict[str, Any]:
    """Documents in full form: all thirteen fields, every required part of each."""
    builder = _Builder(draw, sound, full=True)
    inputs = builder.inputs()
    document = builder.required()
    memory = builder.memory()
    return {
        "loop_name": document["loop_name"],
        "version": document["version"],
        "objective": document["objective"],
        "inputs": inputs,
        "memory": memory,
        "workers": document["workers"],
        "evaluators": document["evaluators"],
        "feedback_channels": builder.feedback_channels(),
        "optimization_strategy": builder.optimization_strategy(),
        "metrics": builder.metrics(),
        "termination_conditions": builder.termination_conditions(),
        "safety_constraints": builder.safety_constraints(),
        "cost_limits": builder.cost_limits(),
    } | builder.extras()


class _Builder:
    """Draws the parts of one document; remembers the ids that later parts refer to."""

    def __init__(self, draw: DrawFn, sound: bool, full: bool) -> None:
        self.draw, self.sound, self.full = draw, sound, full
        self.worker_ids: list[str] = []
        self.evaluator_ids: list[str] = []
        self.metric_names: list[str] = []
        self.input_names: list[str] = ["task"]

    def required(self) -> dict[str, Any]:
        """The keys that both forms require, but for `termination_conditions`."""
        parts = [r"[0-9]\.[0-9]{1,2}\.[0-9](-rc\.1)?(\+build)?"] if self.full else [r"[0-9]\.[0-9]{1,2}(\.[0-9])?"]
        version = st.from_regex(parts[0], fullmatch=True).filter(lambda text: not text.split(".")[1].startswith("0"))
        return {
            "loop_name": self.draw(st.from_regex(r"[a-z][a-z0-9-]{2,20}", fullmatch=True)),
            "version": self.draw(st.one_of(st.sampled_from(("1.0.0",) if self.full else ("1.0", "0.1.0")), version)),
            "objective": self.draw(
                st.one_of(st.just("Fix failing tests with minimal diff"), TEXTS.map("Achieve this: ".__add__))
            ),
            "workers": self._workers(),
            "evaluators": self._evaluators(),
        }

    def extras(self) -> dict[str, Any]:
        """Top-level keys beyond the thirteen."""
        extra = st.fixed_dictionaries(
            {},
            optional={
                "x_note": _VALUES,
                "extensions": _DATA,
                "metadata": _DATA,
            },
        )
        return self.draw(extra) if self._maybe() else {}

    def inputs(self) -> dict[str, Any]:
        """The `inputs` field."""
        kinds = st.sampled_from(("string", "number", "boolean", "array", "object"))
        described = {"type": kinds, "description": TEXTS}
        plain = st.fixed_dictionaries(
            described, optional={"required": st.booleans(), "max_length": _COUNTS, "default": _VALUES}
        )
        enum = st.fixed_dictionaries(
            described | {"type": st.just("enum"), "values": st.lists(TEXTS, min_size=1, max_size=3, unique=True)}
        )
        names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
        schema = self.draw(st.dictionaries(names, plain | enum, min_size=1, max_size=3))
        if self.sound and "task" not in schema:
            schema["task"] = {"type": "string", "description": "What to do"}
        self.input_names = sorted(schema)
        made: dict[str, Any] = {"schema": schema}
        if self._maybe():
            made["examples"] = self.draw(st.lists(st.dictionaries(names, _VALUES, max_size=2), max_size=2))
        return made

    def memory(self) -> dict[str, Any]:
        """The `memory` field."""
        writers = self._lists(self.worker_ids, unique=True)
        made = self._some(
            {"type": st.sampled_from(("ephemeral", "session", "persistent"))},
            {
                "backend": st.sampled_from((None, "redis", "postgres", "vector", "composite")),
                "retention": st.fixed_dictionaries(
                    {"unit": st.sampled_from(("iteration", "hour", "day")), "value": _COUNTS}
                ),
                "write_policy": st.fixed_dictionaries(
                    {}, optional={"allowed_writers": writers, "schema": TEXTS, "max_entries": _COUNTS}
                ),
                "read_policy": self._lists(self.worker_ids).flatmap(
                    lambda names: st.fixed_dictionaries({name: st.lists(TEXTS, max_size=2) for name in names})
                ),
                "redaction": _DATA,
            },
        )
        if made["type"] == "persistent" and not made.get("backend"):
            made["backend"] = "postgres"
        return made

    def feedback_channels(self) -> list[dict[str, Any]]:
        """The `feedback_channels` field."""
        sources = [f"evaluators.{name}" for name in self.evaluator_ids] or [f"workers.{n}" for n in self.worker_ids]
        targets = [f"workers.{name}" for name in self.worker_ids] + ["optimization_strategy"]
        channel = {
            "source": self._ids(sources, "workers.ghost"),
            "destination": self._ids(targets, "workers.ghost"),
        }
        return self._items(
            channel | {"format": st.sampled_from(("structured", "template", "human_queue"))},
            {
                "fields": st.lists(st.sampled_from(_FEEDBACK_FIELDS), unique=True, max_size=3),
                "max_tokens": _COUNTS,
                "when": TEXTS,
                "template_ref": TEXTS,
            },
            implied=("format",),
        )

    def optimization_strategy(self) -> dict[str, Any]:
        """The `optimization_strategy` field."""
        targets = [f"workers.{name}" for name in self.worker_ids]
        config = st.fixed_dictionaries({"note": _VALUES})
        if targets or not self.sound:
            config = st.fixed_dictionaries({}, optional={"refinement_target": self._ids(targets, "ghost")})
        return self._some(
            {
                "type": st.sampled_from(
                    ("prompt_refinement", "parameter_search", "memory_update", "structural", "manual")
                )
            },
            {
                "max_steps": _COUNTS,
                "config": config,
                "rollback": st.fixed_dictionaries(
                    {}, optional={"on_metric_drop": _FRACTIONS, "on_safety_failure": st.booleans()}
                ),
            },
            needs=("max_steps",),
        )

    def metrics(self) -> list[dict[str, Any]]:
        """The `metrics` field; in a sound document exactly one is primary."""
        sources = [f"evaluators.{name}" for name in self.evaluator_ids] + ["telemetry.cost"]
        items = self._items(
            {
                "name": _METRIC_NAMES,
                "definition": TEXTS,
                "source": self._ids(sources, "evaluators.ghost"),
                "unit": st.sampled_from(("ratio", "count", "usd", "seconds", "tokens", "percent")),
            },
            {"primary": st.booleans(), "target": _NUMBERS, "regression_threshold": _FRACTIONS},
            implied=("definition", "source", "unit"),
            identity="name",
        )
        if self.sound:
            items = [item | {"primary": index == 0} for index, item in enumerate(items)]
        self.metric_names = [item["name"] for item in items]
        return items

    def safety_constraints(self) -> list[dict[str, Any]]:
        """The `safety_constraints` field."""
        targets = [*self.worker_ids, *self.evaluator_ids, "*"]
        return self._items(
            {
                "type": st.sampled_from(_CONSTRAINTS),
                "scope": st.sampled_from(
                    ("pre_worker", "post_worker", "pre_output", "pre_memory_write", "pre_evaluator")
                ),
                "action": st.sampled_from(("halt", "quarantine", "escalate_human", "warn", "strip")),
            },
            {
                "applies_to": self._lists(targets),
                "severity": st.sampled_from(("S0", "S1", "S2", "S3")),
                "on_error": st.sampled_from(("halt", "warn", "quarantine")),
                "config": _DATA,
                "rule": TEXTS,
            },
            implied=("scope", "action"),
            least=0,
        )

    def cost_limits(self) -> dict[str, Any]:
        """The `cost_limits` field."""
        return self._some(
            {},
            {
                "per_iteration_usd": _USD,
                "cumulative_usd": _USD,
                "on_exceed": st.fixed_dictionaries({"action": st.sampled_from(("halt", "warn", "throttle"))}),
                "token_soft_cap": _COUNTS,
                "on_approach": st.fixed_dictionaries(
                    {
                        "threshold_percent": st.integers(1, 100),
                        "action": st.sampled_from(("warn", "throttle", "halt")),
                    }
                ),
                "price_table_ref": TEXTS,
            },
            needs=("per_iteration_usd", "cumulative_usd", "on_exceed"),
        )

    def termination_conditions(self) -> Any:
        """The `termination_conditions` field: grouped, or in core form often the flat list."""
        if not self.full and (self.draw(st.booleans()) or (self.sound and not self.metric_names)):
            return self.draw(st.lists(self._flat_condition(), min_size=1, max_size=4))
        groups: dict[str, Any] = {"failure": st.lists(self._failure(), max_size=3)}
        if self.metric_names or not self.sound:
            groups["success"] = st.lists(self._success(), max_size=2)
            groups["stall"] = st.lists(self._stall(), max_size=2)
        made: dict[str, Any] = self.draw(st.fixed_dictionaries({}, optional=groups))
        if not any(made.values()):
            made["failure"] = [self.draw(self._failure())]
        return made

    def _workers(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        count = self.draw(st.integers(1, 4))
        ids = self.draw(st.lists(_IDS, min_size=count, max_size=count, unique=self.sound))
        for name in ids:
            has_id = self.full or self._maybe()
            earlier = [worker["id"] for worker in made if "id" in worker]
            others = earlier if self.sound else ids
            sources = [f"inputs.{key}" for key in self.input_names] if not self.sound or self.full else ["inputs.task"]
            sources += ["memory.notes", *(f"workers.{other}" for other in others)]
            worker = self._some(
                {"role": TEXTS},
                {
                    "model": _MODEL,
                    "inputs": st.lists(
                        st.fixed_dictionaries({"from": self._ids(sources, "workers.ghost")}),
                        min_size=1,
                        max_size=3,
                    ),
                    "outputs": st.fixed_dictionaries(
                        {
                            "name": TEXTS,
                            "format": st.sampled_from(("text", "json", "markdown", "code", "binary")),
                        },
                        optional={"schema_ref": TEXTS},
                    ),
                    "depends_on": self._lists(others, unique=True),
                    "tools": st.lists(TEXTS, unique=True, max_size=2),
                    "timeout_seconds": _SECONDS,
                    "retries": st.integers(0, 5),
                    "cost_budget_usd": _USD,
                },
                needs=("model", "inputs", "outputs"),
            )
            made.append({"id": name} | worker if has_id else worker)
        self.worker_ids = [worker["id"] for worker in made if "id" in worker]
        return made

    def _evaluators(self) -> list[dict[str, Any]]:
        count = self.draw(st.integers(1, 3))
        ids = self.draw(st.lists(_IDS, min_size=count, max_size=count, unique=self.sound))
        made = []
        for name in ids:
            kind = self.draw(st.sampled_from(_EVALUATOR_TYPES[-3:] if self.full else _EVALUATOR_TYPES))
            evaluator: dict[str, Any] = {"type": kind} | self._some(
                {},
                {
                    "runs_after": st.lists(self._ids([*self.worker_ids, "*"]), min_size=1, max_size=2, unique=True),
                    "aggregation": st.sampled_from(("min", "weighted_avg", "veto")),
                    "implementation": TEXTS,
                    "model": _MODEL,
                    "rubric": self._rubric(),
                    "timeout_seconds": _SECONDS,
                    "queue": TEXTS,
                    "instructions": TEXTS,
                },
                needs=("runs_after", *_NEEDED[kind]) if self.full else (),
            )
            made.append({"id": name} | evaluator if self.full or self._maybe() else evaluator)
        self.evaluator_ids = [item["id"] for item in made if "id" in item]
        return made

    def _rubric(self) -> SearchStrategy[dict[str, Any]]:
        parts = {
            "name": TEXTS,
            "weight": st.sampled_from((1, 0.5, 0.25, 0.001)),
            "scale": st.sampled_from(([0, 1], [1, 5], [5, 1], [0.5, 0.5])),
        }
        fixed = {"criteria": TEXTS} | (parts if self.full else {})
        dimension = st.fixed_dictionaries(fixed, optional={} if self.full else parts)
        dimensions = st.lists(dimension, min_size=1, max_size=3)
        if self.full:
            return st.fixed_dictionaries({"dimensions": dimensions, "pass_threshold": _FRACTIONS})
        return st.fixed_dictionaries({"dimensions": dimensions}, optional={"pass_threshold": _FRACTIONS})

    def _success(self) -> SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {"metric": self._ids(self.metric_names, "ghost"), "operator": _OPERATORS, "value": _NUMBERS},
            optional={"consecutive": st.integers(1, 5)},
        )

    def _stall(self) -> SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                "metric": self._ids(self.metric_names, "ghost"),
                "window_iterations": _COUNTS,
                "min_improvement": _FRACTIONS,
                "action": _ACTIONS,
            }
        )

    def _failure(self) -> SearchStrategy[dict[str, Any]]:
        kinds = st.sampled_from(_FAILURES)
        plain = st.fixed_dictionaries(
            {"type": kinds.filter(lambda kind: kind != "max_iterations"), "action": _ACTIONS},
            optional={"value": st.integers(1, 9000) | st.just(2.5), "consecutive": st.integers(1, 5)},
        )
        counted = st.fixed_dictionaries({"type": st.just("max_iterations"), "action": _ACTIONS, "value": _COUNTS})
        return plain | counted

    def _flat_condition(self) -> SearchStrategy[dict[str, Any]]:
        common: dict[str, Any] = {"action": _ACTIONS, "consecutive": st.integers(1, 5)}
        named = {"metric": self._ids(self.metric_names, "ghost")} if self.metric_names or not self.sound else {}
        shapes: list[SearchStrategy[dict[str, Any]]] = [
            self._flat(("max_iterations",), {"value": _COUNTS}, common),
            self._flat(("max_cost_usd", "timeout"), {"value": st.integers(1, 900) | st.just(2.5)}, common),
            self._flat(("no_progress",), {}, common | {"value": _COUNTS, "min_improvement": _FRACTIONS}),
            self._flat(("safety_violation", "evaluator_error", "human_rejected", "cost_exceeded"), {}, common),
        ]
        if not self.sound or not self.metric_names:
            threshold = {"value": _FRACTIONS, "consecutive": st.integers(1, 5)}
            shapes.append(self._flat(("quality_threshold",), {}, threshold))
        if not self.sound:
            shapes.append(self._flat(("all_tests_pass", "consensus", "human_approval"), {}, common | named))
        if named:
            shapes.append(self._flat(("success",), named | {"operator": _OPERATORS, "value": _NUMBERS}, {}))
            stalled = {"window_iterations": _COUNTS, "min_improvement": _FRACTIONS}
            shapes.append(self._flat(("stall",), named | stalled, {"action": _ACTIONS}))
        return st.one_of(shapes)

    def _flat(
        self, kinds: Sequence[str], fixed: dict[str, Any], optional: dict[str, Any]
    ) -> SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"type": st.sampled_from(kinds)} | fixed, optional=optional)

    def _ids(self, known: Sequence[str], stranger: str = "ghost") -> SearchStrategy[str]:
        """References: to what is known, and where the document need not be sound also to what is not."""
        if self.sound:
            return st.sampled_from(known)
        return st.sampled_from((*known, *known, stranger))

    def _lists(self, known: Sequence[str], *, unique: bool = False) -> SearchStrategy[list[str]]:
        """Lists of up to two references."""
        if self.sound and not known:
            return st.just([])
        return st.lists(self._ids(known), max_size=2, unique=unique)

    def _some(self, fixed: dict[str, Any], optional: dict[str, Any], needs: Sequence[str] = ()) -> dict[str, Any]:
        """A mapping of `fixed`, of what the full form needs in it, and of some of the optional parts."""
        needed = {name: optional[name] for name in needs} if self.full else {}
        rest = sorted(optional.keys() - needed.keys())
        chosen = self.draw(st.lists(st.sampled_from(rest), unique=True, max_size=3)) if rest else []
        given = {name: value for name, value in optional.items() if name in needed or name in chosen}
        return self.draw(st.fixed_dictionaries(fixed | given))

    def _items(
        self,
        fixed: dict[str, Any],
        optional: dict[str, Any],
        *,
        implied: Sequence[str],
        identity: str = "id",
        least: int = 1,
    ) -> list[dict[str, Any]]:
        """A list of mappings, each with an id; the core form may leave out the id and what is `implied`."""
        names = _METRIC_NAMES if identity == "name" else _IDS
        ids = self.draw(st.lists(names, min_size=least, max_size=3, unique=self.sound))
        made = []
        for name in ids:
            kept = fixed if self.full else {key: value for key, value in fixed.items() if key not in implied}
            item = self._some(kept, optional | fixed)
            made.append(({identity: name} | item) if self.full or identity == "name" or self._maybe() else item)
            made[-1][identity] = name if identity in made[-1] else made[-1].get(identity)
            if made[-1][identity] is None:
                del made[-1][identity]
        return made

    def _maybe(self) -> bool:
        return self.draw(st.booleans())


_NEEDED = {
    "deterministic": ("implementation",),
    "llm_rubric": ("model", "rubric"),
    "human": ("timeout_seconds",),
}
