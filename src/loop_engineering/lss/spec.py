"""The typed specification: LSS 1.0 full form (with LSS 1.1 composition) as frozen structs.

A `Spec` is always full form, whatever form its author wrote; `forms.expand` makes it so. The JSON Schema is
the authority for the shape, and `tests/lss/test_spec_matches_schema.py` compares the two field by field.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

__all__ = [
    "Adapter",
    "Child",
    "Composition",
    "CostLimits",
    "Dimension",
    "Evaluator",
    "FailureCondition",
    "FeedbackChannel",
    "InputField",
    "InputRef",
    "Inputs",
    "Memory",
    "Merge",
    "Metric",
    "Model",
    "OnApproach",
    "OnExceed",
    "OptimizationStrategy",
    "Outputs",
    "Retention",
    "Rollback",
    "Rubric",
    "SafetyConstraint",
    "Spec",
    "StallCondition",
    "SuccessCondition",
    "TerminationConditions",
    "Worker",
    "WritePolicy",
]

Scalar = str | int | float | bool | None


class InputField(Struct, frozen=True, kw_only=True):
    """One declared input of the loop."""

    type: Literal["string", "number", "boolean", "enum", "array", "object"]
    description: str
    required: bool = False
    max_length: int | None = None
    min_length: int | None = None
    pattern: str | None = None
    values: tuple[Scalar, ...] = ()
    default: Any | UnsetType = UNSET
    minimum: float | None = None
    maximum: float | None = None
    items: dict[str, Any] | None = None


class Inputs(Struct, frozen=True, kw_only=True):
    """What a run is given: a schema of named fields and, optionally, example values."""

    schema: dict[str, InputField]
    examples: tuple[dict[str, Any], ...] = ()


class Retention(Struct, frozen=True, kw_only=True):
    """How long memory is kept."""

    unit: Literal["iteration", "hour", "day"]
    value: int


class WritePolicy(Struct, frozen=True, kw_only=True):
    """Who may write to memory, in what shape, and how much."""

    allowed_writers: tuple[str, ...] = ()
    schema: str | dict[str, Any] | None = None
    max_entries: int | None = None


class Memory(Struct, frozen=True, kw_only=True):
    """The loop's memory M. `read_policy` maps a worker id to the keys it may read."""

    type: Literal["ephemeral", "session", "persistent"]
    backend: Literal["redis", "postgres", "vector", "composite"] | None = None
    retention: Retention | None = None
    write_policy: WritePolicy | None = None
    read_policy: dict[str, tuple[str, ...]] = field(default_factory=dict)
    redaction: dict[str, Any] = field(default_factory=dict)


class Model(Struct, frozen=True, kw_only=True):
    """A language model. `unspecified` in both names means that the author declared none."""

    provider: str
    name: str
    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None


class InputRef(Struct, frozen=True, kw_only=True):
    """Where a worker takes an input from: `inputs.X`, `memory.X` or `workers.ID`."""

    from_: str = field(name="from")


class Outputs(Struct, frozen=True, kw_only=True):
    """What a worker hands on."""

    name: str
    format: Literal["text", "json", "markdown", "code", "binary"]
    schema_ref: str | None = None


class Worker(Struct, frozen=True, kw_only=True):
    """Something that acts. `cost_budget_usd` and `timeout_seconds` hold for one attempt."""

    id: str
    role: str
    model: Model
    inputs: tuple[InputRef, ...]
    outputs: Outputs
    depends_on: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    timeout_seconds: float | None = None
    retries: int = 0
    cost_budget_usd: float | None = None


class Dimension(Struct, frozen=True, kw_only=True):
    """One criterion of a rubric."""

    name: str
    weight: float
    scale: tuple[float, float]
    criteria: str


class Rubric(Struct, frozen=True, kw_only=True):
    """Weighted criteria; the weighted score in [0, 1] passes at `pass_threshold`."""

    dimensions: tuple[Dimension, ...]
    pass_threshold: float


class Evaluator(Struct, frozen=True, kw_only=True):
    """Something that judges what workers made."""

    id: str
    type: Literal["llm_rubric", "deterministic", "human"]
    runs_after: tuple[str, ...]
    aggregation: Literal["min", "weighted_avg", "veto"] | None = None
    implementation: str | None = None
    model: Model | None = None
    rubric: Rubric | None = None
    timeout_seconds: float | None = None
    queue: str | None = None
    instructions: str | None = None


class FeedbackChannel(Struct, frozen=True, kw_only=True):
    """How a judgement flows back."""

    id: str
    source: str
    destination: str
    format: Literal["structured", "template", "human_queue"]
    fields: tuple[
        Literal[
            "failure_codes",
            "dimension_scores",
            "remediation_hints",
            "passed",
            "score",
            "raw_output",
            "summary",
        ],
        ...,
    ] = ()
    max_tokens: int | None = None
    when: str | None = None
    template_ref: str | None = None


class Rollback(Struct, frozen=True, kw_only=True):
    """When a step is undone. `on_metric_drop` is a share, in [0, 1], of the primary metric before the step."""

    on_metric_drop: float | None = None
    on_safety_failure: bool = False


class OptimizationStrategy(Struct, frozen=True, kw_only=True):
    """What changes between iterations, beyond the feedback itself."""

    type: Literal["prompt_refinement", "parameter_search", "memory_update", "structural", "manual"]
    max_steps: int
    config: dict[str, Any] = field(default_factory=dict)
    rollback: Rollback | None = None


class SuccessCondition(Struct, frozen=True, kw_only=True):
    """The loop has reached its goal when `metric operator value` held `consecutive` times running."""

    metric: str
    operator: Literal["gte", "lte", "eq", "gt", "lt"]
    value: float
    consecutive: int = 1


class FailureCondition(Struct, frozen=True, kw_only=True):
    """Something that ends the loop without success. `value` counts iterations, seconds or dollars by `type`."""

    type: Literal[
        "safety_violation",
        "max_iterations",
        "evaluator_error",
        "cost_exceeded",
        "human_rejected",
        "timeout",
    ]
    action: Literal["halt", "escalate_human", "retry_iteration"]
    value: float | None = None
    consecutive: int = 1


class StallCondition(Struct, frozen=True, kw_only=True):
    """No gain of at least `min_improvement` in `metric` over `window_iterations` iterations."""

    metric: str
    window_iterations: int
    min_improvement: float
    action: Literal["halt", "escalate_human", "retry_iteration"]


class TerminationConditions(Struct, frozen=True, kw_only=True):
    """The loop's stopping rule τ."""

    success: tuple[SuccessCondition, ...] = ()
    failure: tuple[FailureCondition, ...] = ()
    stall: tuple[StallCondition, ...] = ()


class Metric(Struct, frozen=True, kw_only=True):
    """A number that a run reports."""

    name: str
    definition: str
    source: str
    unit: Literal["ratio", "count", "usd", "seconds", "tokens", "percent"]
    primary: bool = False
    target: float | None = None
    regression_threshold: float | None = None


class SafetyConstraint(Struct, frozen=True, kw_only=True):
    """A guard at one point of the cycle. Empty `applies_to` means everything in scope."""

    id: str
    type: Literal[
        "injection_detect",
        "secret_scan",
        "pii_detect",
        "egress_monitor",
        "tool_allowlist",
        "schema_enforce",
        "human_gate",
        "tenant_isolation",
        "output_bounds",
        "rate_limit",
    ]
    scope: Literal["pre_worker", "post_worker", "pre_output", "pre_memory_write", "pre_evaluator"]
    action: Literal["halt", "quarantine", "escalate_human", "warn", "strip"]
    applies_to: tuple[str, ...] = ()
    severity: Literal["S0", "S1", "S2", "S3"] | None = None
    on_error: Literal["halt", "warn", "quarantine"] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    rule: str | None = None


class OnApproach(Struct, frozen=True, kw_only=True):
    """What happens when spending reaches `threshold_percent` of the budget."""

    threshold_percent: float
    action: Literal["warn", "throttle", "halt"]


class OnExceed(Struct, frozen=True, kw_only=True):
    """What happens when spending passes the budget."""

    action: Literal["halt", "warn", "throttle"]


class CostLimits(Struct, frozen=True, kw_only=True):
    """The budget in US dollars. A cumulative budget of zero means that none was declared."""

    per_iteration_usd: float
    cumulative_usd: float
    on_exceed: OnExceed
    token_soft_cap: int | None = None
    on_approach: OnApproach | None = None
    price_table_ref: str | None = None


class Child(Struct, frozen=True, kw_only=True):
    """One loop inside a composition; `ref` is a path to its spec."""

    id: str
    ref: str
    role: Literal["stage", "branch", "outer", "inner"]
    lens: str | None = None
    trigger: str | None = None


class Adapter(Struct, frozen=True, kw_only=True):
    """Carries `children.A.outputs.W` to `children.B.inputs.F`."""

    from_: str = field(name="from")
    to: str
    transform: str | None = None


class Merge(Struct, frozen=True, kw_only=True):
    """How the results of parallel branches become one."""

    strategy: Literal["synthesize", "vote", "first_pass", "all_pass", "consensus_rubric"]
    min_branches_pass: int = 1
    preserve_dissent: bool = False
    synthesizer: str | None = None


class Composition(Struct, frozen=True, kw_only=True):
    """LSS 1.1: this loop is made of other loops."""

    type: Literal["sequential", "parallel", "nested"]
    children: tuple[Child, ...]
    adapters: tuple[Adapter, ...] = ()
    merge: Merge | None = None


class Spec(Struct, frozen=True, kw_only=True, dict=True):
    """One loop, in full form.

    `children` is not part of the document: it holds the composition's children that could be read, by
    child id, so that bounds, levels and diagrams of a composition need nothing but the `Spec`.
    """

    loop_name: str
    version: str
    objective: str
    inputs: Inputs
    memory: Memory
    workers: tuple[Worker, ...]
    evaluators: tuple[Evaluator, ...]
    feedback_channels: tuple[FeedbackChannel, ...]
    optimization_strategy: OptimizationStrategy
    termination_conditions: TerminationConditions
    metrics: tuple[Metric, ...]
    safety_constraints: tuple[SafetyConstraint, ...]
    cost_limits: CostLimits
    composition: Composition | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    children: dict[str, Spec] = field(default_factory=dict, name="<resolved children>")

    @property
    def patterns(self) -> tuple[str, ...]:
        """The pattern slugs that the spec names, outermost first (`extensions.patterns`, else `metadata.patterns`)."""
        for place in (self.extensions, self.metadata):
            named = place.get("patterns")
            if isinstance(named, list):
                return tuple(item for item in named if isinstance(item, str))
        return ()
